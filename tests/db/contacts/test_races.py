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
    blocking = "UPDATE salesperson SET blocked = TRUE WHERE id = $1"
    async with stranger(database, blocking, salesperson.id) as other:
        values = {"salesperson_id": salesperson.id}
        contact = asyncio.ensure_future(a_contact(**values))
        changed = asyncio.ensure_future(update_segment(segment.id, {}, values, now=now))
        await waiting(other, 2)
    with refused((Code.SALESPERSON_BLOCKED, "salesperson_id")):
        await contact
    with refused((Code.SALESPERSON_BLOCKED, "values.salesperson_id")):
        await changed
