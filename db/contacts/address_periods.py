"""The periods in which alternative addresses are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.errors import Code, Problems
from db.sql import statements
from db.writes.validation import Check, checked, day, optional, required

MOST_PERIODS = 100
PERIOD_CHECKS: dict[str, Check] = {"starts_on": required(day), "ends_on": optional(day)}


@dataclass(frozen=True)
class Period:
    """From one day to another, both included; without a last day it has no end."""

    starts_on: date
    ends_on: date | None = None


async def periods_of(ids: Sequence[int]) -> dict[int, list[Period]]:
    """The periods of each of these addresses by their first day. An address without any is left out."""
    records = await statements.select(
        f"""
        SELECT alternative_address_id, starts_on, ends_on FROM alternative_address_period
        WHERE alternative_address_id {statements.among("ids")} ORDER BY alternative_address_id, starts_on
        """,
        ids=ids,
    )
    found: dict[int, list[Period]] = {}
    for record in records:
        period = Period(statements.as_day(record["starts_on"]), statements.as_day(record["ends_on"]))
        found.setdefault(record["alternative_address_id"], []).append(period)
    return found


def checked_periods(given: Sequence[Mapping[str, Any]], problems: Problems) -> list[Period]:
    """The given periods by their first day; reports those that end before they start, and those that overlap."""
    if len(given) > MOST_PERIODS:
        message = f"An address has at most {MOST_PERIODS} periods. Leave out those that are long past."
        problems.add(Code.OUT_OF_RANGE, message, "periods")
        return []
    fit: list[tuple[Period, str]] = []
    for place, values in enumerate(given):
        path = ("periods", str(place))
        each = checked({"starts_on": None} | dict(values), PERIOD_CHECKS, problems, *path)
        if "starts_on" not in each or each.keys() != {"starts_on"} | values.keys():
            continue
        period = Period(**each)
        if period.ends_on and period.ends_on < period.starts_on:
            message = (
                f"A period that starts on {period.starts_on} ends on that day or later, or is left open."
            )
            problems.add(Code.ENDS_BEFORE_START, message, *path, "ends_on")
        fit.append((period, path[1]))
    fit.sort(key=lambda each: each[0].starts_on)
    _check_apart(fit, problems)
    return [period for period, _ in fit]


def _check_apart(periods: Sequence[tuple[Period, str]], problems: Problems) -> None:
    """Report periods, sorted by their first day, that start before all earlier ones have ended."""
    last: date | None = None
    for period, place in periods:
        if last is not None and period.starts_on <= last:
            message = f"Another period of this address is in force until {last}. Start after it, or end it."
            if last == date.max:
                message = "An earlier period of this address has no end. End it before this one starts."
            problems.add(Code.PERIODS_OVERLAP, message, "periods", place, "starts_on")
        last = max(last or date.min, period.ends_on or date.max)
