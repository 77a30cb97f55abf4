"""What persons inherit from their company, and alternative addresses of contacts with their periods."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from db.models.fields import Moment, OrderedText

FLAGS = (
    "inherit_salesperson", "inherit_country", "inherit_language", "inherit_address", "inherit_communication",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0005_contact_groups")]

    operations = [
        *(
            ops.AddField(
                "MarketingSetup", name=flag, field=fields.BooleanField(db_default=SqlDefault("TRUE"))
            )
            for flag in FLAGS
        ),
        ops.CreateModel(
            name="AlternativeAddress",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "touchbase.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("code", OrderedText(max_length=20)),
                ("name", fields.CharField(null=True, max_length=100)),
                ("address", fields.CharField(null=True, max_length=200)),
                ("city", fields.CharField(null=True, max_length=100)),
                ("post_code", fields.CharField(null=True, max_length=20)),
                ("country", fields.CharField(null=True, max_length=2)),
                ("phone", fields.CharField(null=True, max_length=30)),
                ("email", fields.CharField(null=True, max_length=254)),
            ],
            options={
                "table": "alternative_address",
                "app": "touchbase",
                "unique_together": (("contact_id", "code"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="AlternativeAddressPeriod",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "alternative_address",
                    fields.ForeignKeyField(
                        "touchbase.AlternativeAddress",
                        source_field="alternative_address_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField(null=True)),
            ],
            options={
                "table": "alternative_address_period",
                "app": "touchbase",
                "unique_together": (("alternative_address_id", "starts_on"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.AddConstraint(
            "AlternativeAddressPeriod",
            CheckConstraint(check="ends_on >= starts_on", name="period_ends_after_its_start"),
        ),
    ]
