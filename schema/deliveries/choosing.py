"""Which deliveries a verb is about."""

from __future__ import annotations

import strawberry

from db import models
from schema.graph.ids import GlobalId


@strawberry.input(one_of=True)
class ChosenDeliveriesInput:
    """Which deliveries: some, those of some entries of the log, or all of a segment."""

    delivery_ids: list[GlobalId[models.Delivery]] | None = strawberry.UNSET
    """These, at most 1,000."""
    interaction_ids: list[GlobalId[models.Interaction]] | None = strawberry.UNSET
    """Those of these entries of the log, at most 1,000; an entry without a delivery is passed over."""
    segment_id: GlobalId[models.Segment] | None = strawberry.UNSET
    """All of this segment, however many there are."""
