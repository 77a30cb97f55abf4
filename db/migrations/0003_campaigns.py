"""Campaigns, their statuses and entries, and the columns by which everything else counts towards a campaign.

A column is added without remaking its table on either database: nullable, or with a default of the database.
Indexes of those columns leave out the rows that have nothing to do with a campaign.
"""

from __future__ import annotations

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from db.models.fields import Moment, OrderedText

RELEASE = "'2026-11-24 00:00:00+00:00'"

INDEXES = [
    "CREATE UNIQUE INDEX campaign_entry_that_takes_more ON campaign_entry (campaign_id) WHERE takes_more",
    *(
        f"CREATE INDEX {name} ON {table} ({columns}) WHERE {columns.partition(',')[0]} IS NOT NULL"
        for name, table, columns in (
            ("interaction_by_campaign", "interaction", "campaign_id, occurred_at, id"),
            ("interaction_by_campaign_entry", "interaction", "campaign_entry_id, occurred_at, id"),
            ("segment_by_campaign", "segment", "campaign_id, number, id"),
            ("line_by_campaign", "segment_line", "campaign_id, id"),
            ("template_by_campaign", "interaction_template", "campaign_id, code, id"),
        )
    ),
]

FIRST_SERIES = [
    f"""
    INSERT INTO number_series
        (revision, created_at, updated_at, code, description, prefix, digits, last_value, allow_manual)
    SELECT 1, {RELEASE}, {RELEASE}, 'CAMP', 'Campaigns', 'CP', 4, 0, TRUE
    WHERE NOT EXISTS (SELECT 1 FROM number_series WHERE code = 'CAMP')
    """,
    """
    UPDATE marketing_setup
    SET campaign_number_series_id = (SELECT id FROM number_series WHERE code = 'CAMP')
    """,
]


def row() -> list[tuple[str, fields.Field]]:
    """What every table that clients may change has in common."""
    return [
        ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
        ("revision", fields.IntField(default=1)),
        ("created_at", Moment(auto_now=False, auto_now_add=False)),
        ("updated_at", Moment(auto_now=False, auto_now_add=False)),
    ]


def key(noun: str, column: str, on_delete: OnDelete, *, null: bool = True) -> Any:
    return fields.ForeignKeyField(
        f"touchbase.{noun}",
        source_field=f"{column}_id",
        null=null,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=on_delete,
    )


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0002_narrow_indexes_and_first_setup")]

    operations = [
        ops.CreateModel(
            name="CampaignStatus",
            fields=[
                *row(),
                ("code", OrderedText(unique=True, max_length=20)),
                ("description", fields.CharField(max_length=100)),
            ],
            options={"table": "campaign_status", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Campaign",
            fields=[
                *row(),
                ("number", OrderedText(unique=True, max_length=20)),
                ("description", fields.CharField(max_length=100)),
                ("description_folded", OrderedText(max_length=300)),
                ("starts_on", fields.DateField(null=True)),
                ("ends_on", fields.DateField(null=True)),
                ("salesperson", key("Salesperson", "salesperson", OnDelete.RESTRICT)),
                ("status", key("CampaignStatus", "status", OnDelete.RESTRICT)),
            ],
            options={"table": "campaign", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="CampaignEntry",
            fields=[
                *row(),
                ("campaign", key("Campaign", "campaign", OnDelete.RESTRICT, null=False)),
                ("description", fields.CharField(max_length=100)),
                ("occurred_at", Moment(auto_now=False, auto_now_add=False)),
                ("segment", key("Segment", "segment", OnDelete.SET_NULL)),
                ("salesperson", key("Salesperson", "salesperson", OnDelete.RESTRICT)),
                ("stand_alone", fields.BooleanField(default=False)),
                ("takes_more", fields.BooleanField(default=False)),
                ("canceled_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("canceled_by", fields.CharField(null=True, max_length=100)),
            ],
            options={
                "table": "campaign_entry",
                "app": "touchbase",
                "unique_together": (("campaign_id", "segment_id"),),
                "pk_attr": "id",
                "table_description": "What counts towards a campaign: a logged segment, or the interactions that no segment logged.",
            },
            bases=["Row"],
        ),
        ops.AddConstraint(
            "Campaign",
            CheckConstraint(check="starts_on <= ends_on", name="campaign_ends_after_it_starts"),
        ),
        ops.AddConstraint(
            "CampaignEntry",
            CheckConstraint(
                check="NOT stand_alone OR segment_id IS NULL", name="campaign_entry_of_a_segment_or_alone"
            ),
        ),
        ops.AddConstraint(
            "CampaignEntry",
            CheckConstraint(
                check="NOT takes_more OR (stand_alone AND canceled_at IS NULL)",
                name="campaign_entry_takes_more_alone",
            ),
        ),
        *(
            operation
            for noun in ("Segment", "SegmentLine", "Interaction")
            for operation in (
                ops.AddField(noun, "campaign", key("Campaign", "campaign", OnDelete.RESTRICT)),
                ops.AddField(noun, "campaign_target", fields.BooleanField(null=True)),
                ops.AddField(noun, "campaign_response", fields.BooleanField(null=True)),
            )
        ),
        ops.AddField(
            "Interaction", "campaign_entry", key("CampaignEntry", "campaign_entry", OnDelete.SET_NULL)
        ),
        ops.AddField("InteractionTemplate", "campaign", key("Campaign", "campaign", OnDelete.RESTRICT)),
        ops.AddField(
            "InteractionTemplate", "campaign_target", fields.BooleanField(default=False, db_default=False)
        ),
        ops.AddField(
            "InteractionTemplate", "campaign_response", fields.BooleanField(default=False, db_default=False)
        ),
        ops.AddField(
            "MarketingSetup",
            "campaign_number_series",
            key("NumberSeries", "campaign_number_series", OnDelete.RESTRICT),
        ),
        ops.AddIndex("Campaign", Index(fields=["description_folded", "id"], name="campaign_by_description")),
        ops.AddIndex("Campaign", Index(fields=["created_at", "id"], name="campaign_by_creation")),
        ops.AddIndex(
            "Campaign", Index(fields=["salesperson_id", "number", "id"], name="campaign_by_salesperson")
        ),
        ops.AddIndex("Campaign", Index(fields=["status_id", "number", "id"], name="campaign_by_status")),
        ops.AddIndex(
            "CampaignEntry",
            Index(fields=["campaign_id", "occurred_at", "id"], name="campaign_entry_by_campaign"),
        ),
        ops.AddIndex(
            "CampaignEntry",
            Index(fields=["segment_id", "occurred_at", "id"], name="campaign_entry_by_segment"),
        ),
        ops.AddIndex(
            "CampaignEntry", Index(fields=["salesperson_id", "id"], name="campaign_entry_by_salesperson")
        ),
        ops.RunSQL(INDEXES),
        ops.RunSQL(FIRST_SERIES),
    ]
