"""Corrections of entries of the log, and pairs of contacts that are not one."""

from __future__ import annotations

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from db.models.fields import Moment


def _contact(column: str) -> fields.Field:
    return fields.ForeignKeyField(
        "touchbase.Contact",
        source_field=column,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=OnDelete.CASCADE,
    )


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0010_kept_contacts")]

    operations = [
        ops.CreateModel(
            name="InteractionCorrection",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                (
                    "interaction",
                    fields.ForeignKeyField(
                        "touchbase.Interaction",
                        source_field="interaction_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("reason", fields.CharField(null=True, max_length=200)),
                ("before", fields.TextField(unique=False)),
                ("after", fields.TextField(unique=False)),
            ],
            options={
                "table": "interaction_correction",
                "app": "touchbase",
                "indexes": [Index(fields=["interaction_id", "id"], name="correction_by_interaction")],
                "pk_attr": "id",
                "table_description": "What an entry of the log said before somebody corrected it, and what it says since. It is never changed.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="DistinctContact",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("contact", _contact("contact_id")),
                ("other_contact", _contact("other_contact_id")),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "distinct_contact",
                "app": "touchbase",
                "unique_together": (("contact_id", "other_contact_id"),),
                "indexes": [
                    Index(fields=["other_contact_id", "contact_id"], name="distinct_contact_by_other")
                ],
                "pk_attr": "id",
                "table_description": "Somebody said that two contacts are not one, however much they look alike: a row for each of the two ways.",
            },
            bases=["Model"],
        ),
    ]
