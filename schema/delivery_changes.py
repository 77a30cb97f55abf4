"""Queueing deliveries again and calling them off: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db.deliveries import canceling, retrying
from db.deliveries.waking import ring
from schema.deliveries import Delivery
from schema.errors import Payload, mutation
from schema.inputs import given, once
from schema.segments import Segment


@strawberry.input
class RetryDeliveriesInput:
    """Failed deliveries to queue again: those of some entries of the log, or all of a segment."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    idempotency_key: str | None = strawberry.UNSET
    """The same key and input give the first answer again, for at least 24 hours."""
    interaction_ids: list[strawberry.ID] | None = strawberry.UNSET
    """The entries, at most 1,000. Give these or `segmentId`."""
    segment_id: strawberry.ID | None = strawberry.UNSET
    """The segment, however many deliveries it has."""


@strawberry.type
class RetryDeliveriesPayload(Payload):
    """The deliveries that are queued again."""

    changed_count: int = 0
    """How many there are. Deliveries that have not failed, and those of canceled entries, stay as they are."""
    deliveries: list[Delivery] = strawberry.field(default_factory=list)
    """The first 1,000 of them."""
    segment: Segment | None = None
    """The segment whose counts moved, if one was given."""
    replayed: bool = False
    """Whether this is the first answer to the same idempotency key, given again."""


@strawberry.input
class CancelDeliveriesInput:
    """Queued deliveries to call off: those of some entries of the log, or all of a segment."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    interaction_ids: list[strawberry.ID] | None = strawberry.UNSET
    """The entries, at most 1,000. Give these or `segmentId`."""
    segment_id: strawberry.ID | None = strawberry.UNSET
    """The segment, however many deliveries it has."""


@strawberry.type
class CancelDeliveriesPayload(Payload):
    """The deliveries that are called off. Their status is SKIPPED."""

    changed_count: int = 0
    """How many there are. Deliveries that are not queued stay as they are."""
    held_count: int = 0
    """How many are in the hands of a worker at this moment and were left to it: they may be on their way."""
    deliveries: list[Delivery] = strawberry.field(default_factory=list)
    """The first 1,000 of those that are called off."""
    segment: Segment | None = None
    """The segment whose counts moved, if one was given."""
    changed: bool = False
    """Whether any was called off."""


@strawberry.type
class DeliveriesMutation:
    @mutation
    async def retry_deliveries(info: Info, input: RetryDeliveriesInput) -> RetryDeliveriesPayload:
        """Queue failed deliveries again."""
        retried = await retrying.retry_deliveries(
            **given(input), now=info.context.now, once=once(info, input)
        )
        ring()
        return RetryDeliveriesPayload(**vars(retried))

    @mutation
    async def cancel_deliveries(info: Info, input: CancelDeliveriesInput) -> CancelDeliveriesPayload:
        """Call off deliveries before they are sent."""
        canceled = await canceling.cancel_deliveries(**given(input), now=info.context.now)
        return CancelDeliveriesPayload(**vars(canceled), changed=canceled.changed)
