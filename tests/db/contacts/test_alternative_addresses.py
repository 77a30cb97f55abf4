"""Rules of the alternative addresses of contacts, and of the periods in which they are in force."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.contacts.address_periods import MOST_PERIODS, Period, periods_of
from db.contacts.alternative_addresses import (
    active_addresses,
    create_alternative_address,
    delete_alternative_address,
    update_alternative_address,
)
from db.contacts.deleting import delete_contact
from db.errors import Code, Refused
from db.marketing_setup import update_marketing_setup
from db.models import AlternativeAddress, AlternativeAddressPeriod
from tests.builders import a_contact, an_alternative_address
from tests.databases import on_postgres
from tests.db.interactions.racing import contend_for_row
from tests.refusals import refused
from tests.statements import counted_statements


def days(*spans: tuple[str, str | None]) -> list[dict[str, Any]]:
    """Periods as a caller gives them."""
    return [
        {"starts_on": date.fromisoformat(first), "ends_on": last and date.fromisoformat(last)}
        for first, last in spans
    ]


SUMMER, WINTER = ("2026-06-01", "2026-08-31"), ("2026-12-01", "2027-02-28")


async def test_an_address_is_kept_in_its_normal_form(now: datetime) -> None:
    contact = await a_contact()
    values = {
        "code": " summer ", "name": "Villa Zoë",
        "address": {
            "line1": " Seestr. 1 ", "line2": " ", "city": "Thun", "region": " BE ", "postal_code": "3600",
            "country_code": "ch",
        },
        "phone": "033 123 45 67", "email": "Zoe@Example.COM", "periods": days(SUMMER),
    }  # fmt: skip
    created = await create_alternative_address(contact.id, values, now=now)
    kept = await AlternativeAddress.get(id=created.alternative_address.id)
    assert (kept.code, kept.name, kept.line1, kept.country_code) == ("SUMMER", "Villa Zoë", "Seestr. 1", "CH")
    assert (kept.line2, kept.region, kept.postal_code) == (None, "BE", "3600")
    assert (kept.phone, kept.email, kept.contact_id) == ("+41331234567", "Zoe@example.com", contact.id)
    assert await periods_of([kept.id]) == {kept.id: [Period(date(2026, 6, 1), date(2026, 8, 31))]}


async def test_all_problems_of_an_address_are_reported_together(now: datetime) -> None:
    contact = await a_contact()
    with refused(
        (Code.INVALID, "phone"),
        (Code.INVALID, "email"),
        (Code.TOO_LONG, "address.city"),
        (Code.INVALID, "address.country_code"),
        (Code.ENDS_BEFORE_START, "periods.1.ends_on"),
        (Code.OUT_OF_RANGE, "periods.2.starts_on"),
    ):
        await create_alternative_address(
            contact.id,
            {
                "code": "A",
                "address": {"city": "x" * 101, "country_code": "Atlantis"},
                "phone": "12",
                "email": "nobody",
                "periods": days(SUMMER, ("2027-03-02", "2027-03-01"), ("1776-07-04", None)),
            },
            now=now,
        )
    assert await AlternativeAddress.all().count() == 0


async def test_an_address_needs_a_contact_and_a_code(now: datetime) -> None:
    contact = await a_contact()
    with refused((Code.REQUIRED, "code")):
        await create_alternative_address(contact.id, {"address": {"city": "Bern"}}, now=now)
    with refused((Code.NOT_FOUND, "contact_id")):
        await create_alternative_address(99, {"code": "A"}, now=now)


async def test_a_contact_has_each_code_once(now: datetime) -> None:
    contact = await a_contact()
    await an_alternative_address(contact, code="A")
    other = await an_alternative_address(contact, code="B")
    await an_alternative_address(await a_contact(), code="A")
    with refused((Code.NOT_UNIQUE, "code")):
        await create_alternative_address(contact.id, {"code": "a"}, now=now)
    with refused((Code.NOT_UNIQUE, "code")):
        await update_alternative_address(other.id, {"code": "A"}, now=now)
    assert not (await update_alternative_address(other.id, {"code": "b"}, now=now)).changed


@pytest.mark.parametrize(
    ("spans", "place"),
    [
        ([SUMMER, ("2026-08-31", "2026-09-30")], 1),
        ([("2026-08-31", "2026-09-30"), SUMMER], 0),
        ([("2026-01-01", None), SUMMER], 1),
        ([SUMMER, ("2026-06-01", "2026-06-01")], 1),
        ([("2026-01-01", "2026-12-31"), SUMMER, WINTER], 1),
        ([("2026-01-01", "2027-12-31"), ("2026-02-01", "2026-03-01"), WINTER], 1),
    ],
)
async def test_periods_of_one_address_have_no_day_in_common(
    spans: list[tuple[str, str | None]], place: int, now: datetime
) -> None:
    contact = await a_contact()
    with pytest.raises(Refused) as refusal:
        await create_alternative_address(contact.id, {"code": "A", "periods": days(*spans)}, now=now)
    found = [(each.code, each.path) for each in refusal.value.problems]
    assert (Code.PERIODS_OVERLAP, ("periods", str(place), "starts_on")) in found
    assert {code for code, _ in found} == {Code.PERIODS_OVERLAP}


async def test_periods_may_follow_one_another_day_by_day_and_the_last_stays_open(now: datetime) -> None:
    spans = [("2026-09-01", None), SUMMER, ("2026-05-31", "2026-05-31")]
    address = await an_alternative_address(await a_contact(), periods=days(*spans))
    [kept] = (await periods_of([address.id])).values()
    assert [period.starts_on.day for period in kept] == [31, 1, 1]
    assert kept[-1].ends_on is None


async def test_an_address_has_a_hundred_periods_at_most(now: datetime) -> None:
    contact, first = await a_contact(), date(2026, 1, 1)
    periods = [
        {"starts_on": first + timedelta(days=each), "ends_on": first + timedelta(days=each)}
        for each in range(MOST_PERIODS + 1)
    ]
    with refused((Code.OUT_OF_RANGE, "periods")):
        await create_alternative_address(contact.id, {"code": "A", "periods": periods}, now=now)
    await create_alternative_address(contact.id, {"code": "A", "periods": periods[1:]}, now=now)


async def test_periods_that_are_given_take_the_place_of_all_that_there_were(now: datetime) -> None:
    address = await an_alternative_address(await a_contact(), periods=days(SUMMER))
    same = await update_alternative_address(address.id, {"periods": days(SUMMER)}, now=now)
    assert (same.changed, same.alternative_address.revision) == (False, 1)
    updated = await update_alternative_address(address.id, {"periods": days(WINTER)}, now=now)
    assert (updated.changed, updated.alternative_address.revision) == (True, 2)
    assert await AlternativeAddressPeriod.all().values_list("starts_on", flat=True) == [date(2026, 12, 1)]
    both = {"address": {"city": "Biel"}, "periods": None}
    assert (await update_alternative_address(address.id, both, now=now)).alternative_address.revision == 3
    assert await AlternativeAddressPeriod.all().count() == 0
    kept = await AlternativeAddress.get(id=address.id)
    assert (kept.city, kept.revision) == ("Biel", 3)


async def test_what_is_left_out_stays_and_a_stale_revision_is_refused(now: datetime) -> None:
    address = await an_alternative_address(await a_contact(), name="Villa", periods=days(SUMMER))
    await update_alternative_address(address.id, {"address": {"city": None}}, expected_revision=1, now=now)
    kept = await AlternativeAddress.get(id=address.id)
    assert (kept.name, kept.city) == ("Villa", None)
    assert await AlternativeAddressPeriod.all().count() == 1
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await update_alternative_address(
            address.id, {"address": {"city": "Bern"}}, expected_revision=1, now=now
        )
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await delete_alternative_address(address.id, expected_revision=1)


@pytest.mark.parametrize(
    ("own", "of_contact", "of_setup"), [("CH", "DE", "FR"), (None, "CH", "FR"), (None, None, "CH")]
)
async def test_a_number_is_of_the_country_of_the_address_else_the_contact_else_the_setup(
    own: str | None, of_contact: str | None, of_setup: str, now: datetime
) -> None:
    await update_marketing_setup({"default_country_code": of_setup}, now=now)
    contact = await a_contact(country_code=of_contact)
    address = await an_alternative_address(contact, country_code=own, phone="033 123 45 67")
    assert address.phone == "+41331234567"
    changes = {"phone": "033 123 45 68"}
    updated = await update_alternative_address(address.id, changes, now=now)
    assert updated.alternative_address.phone == "+41331234568"


async def test_an_address_goes_with_its_periods_and_all_of_them_with_the_contact(now: datetime) -> None:
    contact = await a_contact()
    address = await an_alternative_address(contact, periods=days(SUMMER, WINTER))
    await an_alternative_address(contact, periods=days(SUMMER))
    deleted = await delete_alternative_address(address.id)
    assert (deleted.alternative_address_id, deleted.contact) == (address.id, contact)
    assert await AlternativeAddressPeriod.all().count() == 1
    with refused((Code.NOT_FOUND, "alternative_address_id")):
        await delete_alternative_address(address.id)
    await delete_contact(contact.id, now=now)
    assert await AlternativeAddress.all().count() == await AlternativeAddressPeriod.all().count() == 0


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2026-05-31", None),
        ("2026-06-01", "YEAR"),
        ("2026-06-30", "YEAR"),
        ("2026-07-01", "JULY"),
        ("2026-07-31", "JULY"),
        ("2026-08-01", "YEAR"),
        ("2199-12-31", "YEAR"),
    ],
)
async def test_the_active_address_is_the_one_whose_period_began_last(on: str, code: str | None) -> None:
    contact, other = await a_contact(), await a_contact()
    await an_alternative_address(contact, code="YEAR", periods=days(("2026-06-01", None)))
    await an_alternative_address(contact, code="JULY", periods=days(("2026-07-01", "2026-07-31")))
    await an_alternative_address(contact, code="NEVER")
    await an_alternative_address(other, code="ALWAYS", periods=days(("1900-01-01", None)))
    active = await active_addresses([contact.id, other.id], date.fromisoformat(on))
    named = {each.id: each.code for each in await AlternativeAddress.all()}
    expected = {other.id: "ALWAYS"} | ({contact.id: code} if code else {})
    assert {contact_id: named[identity] for contact_id, identity in active.items()} == expected


async def test_an_address_with_many_periods_costs_as_many_statements_as_one_with_one(now: datetime) -> None:
    contact, counts = await a_contact(), []
    for number in (1, MOST_PERIODS):
        spans = [(f"{1900 + each}-01-01", f"{1900 + each}-12-31") for each in range(number)]
        with counted_statements() as statements:
            address = await an_alternative_address(contact, periods=days(*spans))
            await update_alternative_address(address.id, {"periods": days(*spans[1:], SUMMER)}, now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@on_postgres
async def test_of_two_with_one_code_at_once_one_is_told(database: str, now: datetime) -> None:
    contact = await a_contact()
    twins = [create_alternative_address(contact.id, {"code": "A"}, now=now) for _ in range(2)]
    first, second = await contend_for_row(database, "contact", contact.id, *twins)
    assert not isinstance(first, BaseException), first
    assert isinstance(second, Refused) and second.problems[0].code == Code.NOT_UNIQUE
    assert second.problems[0].path == ("code",)


@on_postgres
async def test_periods_that_are_given_at_once_never_mix(now: datetime) -> None:
    address = await an_alternative_address(await a_contact())
    lists = [days(("2026-01-01", None)), days(SUMMER), days(SUMMER, WINTER)]
    done = await asyncio.gather(
        *(update_alternative_address(address.id, {"periods": each}, now=now) for each in lists * 3)
    )
    assert any(each.changed for each in done)
    [kept] = (await periods_of([address.id])).values()
    assert [{"starts_on": each.starts_on, "ends_on": each.ends_on} for each in kept] in lists


@on_postgres
async def test_an_address_for_a_contact_that_is_being_deleted_is_refused(
    database: str, now: datetime
) -> None:
    contact = await a_contact()
    _, second = await contend_for_row(
        database,
        "contact",
        contact.id,
        delete_contact(contact.id, now=now),
        create_alternative_address(contact.id, {"code": "A"}, now=now),
    )
    assert isinstance(second, Refused) and second.problems[0].code == Code.NOT_FOUND
