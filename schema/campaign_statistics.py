"""What campaigns came to: the type, and the field that a campaign has."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns.statistics import campaign_statistics
from db.errors import InvalidArgument
from schema.execution.batch import batch
from schema.filters import DateTimeRange
from schema.inputs import asked
from schema.money import Money, money_of

During = Annotated[
    DateTimeRange | None,
    strawberry.argument(description="Only the entries that happened in this range; left out: all."),
]


@strawberry.type
class CampaignStatistics:
    """What a campaign came to. Canceled and postponed entries of the log never count."""

    count: int
    """The number of logged entries, failed attempts included."""
    cost: Money = money_of("cost")
    """What they cost together."""
    duration_minutes: Decimal
    """How long they took together, in whole minutes: as a decimal, since a sum may be more than an Int holds."""
    target_count: int
    """How many different contacts were contacted as targets of the campaign."""
    response_count: int
    """How many different contacts responded to the campaign."""


def statistics_of_campaigns() -> Any:
    """A field with the statistics of campaigns: one statement for all of a level."""

    @batch(reads="id")
    async def many(
        parents: list[models.Campaign], info: Info, range: During = strawberry.UNSET
    ):  # the type stands at the field
        bounds = asked(range) if range else {}
        start, end = bounds.get("from_"), bounds.get("until")
        if start and end and start > end:
            raise InvalidArgument(
                "The range ends before it begins. Give an `until` that is not before `from`."
            )
        return await campaign_statistics([parent.id for parent in parents], start, end)

    return strawberry.field(resolver=many)
