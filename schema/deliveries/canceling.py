"""Calling off messages that were not sent yet: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db.deliveries import canceling
from schema.deliveries.choosing import ChosenDeliveriesInput
from schema.deliveries.types import Delivery
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.inputs import ActionInput, input_values
from schema.segments.types import Segment


@strawberry.input
class CancelDeliveriesInput(ActionInput):
    """Queued deliveries to call off, also those that wait for their moment."""

    deliveries: ChosenDeliveriesInput
    """Which deliveries to call off."""


@strawberry.type
class CancelDeliveriesPayload(ChangePayload):
    """The deliveries that are called off: their status is `CANCELED`."""

    changed_count: int = 0
    """How many deliveries were called off. Deliveries that were sent, failed, skipped or called off before stay as they
    are."""
    held_count: int = 0
    """How many deliveries a worker is sending at this moment (`SENDING`) and were left to it: they may be on their
    way."""
    deliveries: list[Delivery] = strawberry.field(default_factory=list)
    """The first 1,000 of the deliveries that are called off."""
    segment: Segment | None = None
    """The segment whose counts moved; null if the input named none."""


@strawberry.type
class DeliveryCancelingMutation:
    @mutation(needs=Scope.SEGMENTS_LOG)
    async def cancel_deliveries(info: Info, input: CancelDeliveriesInput) -> CancelDeliveriesPayload:
        """Call off deliveries before they are sent."""
        canceled = await canceling.cancel_deliveries(**input_values(input), now=info.context.now)
        return CancelDeliveriesPayload(**vars(canceled), changed=canceled.changed)
