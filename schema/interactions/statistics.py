"""Statistics of interactions: the type, and the field of every noun that has entries in the log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db.errors import InvalidArgument, told_of
from db.interactions import statistics
from db.interactions.statistics import ALL, Range
from schema.execution.batch import batch
from schema.execution.selections import Selection, from_selection
from schema.graph.checked_arguments import checks_arguments
from schema.graph.enums import Scope
from schema.graph.filters import DateTimeRangeInput
from schema.graph.inputs import argument_values
from schema.graph.money import Money, money_of
from schema.graph.needs import object_type
from schema.graph.paging import reads_of_rows

Load = Callable[[list[Any], frozenset[str], Range], Awaitable[Mapping[int, Any]]]
"""A function of the parents, the names of the figures and the range that returns statistics by the parent's id."""
During = Annotated[
    DateTimeRangeInput | None,
    strawberry.argument(description="Only the entries that happened in this range; left out: all."),
]


@object_type(needs=Scope.INTERACTIONS_READ)
class InteractionStatistics:
    """What the logged entries amount to now. Canceled and postponed ones never count."""

    interaction_count: int
    """The number of logged entries, failed attempts included."""
    failed_attempt_count: int
    """How many of the logged entries were attempts in which the contact was not reached."""
    total_cost: Money = money_of("total_cost")
    """What the logged entries cost together."""
    total_duration_minutes: Decimal
    """How long the logged entries took together, in whole minutes: as a decimal, since a sum may be more than an Int
    holds."""
    last_interaction_at: datetime | None
    """When the last logged entry happened, failed attempts left out; null: there is none."""
    last_attempt_at: datetime | None
    """When the last logged entry that we initiated happened, failed attempts included; null: there is none."""


def statistics_field(
    load: Load,
    known: frozenset[str] = ALL,
    reads: tuple[str, ...] = ("id",),
    figures: Callable[[Selection], frozenset[str] | None] = reads_of_rows,
) -> Any:
    """A field with statistics: `load` is called once per level, for the selected figures only."""

    @checks_arguments(lambda context, given: during_of(given.get("range")))
    @batch(reads=reads)
    async def many(
        parents: list[Any], info: Info, range: During = strawberry.UNSET
    ):  # the type stands at the field
        selected = from_selection(info, figures)
        found = await load(parents, known if selected is None else selected & known, during_of(range))
        return [found[parent.id] for parent in parents]

    return strawberry.field(resolver=many)


def statistics_field_by(column: str) -> Any:
    """A field with the statistics of the entries whose `column` holds the id of the parent."""
    return statistics_field(
        lambda parents, amounts, during: statistics.statistics_by(
            column, [parent.id for parent in parents], amounts, during
        )
    )


def statistics_field_of_contacts() -> Any:
    """The same for contacts; a company's statistics include the entries of its people."""
    return statistics_field(statistics.statistics_of_contacts, reads=("id", "kind"))


def during_of(range: DateTimeRangeInput | None) -> Range:
    """The moments of a range."""
    bounds = argument_values(range) if range else {}
    during = Range(bounds.get("from_"), bounds.get("until"))
    if during.start and during.end and during.start > during.end:
        with told_of("range"), told_of("until"):
            raise InvalidArgument(
                "The range ends before it begins. Give an `until` that is not before `from`."
            )
    return during
