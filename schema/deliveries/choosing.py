"""Which deliveries a verb is about."""

from __future__ import annotations

import strawberry

from db import models
from schema.graph.ids import GlobalId


@strawberry.input(one_of=True)
class ChosenDeliveriesInput:
    """Which deliveries, in exactly one way: named ones, those of named entries of the log, or all of a segment."""

    delivery_ids: list[GlobalId[models.Delivery]] | None = strawberry.UNSET
    """The deliveries with these ids, at most 1,000."""
    interaction_ids: list[GlobalId[models.Interaction]] | None = strawberry.UNSET
    """The deliveries of these entries of the log, at most 1,000; an entry without a delivery is passed over."""
    segment_id: GlobalId[models.Segment] | None = strawberry.UNSET
    """All deliveries of this segment, however many there are."""
