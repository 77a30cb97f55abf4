"""What campaigns came to: the type, the range, and the field that a campaign has."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns.statistics import campaign_statistics
from db.numbering import the_setup
from schema.execution.batch import batch
from schema.money import Money, in_currency


@strawberry.input
class StatisticsRange:
    """When the entries happened that are counted."""

    from_: datetime | None = strawberry.field(name="from", default=strawberry.UNSET)
    """At this moment or later."""
    until: datetime | None = strawberry.UNSET
    """Before this moment."""


@strawberry.type
class CampaignStatistics:
    """What a campaign came to, over logged entries only."""

    count: int
    """The number of logged entries."""
    cost: Money
    """What they cost together."""
    duration_minutes: int
    """How long they took together, in minutes."""
    target_count: int
    """How many different contacts were contacted as targets of the campaign."""
    response_count: int
    """How many different contacts responded to the campaign."""


Range = Annotated[
    StatisticsRange | None, strawberry.argument(description="When it happened. Left out: at any time.")
]


def statistics_of() -> Any:
    """A field with the statistics of campaigns: one statement for all of a level."""

    @batch(reads="id")
    async def counted(parents: list[models.Campaign], info: Info, range: Range = strawberry.UNSET):
        bounds = vars(range) if range else {}
        since, until = (bounds.get(name) or None for name in ("from_", "until"))
        found = await campaign_statistics([parent.id for parent in parents], since, until)
        currency = (await the_setup()).currency
        return [
            CampaignStatistics(**vars(each) | {"cost": in_currency(each.cost, currency)}) for each in found
        ]

    return strawberry.field(resolver=counted)
