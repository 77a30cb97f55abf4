"""Rules of numbers: taken from a series, or given by hand."""

from __future__ import annotations

import asyncio
from datetime import datetime

from db import marketing_setup, number_series
from db.contacts import editing
from db.errors import Code
from db.models import Contact, NumberSeries
from db.numbering import take_numbers, the_setup
from tests.builders import a_contact
from tests.databases import on_postgres
from tests.refusals import refused


async def the_contact_series() -> NumberSeries:
    return await NumberSeries.get(code="CONT")


async def allow_no_numbers_by_hand(now: datetime) -> None:
    series = await the_contact_series()
    await number_series.update_number_series(series.id, {"allows_manual_numbers": False}, now=now)


@on_postgres
async def test_twenty_contacts_at_once_get_twenty_numbers_in_a_row(now: datetime) -> None:
    created = await asyncio.gather(*(a_contact() for _ in range(20)))
    assert sorted(contact.number for contact in created) == [f"CT{place:06d}" for place in range(1, 21)]


@on_postgres
async def test_of_twins_with_the_same_number_one_is_refused(now: datetime) -> None:
    answers = await asyncio.gather(*(a_contact(number="X1") for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(answer, Contact) for answer in answers) == 1
    assert {
        (problem.code, problem.path)
        for answer in answers
        if not isinstance(answer, Contact)
        for problem in answer.problems  # type: ignore[attr-defined]
    } == {(Code.NOT_UNIQUE, ("number",))}


async def test_a_refused_contact_takes_no_number(now: datetime) -> None:
    with refused((Code.REQUIRED, "name")):
        await a_contact(name="")
    assert (await a_contact()).number == "CT000001"


async def test_many_numbers_are_taken_at_once_and_pass_over_those_given_by_hand(now: datetime) -> None:
    await a_contact(number="CT000002")
    await a_contact(number="CT000004")
    series = await the_contact_series()
    assert await take_numbers(series.id, Contact, 3) == ["CT000001", "CT000003", "CT000005"]
    assert (await a_contact()).number == "CT000006"


async def test_a_number_grows_beyond_its_digits(now: datetime) -> None:
    series = await the_contact_series()
    await number_series.update_number_series(series.id, {"digits": 1, "last_value": 9}, now=now)
    assert (await a_contact()).number == "CT10"


async def test_a_number_by_hand_is_kept_in_upper_case(now: datetime) -> None:
    assert (await a_contact(number=" x-1 ")).number == "X-1"


async def test_a_number_by_hand_must_be_free(now: datetime) -> None:
    await a_contact(number="X1")
    other = await a_contact()
    with refused((Code.NOT_UNIQUE, "number")):
        await a_contact(number="x1")
    with refused((Code.NOT_UNIQUE, "number")):
        await editing.update_contact(other.id, {"number": "x1"}, now=now)


async def test_a_series_may_refuse_numbers_by_hand(now: datetime) -> None:
    await allow_no_numbers_by_hand(now)
    contact = await a_contact()
    with refused((Code.NUMBER_NOT_ALLOWED, "number")):
        await a_contact(number="X1")
    with refused((Code.NUMBER_NOT_ALLOWED, "number")):
        await editing.update_contact(contact.id, {"number": "X1"}, now=now)


async def test_a_contact_may_repeat_its_own_number_in_a_change(now: datetime) -> None:
    await allow_no_numbers_by_hand(now)
    contact = await a_contact()
    assert not (await editing.update_contact(contact.id, {"number": contact.number}, now=now)).changed


async def test_without_a_series_every_contact_needs_a_number(now: datetime) -> None:
    await marketing_setup.update_marketing_setup({"contact_number_series_id": None}, now=now)
    with refused((Code.NUMBER_SERIES_MISSING, "number")):
        await a_contact()
    assert (await a_contact(number="X1")).number == "X1"
    assert (await the_setup()).contact_number_series_id is None
