"""The tables of segments and of their lines."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from db.fields import Moment, MoneyField, OrderedText
from db.models.row import Row
from db.models.vocabulary import (
    CorrespondenceType,
    InformationFlow,
    InitiatedBy,
    not_negative,
    one_of,
)


class SegmentStatus(StrEnum):
    """Where a segment stands."""

    OPEN = "OPEN"
    """Being prepared."""
    LOGGED = "LOGGED"
    """Logged: read-only, its contacts have their entries."""
    CANCELED = "CANCELED"
    """Logged and then canceled, its entries too."""


class Segment(Row):
    number = OrderedText(max_length=20, unique=True)
    status = fields.CharEnumField(SegmentStatus, max_length=20, default=SegmentStatus.OPEN)
    description = fields.CharField(max_length=100)
    description_folded = OrderedText(max_length=300)
    template = fields.ForeignKeyField(
        "touchbase.InteractionTemplate", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    template_id: int | None
    salesperson = fields.ForeignKeyField(
        "touchbase.Salesperson", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    salesperson_id: int | None
    cost = MoneyField(null=True)
    duration_minutes = fields.IntField(null=True)
    information_flow = fields.CharEnumField(InformationFlow, max_length=20, null=True)
    initiated_by = fields.CharEnumField(InitiatedBy, max_length=20, null=True)
    correspondence_type = fields.CharEnumField(CorrespondenceType, max_length=20, null=True)
    ignore_contact_correspondence_type = fields.BooleanField(null=True)
    language = fields.CharField(max_length=35, null=True)
    occurred_at = Moment(null=True)
    follow_up_of = fields.ForeignKeyField(
        "touchbase.Segment", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    follow_up_of_id: int | None
    logged_at = Moment(null=True)
    canceled_at = Moment(null=True)
    canceled_by = fields.CharField(max_length=100, null=True)

    class Meta:
        table = "segment"
        indexes = [
            Index(fields=("description_folded", "id"), name="segment_by_description"),
            Index(fields=("created_at", "id"), name="segment_by_creation"),
            Index(fields=("logged_at", "id"), name="segment_by_log"),
            Index(fields=("template_id", "id"), name="segment_by_template"),
            Index(fields=("salesperson_id", "number", "id"), name="segment_by_salesperson"),
            Index(fields=("follow_up_of_id", "id"), name="segment_by_origin"),
        ]
        constraints = [
            not_negative("segment_not_negative"),
            one_of("status", SegmentStatus, "segment_status_known"),
            one_of("information_flow", InformationFlow, "segment_flow_known"),
            one_of("initiated_by", InitiatedBy, "segment_initiator_known"),
            one_of("correspondence_type", CorrespondenceType, "segment_correspondence_known"),
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

    @property
    def is_logged(self) -> bool:
        return self.logged_at is not None


class SegmentLine(Row):
    """A contact on a segment. Null in a value column means that the line inherits it."""

    segment = fields.ForeignKeyField("touchbase.Segment", related_name=False, on_delete=fields.CASCADE)
    segment_id: int
    contact = fields.ForeignKeyField(
        "touchbase.Contact", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    contact_id: int | None
    template = fields.ForeignKeyField(
        "touchbase.InteractionTemplate", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    template_id: int | None
    salesperson = fields.ForeignKeyField(
        "touchbase.Salesperson", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    salesperson_id: int | None
    description = fields.CharField(max_length=100, null=True)
    cost = MoneyField(null=True)
    duration_minutes = fields.IntField(null=True)
    information_flow = fields.CharEnumField(InformationFlow, max_length=20, null=True)
    initiated_by = fields.CharEnumField(InitiatedBy, max_length=20, null=True)
    correspondence_type = fields.CharEnumField(CorrespondenceType, max_length=20, null=True)
    language = fields.CharField(max_length=35, null=True)
    occurred_at = Moment(null=True)
    skipped_because = fields.CharField(max_length=40, null=True)

    class Meta:
        table = "segment_line"
        indexes = [
            Index(fields=("segment_id", "id"), name="line_by_segment"),
            Index(fields=("contact_id", "segment_id"), name="line_by_contact"),
            Index(fields=("template_id", "id"), name="line_by_template"),
            Index(fields=("salesperson_id", "id"), name="line_by_salesperson"),
        ]
        constraints = [
            not_negative("line_not_negative"),
            one_of("information_flow", InformationFlow, "line_flow_known"),
            one_of("initiated_by", InitiatedBy, "line_initiator_known"),
            one_of("correspondence_type", CorrespondenceType, "line_correspondence_known"),
        ]
