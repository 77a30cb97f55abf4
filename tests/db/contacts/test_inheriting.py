"""What persons inherit from their company: when they join it, and when it changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.contacts.editing import ContactUpdated, update_contact
from db.contacts.inheriting import COLUMNS, INHERITED
from db.contacts.postal_addresses import POSTAL_ADDRESS
from db.contacts.values import derived
from db.errors import Code
from db.marketing_setup import update_marketing_setup
from db.models import Contact, ContactKind
from tests.builders import a_company, a_contact, a_salesperson, addressed
from tests.conftest import NOW
from tests.refusals import refused
from tests.statements import counted_statements

LATER = NOW + timedelta(hours=1)

OLD = {
    "language": "de-CH", "line1": "Bahnhofstr. 1", "line2": "2. Stock", "city": "Bern", "region": "BE",
    "postal_code": "3000", "country_code": "CH",
    "phone": "+41311234567",
}  # fmt: skip
NEW = {
    "language": "de", "line1": "Hauptstr. 5", "line2": "Hinterhaus", "city": "Köln", "region": "NRW",
    "postal_code": "50667", "country_code": "DE",
    "phone": "+492211234567",
}  # fmt: skip


async def both_values() -> tuple[dict[str, Any], dict[str, Any]]:
    """Two values of everything that can be inherited."""
    return (
        OLD | {"salesperson_id": (await a_salesperson()).id},
        NEW | {"salesperson_id": (await a_salesperson()).id},
    )


async def has(contact: Contact) -> dict[str, Any]:
    kept = await Contact.get(id=contact.id)
    return {column: getattr(kept, column) for column in COLUMNS}


async def change(contact: Contact, **values: Any) -> ContactUpdated:
    return await update_contact(contact.id, addressed(values), now=LATER)


async def test_a_new_person_has_what_the_company_has() -> None:
    old, _ = await both_values()
    company = await a_company(**old)
    person = await a_contact(company_id=company.id)
    assert await has(person) == old
    assert "311234567" in person.search_text


async def test_a_new_person_keeps_what_is_given_null_included() -> None:
    old, new = await both_values()
    company = await a_company(**old)
    assert await has(await a_contact(company_id=company.id, **new)) == new
    nothing = dict.fromkeys(COLUMNS)
    assert await has(await a_contact(company_id=company.id, **nothing)) == nothing


async def test_an_address_is_inherited_as_a_whole_or_not_at_all() -> None:
    """Nobody lives in the street of the company and in another city."""
    company = await a_company(**OLD)
    person = await a_contact(company_id=company.id, city="Biel")
    assert (person.line1, person.city, person.postal_code) == (None, "Biel", None)
    assert (person.country_code, person.phone) == ("CH", OLD["phone"])
    await change(person, line1=OLD["line1"])
    await change(company, city="Köln")
    kept = await has(person)
    assert (kept["line1"], kept["city"]) == (OLD["line1"], "Biel")


async def test_what_a_company_has_not_comes_from_the_setup() -> None:
    salesperson = await a_salesperson()
    company = await a_company()
    defaults = {
        "default_language": "fr", "default_country_code": "FR", "default_salesperson_id": salesperson.id
    }  # fmt: skip
    await update_marketing_setup(defaults, now=NOW)
    person = await has(await a_contact(company_id=company.id))
    assert (person["language"], person["country_code"]) == ("fr", "FR")
    assert person["salesperson_id"] == salesperson.id


async def test_a_telephone_number_is_of_the_country_that_is_inherited() -> None:
    company = await a_company(country_code="CH")
    person = await a_contact(company_id=company.id, mobile_phone="079 123 45 67")
    assert person.mobile_phone == "+41791234567"
    moved = await change(await a_contact(), company_id=company.id, mobile_phone="079 123 45 68")
    assert moved.contact.mobile_phone == "+41791234568"


async def test_people_whose_value_was_that_of_the_company_get_the_new_one() -> None:
    old, new = await both_values()
    company = await a_company(**old)
    alike, other = await a_contact(company_id=company.id), await a_contact(company_id=company.id, **new)
    elsewhere = await a_contact(**old)
    updated = await change(company, **new)
    assert (updated.changed, updated.inherited_contact_count) == (True, 1)
    assert await has(alike) == new
    rows = {row.id: row for row in await Contact.all()}
    assert (rows[alike.id].revision, rows[alike.id].updated_at) == (2, LATER)
    assert [rows[each.id].revision for each in (other, elsewhere)] == [1, 1]
    assert await has(elsewhere) == old


async def test_null_equals_null() -> None:
    _, new = await both_values()
    company = await a_company()
    person, other = await a_contact(company_id=company.id), await a_contact(company_id=company.id, city="Ulm")
    assert (await change(company, **new)).inherited_contact_count == 2
    assert await has(person) == new
    assert (await has(other))["city"] == "Ulm"
    assert (await change(company, **dict.fromkeys(new))).inherited_contact_count == 2
    assert await has(person) == dict.fromkeys(COLUMNS)


@pytest.mark.parametrize("flag", INHERITED)
async def test_what_is_switched_off_is_not_inherited(flag: str) -> None:
    old, new = await both_values()
    await update_marketing_setup({flag: False}, now=NOW)
    company = await a_company(**old)
    person = await a_contact(company_id=company.id)
    own = dict.fromkeys(INHERITED[flag])
    assert await has(person) == old | own
    await update_marketing_setup({flag: True}, now=NOW)
    twin = await a_contact(company_id=company.id)
    await update_marketing_setup({flag: False}, now=NOW)
    assert (await change(company, **new)).inherited_contact_count == 2
    assert await has(twin) == new | {column: old[column] for column in INHERITED[flag]}
    assert await has(person) == new | own


async def test_what_is_not_inherited_stays_the_own_of_everybody() -> None:
    company = await a_company(email="a@example.com", mobile_phone="+41791234567")
    person = await a_contact(company_id=company.id)
    assert (person.email, person.mobile_phone) == (None, None)
    own = {"name": "Acme 2", "email": "b@example.com", "mobile_phone": None, "job_title": "Firm"}
    assert (await change(company, **own)).inherited_contact_count == 0
    assert (await Contact.get(id=person.id)).revision == 1


async def test_the_search_follows_an_inherited_telephone_number() -> None:
    company = await a_company(phone=OLD["phone"])
    full = {"external_id": "Ö-1", "email": "zoë@example.com", "mobile_phone": "+41791234567"}
    people = [
        await a_contact(company_id=company.id, name="Zoë Čapek", **full),
        await a_contact(company_id=company.id, name="ΐ", mobile_phone="+41791234567"),
        await a_contact(company_id=company.id),
    ]
    for phone in (NEW["phone"], None, "+4930123456"):
        assert (await change(company, phone=phone)).inherited_contact_count == len(people)
        for person in people:
            kept = await Contact.get(id=person.id)
            assert (kept.phone, kept.search_text) == (phone, derived(kept)["search_text"])


async def test_a_person_who_moves_takes_what_was_of_the_old_company() -> None:
    old, new = await both_values()
    left, joined = await a_company(**old), await a_company(**new)
    alike = await a_contact(company_id=left.id)
    moved = await change(alike, company_id=joined.id)
    assert (moved.inherited_contact_count, moved.contact.revision) == (0, 2)
    assert await has(alike) == new
    kept = await Contact.get(id=alike.id)
    assert kept.search_text == derived(kept)["search_text"]


async def test_a_person_who_moves_keeps_values_of_his_own_and_what_is_given() -> None:
    old, new = await both_values()
    left, joined = await a_company(**old), await a_company(**new)
    own = dict.fromkeys(POSTAL_ADDRESS) | {"city": "Biel", "country_code": "CH", "language": "fr"}
    person = await a_contact(company_id=left.id, city="Biel", language="fr")
    await change(person, company_id=joined.id, phone="+390612345678")
    assert await has(person) == new | own | {"phone": "+390612345678"}


async def test_a_person_who_joins_a_company_takes_what_was_empty_or_of_the_setup() -> None:
    old, _ = await both_values()
    await update_marketing_setup({"default_language": "en", "default_country_code": "GB"}, now=NOW)
    person = await a_contact(phone="+441174960001")
    assert (person.language, person.country_code) == ("en", "GB")
    await change(person, company_id=(await a_company(**old)).id)
    assert await has(person) == old | {"phone": "+441174960001"}


async def test_a_person_who_leaves_keeps_everything() -> None:
    company = await a_company(**OLD)
    person = await a_contact(company_id=company.id)
    before = await has(person)
    await change(person, company_id=None)
    assert await has(person) == before


async def test_nobody_inherits_from_a_person() -> None:
    company = await a_company(**OLD)
    person = await a_contact(company_id=company.id)
    with counted_statements() as statements:
        assert (await change(person, city="Ulm", line1="A 1")).inherited_contact_count == 0
    assert len(statements) == 1
    assert (await Contact.get(id=company.id)).city == "Bern"


async def test_what_cannot_be_inherited_is_refused_as_ever() -> None:
    person = await a_contact(**OLD)
    with refused((Code.INVALID, "company_id")):
        await a_contact(company_id=person.id)
    company = await a_company(**OLD)
    with refused((Code.INVALID, "company_id")):
        await a_company(company_id=company.id)
    with refused((Code.INVALID, "company_id")):
        await change(await a_contact(), kind=ContactKind.COMPANY, company_id=company.id)


async def test_a_no_op_of_a_company_reaches_nobody() -> None:
    company = await a_company(**OLD)
    person = await a_contact(company_id=company.id)
    updated = await change(company, **OLD)
    assert (updated.changed, updated.inherited_contact_count) == (False, 0)
    assert (await Contact.get(id=person.id)).revision == 1


async def test_a_company_of_many_costs_as_many_statements_as_a_company_of_one() -> None:
    counts = []
    for people in (1, 30):
        company = await a_company(**OLD)
        for _ in range(people):
            await a_contact(company_id=company.id)
        with counted_statements() as statements:
            assert (await change(company, **NEW)).inherited_contact_count == people
        counts.append(len(statements))
    assert counts[0] == counts[1]
