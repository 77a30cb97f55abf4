"""Contacts at the same moment: what a contact points at cannot change under the check."""

from __future__ import annotations

import asyncio
from datetime import datetime

from db.contacts.editing import update_contact
from db.errors import Code
from db.models import Contact, ContactKind
from db.segments.editing import update_segment
from tests.builders import a_company, a_contact, a_salesperson, a_segment
from tests.databases import on_postgres
from tests.db.interactions.racing import stranger, waiting
from tests.refusals import refused

pytestmark = on_postgres


async def test_nobody_joins_a_company_that_is_becoming_a_person(database: str) -> None:
    company = await a_company()
    becoming = "UPDATE contact SET kind = 'PERSON' WHERE id = $1"
    async with stranger(database, becoming, company.id) as other:
        joining = asyncio.ensure_future(a_contact(company_id=company.id))
        await waiting(other, 1)
    with refused((Code.INVALID, "company_id")):
        await joining


async def test_a_company_that_somebody_is_joining_stays_a_company(database: str, now: datetime) -> None:
    company, person = await a_company(), await a_contact()
    async with stranger(database, "SELECT 1 FROM contact WHERE id = $1 FOR SHARE", company.id) as other:
        becoming = asyncio.ensure_future(update_contact(company.id, {"kind": ContactKind.PERSON}, now=now))
        await waiting(other, 1)
        await other.execute("UPDATE contact SET company_id = $1 WHERE id = $2", company.id, person.id)
    with refused((Code.INVALID, "kind")):
        await becoming
    assert (await Contact.get(id=company.id)).kind is ContactKind.COMPANY


async def test_a_salesperson_who_is_being_blocked_gets_no_contact_and_no_segment(
    database: str, now: datetime
) -> None:
    salesperson, segment = await a_salesperson(), await a_segment(1)
    blocking = "UPDATE salesperson SET is_blocked = TRUE WHERE id = $1"
    async with stranger(database, blocking, salesperson.id) as other:
        values = {"salesperson_id": salesperson.id}
        contact = asyncio.ensure_future(a_contact(**values))
        changed = asyncio.ensure_future(update_segment(segment.id, {}, values, now=now))
        await waiting(other, 2)
    with refused((Code.SALESPERSON_BLOCKED, "salesperson_id")):
        await contact
    with refused((Code.SALESPERSON_BLOCKED, "values.salesperson_id")):
        await changed


async def test_whoever_joins_a_company_that_is_changing_gets_its_new_values(database: str) -> None:
    company = await a_company(city="Bern")
    moving = "UPDATE contact SET city = 'Biel' WHERE id = $1"
    async with stranger(database, moving, company.id) as other:
        joining = asyncio.ensure_future(a_contact(company_id=company.id))
        await waiting(other, 1)
    assert (await joining).city == "Biel"


async def test_a_company_that_changes_while_somebody_joins_hands_its_values_down(
    database: str, now: datetime
) -> None:
    company, person = await a_company(city="Bern"), await a_contact(city="Bern")
    async with stranger(database, "SELECT 1 FROM contact WHERE id = $1 FOR SHARE", company.id) as other:
        changing = asyncio.ensure_future(update_contact(company.id, {"address": {"city": "Biel"}}, now=now))
        await waiting(other, 1)
        await other.execute("UPDATE contact SET company_id = $1 WHERE id = $2", company.id, person.id)
    assert (await changing).inherited_contact_count == 1
    assert (await Contact.get(id=person.id)).city == "Biel"


async def test_a_person_who_just_got_a_value_of_his_own_keeps_it(database: str, now: datetime) -> None:
    company = await a_company(city="Bern", language="de")
    person = await a_contact(company_id=company.id)
    moving = "UPDATE contact SET city = 'Ulm' WHERE id = $1"
    async with stranger(database, moving, person.id) as other:
        changing = asyncio.ensure_future(
            update_contact(company.id, {"address": {"city": "Biel"}, "language": "fr"}, now=now)
        )
        await waiting(other, 1)
    assert (await changing).inherited_contact_count == 1
    kept = await Contact.get(id=person.id)
    assert (kept.city, kept.language) == ("Ulm", "fr")


async def test_a_contact_put_on_a_segment_at_the_same_time_keeps_its_company(
    database: str, now: datetime
) -> None:
    """Whoever comes second is told, or moves somebody who is on no segment yet."""
    contact, company, segment = await a_contact(), await a_company(), await a_segment(1)
    put_on = """
        INSERT INTO segment_line (segment_id, contact_id, revision, created_at, updated_at)
        VALUES ($1, $2, 1, now(), now())
    """
    async with stranger(database, put_on, segment.id, contact.id) as other:
        moving = asyncio.ensure_future(update_contact(contact.id, {"company_id": company.id}, now=now))
        await waiting(other, 1)
    with refused((Code.CONTACT_ON_SEGMENT, "company_id")):
        await moving


async def test_a_company_that_changes_waits_for_an_entry_with_its_person_and_not_the_other_way_round(
    database: str, now: datetime
) -> None:
    """An entry holds the person and then points at the company: were that locked, both would wait for ever."""
    company = await a_company(city="Bern")
    person = await a_contact(company_id=company.id)
    async with stranger(database, "SELECT 1 FROM contact WHERE id = $1 FOR SHARE", person.id) as other:
        changing = asyncio.ensure_future(update_contact(company.id, {"address": {"city": "Biel"}}, now=now))
        await waiting(other, 1)
        await other.execute("SELECT 1 FROM contact WHERE id = $1 FOR KEY SHARE NOWAIT", company.id)
    assert (await changing).inherited_contact_count == 1
