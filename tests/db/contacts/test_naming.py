"""Rules of the parts of a person's name, and of salutations of contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db.contacts.editing import create_contact, update_contact
from db.contacts.finding import find_contacts
from db.contacts.merging import merge_contacts
from db.errors import Code
from db.marketing_setup import update_marketing_setup
from db.models import Contact, ContactKind
from db.sql.keyset_pages import Window, find_page
from tests.builders import a_company, a_contact, a_salutation
from tests.conftest import NOW
from tests.refusals import refused

ANN = {"first_name": "Ann", "middle_name": "Bea", "surname": "Cox"}


async def a_person(**values: Any) -> Contact:
    """A person without a name, unless one is given."""
    return (await create_contact({"kind": ContactKind.PERSON, **values}, now=NOW)).contact


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (ANN, "Ann Bea Cox"),
        (ANN | {"middle_name": None}, "Ann Cox"),
        (ANN | {"middle_name": " ", "first_name": "  Ann "}, "Ann Cox"),
        ({"surname": "Cox", "initials": "A.B."}, "Cox"),
        (ANN | {"name": None}, "Ann Bea Cox"),
        (ANN | {"name": "Cox, Ann"}, "Cox, Ann"),
    ],
)
async def test_a_name_that_is_left_out_is_made_of_its_parts(parts: dict[str, Any], name: str) -> None:
    assert (await a_person(**parts)).name == name


@pytest.mark.parametrize("parts", [{}, {"initials": "AB"}, {"first_name": " "}, ANN | {"name": " "}])
async def test_without_a_part_that_makes_one_a_name_is_required(parts: dict[str, Any]) -> None:
    with refused((Code.REQUIRED, "name")):
        await a_person(**parts)


async def test_parts_and_the_name_that_they_make_have_their_lengths() -> None:
    long = dict.fromkeys(ANN, "x" * 50)
    with refused((Code.TOO_LONG, "name")):
        await a_person(**long)
    assert (await a_person(**long, name="X")).name == "X"
    too_long = {part: f"{value}x" for part, value in long.items()} | {"initials": "x" * 11}
    with refused(*[(Code.TOO_LONG, part) for part in too_long]):
        await a_person(name="X", **too_long)


async def test_a_name_follows_its_parts_and_so_does_what_is_searched(now: datetime) -> None:
    person = await a_person(**ANN)
    updated = await update_contact(person.id, {"surname": "Dow", "middle_name": None}, now=now)
    assert (updated.contact.name, updated.contact.name_folded) == ("Ann Dow", "ann dow")
    for search, found in (("ann dow", [person]), ("cox", [])):
        assert (await find_page(find_contacts(search=search), Window(5))).rows == found


async def test_a_name_that_was_given_stands(now: datetime) -> None:
    person = await a_person(**ANN, name="Dr. Ann Cox")
    assert (await update_contact(person.id, {"surname": "Dow"}, now=now)).contact.name == "Dr. Ann Cox"
    other = await a_person(**ANN)
    updated = await update_contact(other.id, {"surname": "Dow", "name": "Annie"}, now=now)
    assert (updated.contact.name, updated.contact.surname) == ("Annie", "Dow")
    plain = await a_contact(name="Ann Cox")
    assert (await update_contact(plain.id, {"first_name": "Bea"}, now=now)).contact.name == "Ann Cox"


async def test_a_name_stays_when_nothing_is_left_of_its_parts(now: datetime) -> None:
    person = await a_person(**ANN)
    updated = await update_contact(person.id, dict.fromkeys(ANN), now=now)
    assert (updated.contact.name, updated.contact.surname) == ("Ann Bea Cox", None)


async def test_initials_are_no_part_of_the_name(now: datetime) -> None:
    person = await a_person(**ANN)
    updated = await update_contact(person.id, {"initials": "A.B.C."}, now=now)
    assert (updated.contact.name, updated.contact.initials) == ("Ann Bea Cox", "A.B.C.")


async def test_a_name_that_would_become_too_long_is_refused(now: datetime) -> None:
    person = await a_person(**ANN)
    with refused((Code.TOO_LONG, "name")):
        await update_contact(person.id, dict.fromkeys(ANN, "x" * 50), now=now)


async def test_a_company_has_no_parts_of_a_name(now: datetime) -> None:
    with refused((Code.INVALID, "first_name"), (Code.INVALID, "initials")):
        await a_company(first_name="Ann", initials="A")
    with refused((Code.INVALID, "surname")):
        await create_contact({"kind": ContactKind.COMPANY, "surname": "Cox"}, now=now)
    company = await a_company()
    with refused((Code.INVALID, "surname")):
        await update_contact(company.id, {"surname": "Cox"}, now=now)
    await update_contact(company.id, {"surname": None}, now=now)


async def test_a_person_who_becomes_a_company_keeps_the_name_and_loses_its_parts(now: datetime) -> None:
    person = await a_person(**ANN, initials="A")
    with refused((Code.INVALID, "surname")):
        await update_contact(person.id, {"kind": ContactKind.COMPANY, "surname": "Cox"}, now=now)
    company = (await update_contact(person.id, {"kind": ContactKind.COMPANY}, now=now)).contact
    assert company.name == "Ann Bea Cox"
    assert [company.first_name, company.middle_name, company.surname, company.initials] == [None] * 4


async def test_a_company_that_becomes_a_person_may_get_parts_at_once(now: datetime) -> None:
    company = await a_company(name="Cox")
    person = (await update_contact(company.id, {"kind": ContactKind.PERSON, **ANN}, now=now)).contact
    assert (person.name, person.surname) == ("Cox", "Cox")


async def test_a_new_contact_gets_the_default_salutation_of_its_kind_unless_given(now: datetime) -> None:
    of_companies, of_persons, other = [await a_salutation() for _ in range(3)]
    defaults = {
        "default_company_salutation_id": of_companies.id,
        "default_person_salutation_id": of_persons.id,
    }
    await update_marketing_setup(defaults, now=now)
    for build, default in ((a_company, of_companies), (a_contact, of_persons)):
        assert (await build()).salutation_id == default.id
        assert (await build(salutation_id=other.id)).salutation_id == other.id
        assert (await build(salutation_id=None)).salutation_id is None


async def test_merging_takes_a_salutation_and_parts_that_are_missing(now: datetime) -> None:
    salutation = await a_salutation()
    kept = await a_contact(name="Ann Cox", surname="COX")
    duplicate = await a_person(**ANN, initials="A", salutation_id=salutation.id)
    contact = (await merge_contacts(kept.id, duplicate.id, now=now)).kept_contact
    for each in (contact, await Contact.get(id=kept.id)):
        assert (each.name, each.first_name, each.middle_name) == ("Ann Cox", "Ann", "Bea")
        assert (each.surname, each.initials, each.salutation_id) == ("COX", "A", salutation.id)


@pytest.mark.parametrize(
    "called",
    [{"name": "Ann Dow", "surname": "Dow"}, {"name": "Bob Cox", "first_name": "Bob"}, {"name": "Ann Dow"}],
)
async def test_merging_makes_no_name_of_two(called: dict[str, str], now: datetime) -> None:
    kept, duplicate = await a_contact(**called), await a_person(**ANN)
    contact = (await merge_contacts(kept.id, duplicate.id, now=now)).kept_contact
    assert contact.middle_name is None
    assert (contact.first_name, contact.surname) == (called.get("first_name"), called.get("surname"))
