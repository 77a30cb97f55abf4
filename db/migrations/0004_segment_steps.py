"""Steps of segments, the marks that they leave on lines, and criteria that are saved to be used again."""

from __future__ import annotations

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from db.models.fields import Moment, OrderedText
from db.models.segment_steps import StepKind

KINDS = "kind IN ('ADD', 'REDUCE', 'REFINE', 'REUSE_LOGGED', 'ADD_BY_HAND', 'REMOVE_BY_HAND')"

ROW: list[Any] = [
    ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
    ("revision", fields.IntField(default=1)),
    ("created_at", Moment(auto_now=False, auto_now_add=False)),
    ("updated_at", Moment(auto_now=False, auto_now_add=False)),
]
STEP: list[Any] = [
    *ROW,
    ("position", fields.IntField()),
    ("kind", fields.CharEnumField(enum_type=StepKind, max_length=20)),
    ("criteria", fields.TextField(unique=False)),
    ("options", fields.CharField(max_length=200)),
    ("names", fields.TextField(unique=False)),
]


def pointing_at(noun: str, column: str, *, null: bool = False) -> Any:
    return fields.ForeignKeyField(
        f"touchbase.{noun}",
        source_field=column,
        null=null,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=OnDelete.CASCADE,
    )


# On SQLite a table that gets a constraint loses what it was said to have together unique, so that is said here.
# The others are over a part of a table: a page of lines passes over none that were removed.
INDEXES = [
    "CREATE UNIQUE INDEX step_by_segment ON segment_step (segment_id, position)",
    "CREATE UNIQUE INDEX saved_step_by_criteria ON saved_criteria_step (saved_criteria_id, position)",
    "CREATE INDEX line_there ON segment_line (segment_id, id) WHERE removed_by_step_id IS NULL",
    "CREATE INDEX line_by_removing_step ON segment_line (removed_by_step_id)"
    " WHERE removed_by_step_id IS NOT NULL",
]


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0003_campaigns")]

    operations = [
        ops.CreateModel(
            name="SavedCriteria",
            fields=[
                *ROW,
                ("code", OrderedText(unique=True, max_length=20)),
                ("description", fields.CharField(null=True, max_length=100)),
            ],
            options={"table": "saved_criteria", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SavedCriteriaStep",
            fields=[*STEP, ("saved_criteria", pointing_at("SavedCriteria", "saved_criteria_id"))],
            options={
                "table": "saved_criteria_step",
                "app": "touchbase",
                "pk_attr": "id",
            },
            bases=["StepRow"],
        ),
        ops.CreateModel(
            name="SegmentStep",
            fields=[
                *STEP,
                ("segment", pointing_at("Segment", "segment_id")),
                ("added_count", fields.IntField(default=0)),
                ("removed_count", fields.IntField(default=0)),
            ],
            options={
                "table": "segment_step",
                "app": "touchbase",
                "pk_attr": "id",
                "table_description": "Undoing the last step clears its marks first: what still belongs to a"
                " step that goes, goes with it.",
            },
            bases=["StepRow"],
        ),
        ops.AddConstraint("SavedCriteriaStep", CheckConstraint(check=KINDS, name="saved_step_kind_known")),
        ops.AddConstraint("SegmentStep", CheckConstraint(check=KINDS, name="step_kind_known")),
        ops.AddConstraint(
            "SegmentStep",
            CheckConstraint(check="added_count >= 0 AND removed_count >= 0", name="step_not_negative"),
        ),
        ops.AddField(
            "SegmentLine", "added_by_step", pointing_at("SegmentStep", "added_by_step_id", null=True)
        ),
        ops.AddField(
            "SegmentLine", "removed_by_step", pointing_at("SegmentStep", "removed_by_step_id", null=True)
        ),
        ops.AddIndex("SegmentLine", Index(fields=["added_by_step_id"], name="line_by_step")),
        ops.RunSQL(INDEXES),
    ]
