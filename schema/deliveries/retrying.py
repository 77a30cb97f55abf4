"""Queueing deliveries again: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db.deliveries import retrying
from db.deliveries.waking import wake_workers
from schema.deliveries.choosing import ChosenDeliveriesInput
from schema.deliveries.types import Delivery
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.inputs import ActionInput, input_values
from schema.segments.types import Segment


@strawberry.input
class RetryDeliveriesInput(ActionInput):
    """Failed deliveries to queue again."""

    deliveries: ChosenDeliveriesInput
    """Which deliveries to queue again."""


@strawberry.type
class RetryDeliveriesPayload(Payload):
    """The deliveries that are queued again."""

    changed_count: int = 0
    """How many deliveries are queued again. Deliveries that have not failed, and those of canceled entries, stay as
    they are."""
    deliveries: list[Delivery] = strawberry.field(default_factory=list)
    """The deliveries that are tried again, at most the first 1,000."""
    segment: Segment | None = None
    """The segment whose counts moved; null if the input named none."""


@strawberry.type
class DeliveriesMutation:
    @mutation(needs=Scope.SEGMENTS_LOG)
    async def retry_deliveries(info: Info, input: RetryDeliveriesInput) -> RetryDeliveriesPayload:
        """Queue failed deliveries again, to be sent once more."""
        retried = await retrying.retry_deliveries(**input_values(input), now=info.context.now)
        wake_workers()
        return RetryDeliveriesPayload(**vars(retried))
