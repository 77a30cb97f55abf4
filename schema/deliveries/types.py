"""Deliveries: the type."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import strawberry
from strawberry.types import Info

from db import models
from db.deliveries.finding import SORTS
from schema.execution.batch import batch
from schema.graph.edges import to_one
from schema.graph.enums import DeliveryStatus, Scope
from schema.graph.filters import DateTimeWhere, RowWhere, WhichIds
from schema.graph.ids import Node, node
from schema.graph.listed import listed
from schema.graph.needs import field
from schema.guards.available_actions import offered

UNFINISHED = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)


@strawberry.enum
class DeliveryAction(StrEnum):
    """What can be done with a delivery."""

    RETRY = "RETRY"
    """Queue the failed delivery again: `retryDeliveries`."""
    CANCEL = "CANCEL"
    """Call the delivery off before it is sent: `cancelDeliveries`."""


@node(models.Delivery, needs=Scope.INTERACTIONS_READ)
class Delivery(Node):
    """What becomes of the message for one entry of the log. It is sent once, as far as e-mail can promise that."""

    revision: int
    """Grows with every change."""
    status: DeliveryStatus
    """What became of the delivery."""
    email: str | None = field(needs=Scope.CONTACTS_READ)
    """The address that it goes to; null where there is none."""
    attempt_count: int
    """How often it was tried since it was queued last. What the mail server said nothing about does not count."""
    response: str | None = field(needs=Scope.CONTACTS_READ)
    """The last words of the mail server, or why there is nothing to send or it was called off; at most 500
    characters. Null while there are none."""
    not_before: datetime | None
    """The moment until which it was to wait, as it was asked for; null: it was to be sent as soon as possible."""
    sent_at: datetime | None
    """When the mail server of the sender accepted the message; null unless its status is `SENT`."""
    message_id: str | None
    """The `Message-ID` header of the message, the same in every attempt; null before the first."""
    created_at: datetime
    """When its entry was logged, and it queued or skipped."""
    updated_at: datetime
    """When it was last changed."""
    interaction: models.Interaction = to_one("interaction_id")
    """The entry of the log that it is for."""
    segment: models.Segment | None = to_one("segment_id")
    """The segment whose logging made it; null without one, or if it was deleted."""

    @strawberry.field
    @batch(reads=("status", "due_at"))
    def due_at(parents: list[models.Delivery], info: Info) -> list[datetime | None]:
        """From when on it is to be sent, at first or once more, while it is queued or being sent; null afterwards."""
        return [each.due_at if each.status in UNFINISHED else None for each in parents]

    @strawberry.field
    @batch(reads=("status", "held_until"))
    def available_actions(parents: list[models.Delivery], info: Info) -> list[list[DeliveryAction]]:
        """What can be done with it now. What a worker is sending cannot be called off, unless that worker has died."""
        return offered([_actions(each, info.context.now) for each in parents], info)


def _actions(delivery: models.Delivery, now: datetime) -> list[DeliveryAction]:
    if delivery.status is DeliveryStatus.FAILED:
        return [DeliveryAction.RETRY]
    is_held = delivery.held_until is not None and delivery.held_until >= now
    return [DeliveryAction.CANCEL] if delivery.status in UNFINISHED and not is_held else []


@listed(models.Delivery, SORTS, default="in the order in which they were queued first")
class DeliveryWhere(RowWhere):
    """Which deliveries; every field that is given must match, and null asks nothing."""

    status: list[DeliveryStatus] | None = strawberry.UNSET
    """By what became of the delivery: one of these; an empty list matches nothing."""
    interaction: WhichIds[models.Interaction] | None = strawberry.UNSET
    """Deliveries of one of these entries of the log."""
    not_before: DateTimeWhere | None = strawberry.UNSET
    """By the moment until which they were to wait; `isNull: true`: those to be sent as soon as possible."""
    sent_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it was sent; `isNull: true`: those that were not sent."""
