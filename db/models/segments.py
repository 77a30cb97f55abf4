"""The tables of segments and of their lines."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from db.models.carrying import CarryingRow, carrying_constraints
from db.models.fields import Moment, OrderedText
from db.models.vocabulary import one_of


class SegmentStatus(StrEnum):
    """Where a segment stands."""

    OPEN = "OPEN"
    """Being prepared."""
    LOGGED = "LOGGED"
    """Logged: read-only, its contacts have their entries."""
    CANCELED = "CANCELED"
    """Logged and then canceled, its entries too."""


class Segment(CarryingRow):
    number = OrderedText(max_length=20, unique=True)
    status = fields.CharEnumField(SegmentStatus, max_length=20, default=SegmentStatus.OPEN)
    description = fields.CharField(max_length=100)
    description_folded = OrderedText(max_length=300)
    ignores_contact_correspondence_type = fields.BooleanField(null=True)
    follow_up_of = fields.ForeignKeyField(
        "touchbase.Segment", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    follow_up_of_id: int | None
    logged_at = Moment(null=True)
    canceled_at = Moment(null=True)
    created_by = fields.ForeignKeyField(
        "touchbase.KnownCaller", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    created_by_id: int | None
    logged_by = fields.ForeignKeyField(
        "touchbase.KnownCaller", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    logged_by_id: int | None
    canceled_by = fields.ForeignKeyField(
        "touchbase.KnownCaller", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    canceled_by_id: int | None

    class Meta:
        table = "segment"
        indexes = [
            Index(fields=("updated_at", "id"), name="segment_by_change"),
            Index(fields=("description_folded", "id"), name="segment_by_description"),
            Index(fields=("created_at", "id"), name="segment_by_creation"),
            Index(fields=("logged_at", "id"), name="segment_by_log"),
            Index(fields=("template_id", "id"), name="segment_by_template"),
            Index(fields=("salesperson_id", "number", "id"), name="segment_by_salesperson"),
            Index(fields=("follow_up_of_id", "number", "id"), name="segment_by_origin"),
        ]
        constraints = [
            *carrying_constraints("segment"),
            one_of("status", SegmentStatus, "segment_status_known"),
            CheckConstraint(
                check="(status = 'OPEN') = (logged_at IS NULL)", name="segment_logged_at_a_moment"
            ),
            CheckConstraint(
                check="(status = 'CANCELED') = (canceled_at IS NOT NULL)", name="segment_canceled_at_a_moment"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.status is SegmentStatus.OPEN


class SegmentLine(CarryingRow):
    """A contact on a segment. Null in a value column means that the line inherits it."""

    segment = fields.ForeignKeyField("touchbase.Segment", related_name=False, on_delete=fields.CASCADE)
    segment_id: int
    contact = fields.ForeignKeyField(
        "touchbase.Contact", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    contact_id: int | None
    description = fields.CharField(max_length=100, null=True)
    letter_content = fields.ForeignKeyField(
        "touchbase.LetterContent", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    letter_content_id: int | None
    skipped_because = fields.CharField(max_length=40, null=True)
    added_by_step = fields.ForeignKeyField(
        "touchbase.SegmentStep", related_name=False, null=True, on_delete=fields.CASCADE
    )
    removed_by_step = fields.ForeignKeyField(
        "touchbase.SegmentStep", related_name=False, null=True, on_delete=fields.CASCADE
    )
    added_by_step_id: int | None
    removed_by_step_id: int | None

    not_removed = "removed_by_step_id IS NULL"
    """Condition in SQL. A line that a step removed is kept only to undo the step: all other reads leave it out."""

    class Meta:
        table = "segment_line"
        indexes = [
            Index(fields=("segment_id", "id"), name="line_by_segment"),
            Index(fields=("contact_id", "segment_id"), name="line_by_contact"),
            Index(fields=("template_id", "id"), name="line_by_template"),
            Index(fields=("salesperson_id", "id"), name="line_by_salesperson"),
            Index(fields=("added_by_step_id",), name="line_by_step"),
        ]
        constraints = carrying_constraints("line")
