"""Rules of deleting many contacts: those of deleting one, all or nothing."""

from __future__ import annotations

from datetime import datetime

from db.contacts.deleting_many import delete_contacts
from db.errors import Code
from db.models import Contact, Interaction
from tests.builders import (
    a_company,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    an_interaction,
)
from tests.refusals import refused
from tests.statements import counted_statements


async def test_persons_leave_their_entries_to_a_company_that_stays(now: datetime) -> None:
    staying, going, salesperson = await a_company(), await a_company(name="Gone"), await a_salesperson()
    person = await a_contact(company_id=staying.id, name="Ann", salesperson_id=salesperson.id)
    other = await a_contact(company_id=going.id, name="Bob")
    entries = [await an_interaction(contact_id=each.id) for each in (person, other, going)]
    ids = [going.id, person.id, other.id]
    deleted = await delete_contacts(ids, revisions=[(person.id, 1)], now=now)
    assert deleted.contact_ids == sorted(ids)
    assert [each.id for each in deleted.companies] == [staying.id]
    assert [each.id for each in deleted.salespeople] == [salesperson.id]
    after = [await Interaction.get(id=each.id) for each in entries]
    assert [(each.contact_id, each.company_id, each.contact_name) for each in after] == [
        (staying.id, staying.id, "Ann"), (None, None, "Bob"), (None, None, "Gone"),
    ]  # fmt: skip
    assert [each.id for each in await Contact.all()] == [staying.id]


async def test_people_of_companies_go_too_if_the_caller_says_so(now: datetime) -> None:
    companies = [await a_company() for _ in range(2)]
    people = [await a_contact(company_id=each.id) for each in companies]
    ids = [each.id for each in companies]
    with refused((Code.CONTACT_HAS_PEOPLE, "contact_ids.0"), (Code.CONTACT_HAS_PEOPLE, "contact_ids.1")):
        await delete_contacts(ids, now=now)
    deleted = await delete_contacts(ids, with_people=True, now=now)
    assert deleted.contact_ids == sorted([*ids, *(each.id for each in people)])
    assert await Contact.all().count() == 0


async def test_each_contact_in_the_way_is_told_at_its_place(now: datetime) -> None:
    free, on_segment, company = await a_contact(), await a_contact(), await a_company()
    await a_segment(contact_ids=[on_segment.id])
    waiting = await a_contact(company_id=company.id)
    await a_postponed_interaction(contact_id=waiting.id)
    with refused(
        (Code.NOT_FOUND, "contact_ids.1"),
        (Code.REVISION_CONFLICT, "expected_revisions.0.revision"),
        (Code.CONTACT_ON_SEGMENT, "contact_ids.2"),
        (Code.CONTACT_HAS_POSTPONED, "contact_ids.3"),
    ):
        ids = [free.id, 999_999, on_segment.id, company.id]
        await delete_contacts(ids, with_people=True, revisions=[(free.id, 5)], now=now)
    assert await Contact.all().count() == 4


async def test_no_contact_adds_a_statement(now: datetime) -> None:
    counts = []
    for number in (1, 5):
        companies = [await a_company() for _ in range(number)]
        people = [await a_contact(company_id=each.id) for each in companies]
        for each in people:
            await an_interaction(contact_id=each.id)
        with counted_statements() as statements:
            await delete_contacts([each.id for each in companies], with_people=True, now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1]
