"""Rules of addresses: one value of six parts, which comes from the company as a whole or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db.contacts.editing import create_contact, update_contact
from db.contacts.inheriting import INHERITED
from db.contacts.merging import merge_contacts
from db.contacts.postal_addresses import POSTAL_ADDRESS
from db.errors import Code
from db.marketing_setup import update_marketing_setup
from db.models import AlternativeAddress, Contact, ContactKind
from tests.builders import a_company, a_contact
from tests.refusals import refused

WHOLE = {
    "line1": "Hauptstr. 5", "line2": "Hinterhaus", "city": "Köln", "region": "NRW", "postal_code": "50667",
    "country_code": "DE",
}  # fmt: skip


async def address_of(contact: Contact) -> dict[str, str | None]:
    kept = await Contact.get(id=contact.id)
    return {part: getattr(kept, part) for part in POSTAL_ADDRESS}


def test_contacts_and_alternative_addresses_have_the_same_parts_and_no_others() -> None:
    """A part that is added to one of them only, or to the value only, fails here."""
    assert INHERITED["inherit_address"] == POSTAL_ADDRESS
    for table in (Contact, AlternativeAddress):
        assert set(POSTAL_ADDRESS) <= table._meta.db_fields
    parts = {name: repr(vars(Contact._meta.fields_map[name])["max_length"]) for name in POSTAL_ADDRESS}
    others = {
        name: repr(vars(AlternativeAddress._meta.fields_map[name])["max_length"]) for name in POSTAL_ADDRESS
    }
    assert parts == others


@pytest.mark.parametrize(
    ("given", "after"),
    [
        ({"city": "Bonn"}, WHOLE | {"city": "Bonn"}),
        ({"line2": None, "region": " "}, WHOLE | {"line2": None, "region": None}),
        ({}, WHOLE),
        (None, dict.fromkeys(POSTAL_ADDRESS)),
    ],
)
async def test_parts_that_are_left_out_stay_and_null_clears_all(
    given: dict[str, Any] | None, after: dict[str, Any], now: datetime
) -> None:
    for contact in (await a_contact(**WHOLE), await a_company(**WHOLE)):
        updated = await update_contact(contact.id, {"address": given}, now=now)
        assert await address_of(contact) == after
        assert updated.changed == (after != WHOLE)


async def test_what_is_wrong_with_a_part_is_told_with_its_place(now: datetime) -> None:
    wrong = {
        "line1": "x" * 201, "line2": "x" * 201, "city": "x" * 101, "region": "x" * 101, "postal_code": "x" * 21,
        "country_code": "Atlantis",
    }  # fmt: skip
    problems = [
        *((Code.TOO_LONG, f"address.{part}") for part in POSTAL_ADDRESS[:-1]),
        (Code.INVALID, "address.country_code"),
    ]
    with refused((Code.INVALID, "email"), *problems):
        new = {"kind": ContactKind.PERSON, "name": "Ada", "email": "nobody", "address": wrong}
        await create_contact(new, now=now)
    contact = await a_contact()
    with refused(*problems):
        await update_contact(contact.id, {"address": wrong}, now=now)


@pytest.mark.parametrize("part", POSTAL_ADDRESS)
async def test_one_part_that_differs_makes_the_whole_address_the_persons_own(
    part: str, now: datetime
) -> None:
    company = await a_company(**WHOLE)
    alike, own = [await a_contact(company_id=company.id) for _ in range(2)]
    other = "AT" if part == "country_code" else "Other"
    await update_contact(own.id, {"address": {part: other}}, now=now)
    moved = {name: "CH" if name == "country_code" else f"New {name}" for name in POSTAL_ADDRESS}
    updated = await update_contact(company.id, {"address": moved}, now=now)
    assert updated.inherited_contact_count == 1
    assert await address_of(alike) == moved
    assert await address_of(own) == WHOLE | {part: other}


@pytest.mark.parametrize("part", POSTAL_ADDRESS)
async def test_a_new_person_with_one_part_of_an_address_gets_no_other_from_the_company(part: str) -> None:
    company = await a_company(**WHOLE)
    given = "AT" if part == "country_code" else "Other"
    person = await a_contact(company_id=company.id, **{part: given})
    nothing = dict.fromkeys(POSTAL_ADDRESS) | {"country_code": "DE"}
    assert await address_of(person) == nothing | {part: given}


async def test_an_address_without_a_country_gets_that_of_the_company_else_of_the_setup() -> None:
    await update_marketing_setup({"default_country_code": "FR"}, now=(await a_contact()).created_at)
    company, alone = await a_company(**WHOLE), await a_contact(city="Lyon")
    assert alone.country_code == "FR"
    assert (await a_contact(company_id=company.id, city="Bonn")).country_code == "DE"
    assert (await a_contact(company_id=company.id, city="Bonn", country_code=None)).country_code is None
    await update_marketing_setup({"inherit_address": False}, now=alone.created_at)
    assert (await a_contact(company_id=company.id, city="Bonn")).country_code == "FR"


async def test_null_for_the_address_of_a_new_person_is_none_at_all(now: datetime) -> None:
    company = await a_company(**WHOLE)
    new = {"kind": ContactKind.PERSON, "name": "Ada", "company_id": company.id, "address": None}
    assert await address_of((await create_contact(new, now=now)).contact) == dict.fromkeys(POSTAL_ADDRESS)


@pytest.mark.parametrize(
    ("own", "takes"),
    [
        ({}, True),
        ({"country_code": "DE"}, True),
        ({"country_code": "AT"}, False),
        ({"region": "NRW", "country_code": "DE"}, False),
    ],
)
async def test_a_country_of_the_company_alone_is_no_address_of_ones_own(
    own: dict[str, str], takes: bool, now: datetime
) -> None:
    company, person = await a_company(**WHOLE), await a_contact(**own)
    before = await address_of(person)
    await update_contact(person.id, {"company_id": company.id}, now=now)
    assert await address_of(person) == (WHOLE if takes else before)


@pytest.mark.parametrize(
    ("own", "after"),
    [
        ({}, WHOLE),
        ({"country_code": "DE"}, WHOLE),
        ({"country_code": "AT"}, None),
        ({"line2": "Hinterhaus"}, None),
        ({"region": "NRW", "country_code": "DE"}, None),
    ],
)
async def test_a_merge_takes_a_whole_address_or_nothing_of_it(
    own: dict[str, str], after: dict[str, str] | None, now: datetime
) -> None:
    kept, duplicate = await a_contact(**own), await a_contact(**WHOLE)
    before = await address_of(kept)
    await merge_contacts(kept.id, duplicate.id, now=now)
    assert await address_of(kept) == (after or before)
