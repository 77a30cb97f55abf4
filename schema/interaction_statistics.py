"""Statistics of interactions: the type, and the field of every noun that has entries in the log."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db.errors import InvalidArgument
from db.interactions import statistics
from db.interactions.statistics import ALL, Range
from schema.execution.batch import batch
from schema.execution.selections import from_selection
from schema.filters import DateTimeRange
from schema.inputs import asked
from schema.money import Money, money_of
from schema.paging import reads_of_rows

During = Annotated[
    DateTimeRange | None,
    strawberry.argument(description="Only the entries that happened in this range; left out: all."),
]


@strawberry.type
class InteractionStatistics:
    """What the logged entries amount to now. Canceled and postponed ones never count."""

    count: int
    """The number of logged entries, failed attempts included."""
    failed_attempt_count: int
    """How many of them were attempts in which the contact was not reached."""
    cost: Money = money_of("cost")
    """What they cost together."""
    duration_minutes: Decimal
    """How long they took together, in whole minutes: as a decimal, since a sum may be more than an Int holds."""
    last_interaction_at: datetime | None
    """When the last of them happened; failed attempts do not count here."""
    last_attempt_at: datetime | None
    """When the last of those happened that we initiated, failed attempts included."""


def statistics_by(column: str) -> Any:
    """The statistics of the entries that point at each parent: one statement per level."""

    @batch(reads="id")
    async def many(
        parents: list[Any], info: Info, range: During = strawberry.UNSET
    ):  # the type stands at the field
        ids = [parent.id for parent in parents]
        found = await statistics.statistics_by(column, ids, _amounts(info), _during(range))
        return [found[parent.id] for parent in parents]

    return strawberry.field(resolver=many)


def statistics_of_contacts() -> Any:
    """The same for contacts, where a company has the entries of its people."""

    @batch(reads=("id", "kind"))
    async def many(
        parents: list[Any], info: Info, range: During = strawberry.UNSET
    ):  # the type stands at the field
        found = await statistics.statistics_of_contacts(parents, _amounts(info), _during(range))
        return [found[parent.id] for parent in parents]

    return strawberry.field(resolver=many)


def _amounts(info: Info) -> frozenset[str]:
    selected = from_selection(info, reads_of_rows)
    return ALL if selected is None else selected & ALL


def _during(given: DateTimeRange | None) -> Range:
    bounds = asked(given) if given else {}
    during = Range(bounds.get("from_"), bounds.get("until"))
    if during.start and during.end and during.start > during.end:
        raise InvalidArgument("The range ends before it begins. Give an `until` that is not before `from`.")
    return during
