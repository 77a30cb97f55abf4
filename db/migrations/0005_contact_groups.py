"""Mailing groups, industry groups and job responsibilities, and the contacts in them."""

from __future__ import annotations

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from db.models.fields import Moment, OrderedText


def grouping(name: str, table: str) -> ops.CreateModel:
    return ops.CreateModel(
        name=name,
        fields=[
            ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
            ("revision", fields.IntField(default=1)),
            ("created_at", Moment(auto_now=False, auto_now_add=False)),
            ("updated_at", Moment(auto_now=False, auto_now_add=False)),
            ("code", OrderedText(unique=True, max_length=20)),
            ("description", fields.CharField(max_length=100)),
            ("description_folded", OrderedText(max_length=300)),
        ],
        options={"table": table, "app": "touchbase", "pk_attr": "id"},
        bases=["GroupingRow"],
    )


def membership(grouping: str, table: str, **options: str) -> ops.CreateModel:
    return ops.CreateModel(
        name=f"Contact{grouping}",
        fields=[
            ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
            ("contact", reference("Contact", "contact_id", OnDelete.CASCADE)),
            ("created_at", Moment(auto_now=False, auto_now_add=False)),
            (table, reference(grouping, f"{table}_id", OnDelete.RESTRICT)),
        ],
        options={
            "table": f"contact_{table}",
            "app": "touchbase",
            "unique_together": ((f"{table}_id", "contact_id"),),
            "pk_attr": "id",
            **options,
        },
        bases=["MembershipRow"],
    )


def reference(model: str, column: str, on_delete: OnDelete) -> fields.Field:  # type: ignore[type-arg]
    return fields.ForeignKeyField(
        f"touchbase.{model}",
        source_field=column,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=on_delete,
    )


COMPANIES_ONLY = "Of companies only: the industry groups of a person are those of the company."


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0004_segment_steps")]

    operations = [
        grouping("MailingGroup", "mailing_group"),
        grouping("IndustryGroup", "industry_group"),
        grouping("JobResponsibility", "job_responsibility"),
        membership("MailingGroup", "mailing_group"),
        membership("IndustryGroup", "industry_group", table_description=COMPANIES_ONLY),
        membership("JobResponsibility", "job_responsibility", table_description="Of persons only."),
        ops.AddIndex(
            "MailingGroup", Index(fields=["description_folded", "id"], name="mailing_group_by_description")
        ),
        ops.AddIndex(
            "IndustryGroup", Index(fields=["description_folded", "id"], name="industry_group_by_description")
        ),
        ops.AddIndex(
            "JobResponsibility",
            Index(fields=["description_folded", "id"], name="job_responsibility_by_description"),
        ),
        ops.AddIndex(
            "ContactMailingGroup",
            Index(fields=["contact_id", "mailing_group_id"], name="mailing_group_by_contact"),
        ),
        ops.AddIndex(
            "ContactIndustryGroup",
            Index(fields=["contact_id", "industry_group_id"], name="industry_group_by_contact"),
        ),
        ops.AddIndex(
            "ContactJobResponsibility",
            Index(fields=["contact_id", "job_responsibility_id"], name="job_responsibility_by_contact"),
        ),
    ]
