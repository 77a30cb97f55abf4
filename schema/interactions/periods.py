"""Statistics over time: the type, the field of every noun that has entries in the log, and that of the whole log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db import models
from db.interactions.periods import (
    ROOT,
    WHOLE_LOG,
    PeriodStatistics,
    PeriodUnit,
    StatisticsDimension,
    check_periods,
    statistics_by_period,
)
from db.interactions.statistics import ALL, Branch, branches_of_contacts
from schema.execution.batch import batch
from schema.execution.selections import Selection, from_selection
from schema.graph.checked_arguments import checks_arguments
from schema.graph.context import Context
from schema.graph.edges import to_one
from schema.graph.enums import Scope
from schema.graph.filters import DateTimeRangeInput
from schema.graph.needs import field, object_type
from schema.interactions.statistics import InteractionStatistics, during_of

strawberry.enum(PeriodUnit)
strawberry.enum(StatisticsDimension)

Unit = Annotated[
    PeriodUnit,
    strawberry.argument(description="How long a period is; it begins and ends at midnight in UTC."),
]
During = Annotated[
    DateTimeRangeInput,
    strawberry.argument(
        description="Only the entries that happened in this range. Both of its ends are needed, and it has at most 400"
        " periods. The first and the last period hold what lies in the range, not more."
    ),
]
By = Annotated[
    StatisticsDimension | None,
    strawberry.argument(
        description="What the entries of a period are told apart by; left out or null: they are one row."
    ),
]


@object_type(needs=Scope.INTERACTIONS_READ)
class InteractionStatisticsPeriod:
    """What the logged entries of one period amount to, or those of one row in it, if they are told apart."""

    starts_on: date
    """The first day of the period, in UTC."""
    interaction_group: models.InteractionGroup | None = to_one(
        "interaction_group_id", models.InteractionGroup
    )
    """The interaction group of these entries; null unless they are told apart by it."""
    template: models.InteractionTemplate | None = to_one("template_id", models.InteractionTemplate)
    """The interaction template of these entries; null unless they are told apart by it."""
    salesperson: models.Salesperson | None = to_one("salesperson_id", models.Salesperson)
    """The salesperson of these entries; null unless they are told apart by it."""
    campaign: models.Campaign | None = to_one("campaign_id", models.Campaign)
    """The campaign of these entries; null for those of none, and unless they are told apart by it."""

    @strawberry.field
    @batch(reads=())
    def totals(parents: list[Any], info: Info) -> list[InteractionStatistics]:
        """What the logged entries of the period, or of this row in it, amount to."""
        return parents


def _check(context: Context, given: Mapping[str, Any]) -> None:
    check_periods(given["unit"], during_of(given["range"]))


def periods_field(branches: Callable[[Sequence[Any]], list[Branch]], reads: tuple[str, ...] = ("id",)) -> Any:
    """A field with statistics over time: one statement for all parents of a level, for the selected figures only."""

    @checks_arguments(_check)
    @batch(reads=reads)
    async def many(
        parents: list[Any], info: Info, unit: Unit, range: During, by: By = None
    ):  # the type stands at the field
        found = await _found(info, branches(parents), unit, range, by)
        return [found[parent.id] for parent in parents]

    return strawberry.field(resolver=many)


def periods_field_by(column: str) -> Any:
    """A field with the statistics over time of the entries whose `column` holds the id of the parent."""
    return periods_field(lambda parents: [Branch(column, [parent.id for parent in parents])])


def periods_field_of_contacts() -> Any:
    """The same for contacts; those of a company include the entries of its people."""
    return periods_field(branches_of_contacts, reads=("id", "kind"))


async def _found(
    info: Info,
    branches: list[Branch],
    unit: PeriodUnit,
    range: DateTimeRangeInput,
    by: StatisticsDimension | None,
) -> dict[int, list[PeriodStatistics]]:
    selected = from_selection(info, _figures)
    amounts = ALL if selected is None else selected & ALL
    return await statistics_by_period(branches, unit, during_of(range), by, amounts)


def _figures(selection: Selection) -> frozenset[str] | None:
    """The figures that are needed; None for all."""
    return selection.below("totals").reads


@strawberry.type
class PeriodsQuery:
    @field(needs=Scope.INTERACTIONS_READ)
    @checks_arguments(_check)
    async def statistics_by(
        self, info: Info, unit: Unit, range: During, by: By = None
    ) -> list[InteractionStatisticsPeriod] | None:
        """What was logged over time, the earliest period first; a period in which nothing was logged is left out.

        At most 10,000 rows: one for each period, or for each value of `by` in each period.
        """
        return (await _found(info, [WHOLE_LOG], unit, range, by))[ROOT]  # type: ignore[return-value]
