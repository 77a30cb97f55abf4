"""The table of deliveries: the outbox, and what became of each message."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from db.models.fields import Moment
from db.models.row import Row
from db.models.vocabulary import one_of


class DeliveryStatus(StrEnum):
    """What became of a delivery."""

    QUEUED = "QUEUED"
    """To be sent as soon as its moment has come, perhaps once more."""
    SENDING = "SENDING"
    """A worker has taken it and is about to send it. If the worker dies, it is queued again after 15 minutes."""
    SENT = "SENT"
    """The mail server of the sender has accepted it."""
    FAILED = "FAILED"
    """It was refused for good, or too often."""
    SKIPPED = "SKIPPED"
    """There was nothing to send by e-mail."""
    CANCELED = "CANCELED"
    """It was called off before it was sent: by a caller, or because its entry of the log was canceled, or its contact
    deleted or blocked for privacy."""


class Delivery(Row):
    """One message for one entry of the log. Who holds it and until when matters only while it is being sent."""

    interaction = fields.ForeignKeyField(
        "touchbase.Interaction", related_name=False, on_delete=fields.CASCADE
    )
    interaction_id: int
    segment = fields.ForeignKeyField(
        "touchbase.Segment", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    segment_id: int | None
    status = fields.CharEnumField(DeliveryStatus, max_length=20)
    email = fields.CharField(max_length=254, null=True)
    attempt_count = fields.IntField(default=0)
    not_before = Moment(null=True)
    due_at = Moment()
    held_by = fields.CharField(max_length=100, null=True)
    held_until = Moment(null=True)
    response = fields.CharField(max_length=500, null=True)
    message_id = fields.CharField(max_length=300, null=True)
    sent_at = Moment(null=True)

    class Meta:
        table = "delivery"
        unique_together = (("interaction_id",),)
        indexes = [
            Index(fields=("segment_id", "id"), name="delivery_by_segment"),
            Index(fields=("segment_id", "status", "id"), name="delivery_by_segment_status"),
        ]
        constraints = [
            one_of("status", DeliveryStatus, "delivery_status_known"),
            CheckConstraint(
                check="(status = 'SENT') = (sent_at IS NOT NULL)", name="delivery_sent_at_a_moment"
            ),
            CheckConstraint(
                check="email IS NOT NULL OR status = 'SKIPPED'", name="delivery_needs_an_address"
            ),
            CheckConstraint(check="attempt_count >= 0", name="delivery_not_negative"),
            CheckConstraint(
                check="status <> 'SENDING' OR (held_by IS NOT NULL AND held_until IS NOT NULL)",
                name="delivery_sent_by_somebody",
            ),
        ]
