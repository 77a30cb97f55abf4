"""Statistics of interactions over time: what was logged in each day, week, month, quarter or year.

One statement for all parents of a level. Periods are those of the calendar in UTC, weeks begin on Monday.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from db.engine.database import is_postgres
from db.errors import InvalidArgument, told_of
from db.interactions.statistics import AMOUNTS, Branch, InteractionStatistics, Range
from db.sql import statements

MOST_PERIODS = 400
"""A year of days and some more."""
MOST_ROWS = 10_000
"""Of all parents at a place together."""
ROOT = 0
"""Stands for the parent of the whole log."""
WHOLE_LOG = Branch("0", [ROOT])


class PeriodUnit(StrEnum):
    """How long a period is. All begin at midnight in UTC."""

    DAY = "DAY"
    """A day."""
    WEEK = "WEEK"
    """Seven days from a Monday on."""
    MONTH = "MONTH"
    """A month of the calendar."""
    QUARTER = "QUARTER"
    """Three months from January, April, July or October on."""
    YEAR = "YEAR"
    """A year of the calendar."""


class StatisticsDimension(StrEnum):
    """What the entries of a period are told apart by; the value is the column of the log."""

    INTERACTION_GROUP = "interaction_group_id"
    """By interaction group."""
    TEMPLATE = "template_id"
    """By interaction template."""
    SALESPERSON = "salesperson_id"
    """By salesperson."""
    CAMPAIGN = "campaign_id"
    """By campaign, what belongs to none included."""


LENGTHS = {
    PeriodUnit.DAY: timedelta(days=1),
    PeriodUnit.WEEK: timedelta(days=7),
    PeriodUnit.MONTH: timedelta(days=28),
    PeriodUnit.QUARTER: timedelta(days=90),
    PeriodUnit.YEAR: timedelta(days=365),
}
"""The shortest that a period can be."""
BEGINNINGS = {
    PeriodUnit.DAY: "substr(occurred_at, 1, 10)",
    PeriodUnit.WEEK: "date(substr(occurred_at, 1, 10), 'weekday 0', '-6 days')",
    PeriodUnit.MONTH: "date(substr(occurred_at, 1, 10), 'start of month')",
    PeriodUnit.QUARTER: (
        "date(substr(occurred_at, 1, 10), 'start of month',"
        " '-' || ((CAST(substr(occurred_at, 6, 2) AS INTEGER) - 1) % 3) || ' months')"
    ),
    PeriodUnit.YEAR: "date(substr(occurred_at, 1, 10), 'start of year')",
}
"""The first day of the period of an entry, as SQLite computes it: from the day alone, since it keeps moments to the
millisecond and would round up the last of a day."""


@dataclass
class PeriodStatistics(InteractionStatistics):
    """What one period came to; with a column to tell apart by, what it came to for one row or for none."""

    starts_on: date = date.min
    interaction_group_id: int | None = None
    template_id: int | None = None
    salesperson_id: int | None = None
    campaign_id: int | None = None


async def statistics_by_period(
    branches: Sequence[Branch],
    unit: PeriodUnit,
    during: Range,
    by: StatisticsDimension | None,
    amounts: frozenset[str],
) -> dict[int, list[PeriodStatistics]]:
    """The periods of each parent in which anything was logged, the earliest first; `by` tells them apart.

    The range needs both ends and holds at most `MOST_PERIODS`; more than `MOST_ROWS` are refused.
    """
    check_periods(unit, during)
    nonempty = [branch for branch in branches if branch.ids]
    found: dict[int, list[PeriodStatistics]] = {parent: [] for branch in nonempty for parent in branch.ids}
    if not nonempty:
        return found
    given = {branch.parameter: branch.ids for branch in nonempty}
    text = _text(nonempty, unit, during, by, sorted(amounts))
    records = await statements.select(text, **given, start=during.start, end=during.end)
    if len(records) > MOST_ROWS:
        raise InvalidArgument(
            f"This makes more than {MOST_ROWS:,} periods. Ask for a shorter range, a longer unit or fewer rows."
        )
    for record in records:
        found[record["parent"]].append(_period(record, by, amounts))
    return found


def check_periods(unit: PeriodUnit, during: Range) -> None:
    """Refuse a range without an end, or with too many periods."""
    with told_of("range"):
        if during.start is None or during.end is None:
            raise InvalidArgument(
                "Statistics over time need a range with both ends. Give `from` and `until`."
            )
        if (during.end - during.start) > MOST_PERIODS * LENGTHS[unit]:
            raise InvalidArgument(
                f"The range holds more than {MOST_PERIODS} periods. Give a shorter range or a longer unit."
            )


def _text(
    branches: Sequence[Branch],
    unit: PeriodUnit,
    during: Range,
    by: StatisticsDimension | None,
    names: list[str],
) -> str:
    needed = {column for name in names for column in AMOUNTS[name].columns} | {"occurred_at"}
    columns = sorted(needed | ({by} if by else set()))
    entries = " UNION ALL ".join(branch.text(columns, during) for branch in branches)
    keys = ["parent", _beginning(unit), *([by] if by else [])]
    selected = [f"{keys[0]}", f"{keys[1]} AS starts_on", *keys[2:]]
    selected += [f"{AMOUNTS[name].expression()} AS {name}" for name in names]
    return (
        f"SELECT {', '.join(selected)} FROM ({entries}) AS entry GROUP BY {', '.join(keys)}"
        f" ORDER BY {', '.join(keys)} LIMIT {MOST_ROWS + 1}"
    )


def _beginning(unit: PeriodUnit) -> str:
    if is_postgres():
        return f"CAST(date_trunc('{unit.value.lower()}', occurred_at AT TIME ZONE 'UTC') AS date)"
    return BEGINNINGS[unit]


def _period(
    record: Mapping[str, Any], by: StatisticsDimension | None, amounts: frozenset[str]
) -> PeriodStatistics:
    starts_on = record["starts_on"]
    if not isinstance(starts_on, date):
        starts_on = datetime.fromisoformat(starts_on).date()
    values = {name: AMOUNTS[name].value(record[name]) for name in amounts}
    if by:
        values[by] = record[by]
    return PeriodStatistics(**values, starts_on=starts_on)
