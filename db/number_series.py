"""Number series: the prefix and the counter that numbers for people, such as SM00012, are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Code, Problems, Refused, StillUsed, Users
from db.models import MarketingSetup, NumberSeries
from db.numbering import lock_setup, the_setup
from db.sql.case_folding import folded, upper_case
from db.sql.filters import Where, text
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.writes.in_the_way import check_free
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called_within
from db.writes.transactions import transactional
from db.writes.validation import Unfit, anything, checked, line, required, upper_line, with_folded

LONGEST_NUMBER = 20
MOST_DIGITS = 15
HIGHEST_VALUE = 2**31 - 1
"""The largest value of an `Int` in GraphQL."""


def _digits(value: int) -> int:
    if not 1 <= value <= MOST_DIGITS:
        raise Unfit(Code.OUT_OF_RANGE, f"A number has from 1 to {MOST_DIGITS} digits.")
    return value


def _value(value: int) -> int:
    if not 0 <= value <= HIGHEST_VALUE:
        raise Unfit(Code.OUT_OF_RANGE, f"The count of a series is from 0 to {HIGHEST_VALUE}.")
    return value


def _prefix(value: str | None) -> str:
    """In upper case, as the numbers themselves; a series may go without one."""
    return upper_line(10)(value or "") or ""


REQUIRED = ("code", "description", "digits")
CHECKS = {
    "code": required(upper_line(20)),
    "description": required(line(100)),
    "prefix": _prefix,
    "digits": required(_digits),
    "last_value": required(_value),
    "allows_manual_numbers": required(anything),
}
CONDITIONS = {
    **CREATED_AND_UPDATED,
    "code": text("code", upper_case),
    "description": text("description_folded"),
}
SORTS = {"CODE": Sort("code"), "DESCRIPTION": Sort("description_folded"), **BY_CREATED_AND_UPDATED}
SEARCHED = {"code": upper_case, "description_folded": folded}


@dataclass
class NumberSeriesCreated:
    number_series: NumberSeries


@dataclass
class NumberSeriesUpdated:
    number_series: NumberSeries
    changed: bool


def find_number_series(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[NumberSeries]:
    return found(NumberSeries, where, CONDITIONS, order, SORTS["CODE"], search=search, searched=SEARCHED)


@transactional
async def create_number_series(values: dict[str, Any], *, now: datetime) -> NumberSeriesCreated:
    given = {name: value for name, value in values.items() if value is not None}
    problems = Problems()
    fit = checked(dict.fromkeys(REQUIRED) | {"prefix": ""} | given, CHECKS, problems)
    await _check_code(fit.get("code"), problems)
    _check_numbers(fit, 0, problems)
    problems.refuse_if_any()
    return NumberSeriesCreated(
        await NumberSeries.create(**with_folded(fit, "description"), created_at=now, updated_at=now)
    )


@transactional
async def update_number_series(
    number_series_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> NumberSeriesUpdated:
    """Change a series under the same lock under which numbers are taken from it."""
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    series = await locked(
        NumberSeries, number_series_id, expected_revision, "number_series_id", problems=problems
    )
    if fit.get("code") != series.code:
        await _check_code(fit.get("code"), problems)
    before = {name: getattr(series, name) for name in ("prefix", "digits", "last_value")}
    _check_numbers(before | fit, series.last_value, problems)
    problems.refuse_if_any()
    return NumberSeriesUpdated(series, await save_changes(series, with_folded(fit, "description"), now))


@transactional
async def delete_number_series(
    number_series_id: int, *, expected_revision: int | None = None
) -> NumberSeries:
    """Delete a series from which marketing setup takes no numbers. Numbers that were given stay as they are."""
    await lock_setup()
    series = await locked(NumberSeries, number_series_id, expected_revision, "number_series_id")
    setup = await the_setup()
    if series.id in (
        setup.contact_number_series_id, setup.segment_number_series_id, setup.campaign_number_series_id,
    ):  # fmt: skip
        message = (
            f"Marketing setup takes numbers from {called_within(series)}. Choose another series there first."
        )
        by = [Users(MarketingSetup, [setup], 1)]
        raise Refused([StillUsed(Code.IN_USE, message, ("number_series_id",), by=by)])
    await series.delete()
    return series


async def _check_code(code: str | None, problems: Problems) -> None:
    if code:
        message = f"There is a number series with the code {code} already."
        await check_free(NumberSeries, {"code": code}, problems, message, "code")


def _check_numbers(values: dict[str, Any], given: int, problems: Problems) -> None:
    """Report numbers that do not fit their column, and a counter that would give a number a second time."""
    prefix, digits, last_value = (values.get(name) for name in ("prefix", "digits", "last_value"))
    if prefix is not None and digits is not None and len(prefix) + digits > LONGEST_NUMBER:
        message = f"Prefix and digits together make at most {LONGEST_NUMBER} characters. Shorten one of them."
        problems.add(Code.OUT_OF_RANGE, message, "digits")
    if last_value is None:
        return
    if last_value < given:
        message = f"Numbers up to {given} have been given, and none is given twice. Give {given} or more."
        problems.add(Code.OUT_OF_RANGE, message, "last_value")
    elif digits is not None and last_value >= 10**digits:
        message = (
            f"{last_value} has more than {digits} digits. Give the series more digits, or a lower value."
        )
        problems.add(Code.OUT_OF_RANGE, message, "last_value")
