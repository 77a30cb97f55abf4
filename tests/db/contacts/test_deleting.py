"""Rules of deleting contacts: the log keeps what it says of them."""

from __future__ import annotations

import asyncio
from datetime import datetime

from db.config import close_db, open_db
from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.errors import Code, Refused
from db.interactions.creating import Source, create_interaction
from db.models import Contact, Interaction, SegmentLine
from db.segments.editing import create_segment
from db.segments.lines import add_segment_contacts
from db.segments.logging import log_segment
from tests.builders import a_company, a_contact, a_salesperson, a_template
from tests.refusals import refused


async def an_entry(contact: Contact, now: datetime) -> Interaction:
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    return (await create_interaction(Source((contact.id,)), values, now=now)).interactions[0]


async def test_a_company_is_deleted_with_its_people_only_when_asked(now: datetime) -> None:
    company = await a_company()
    person = await a_contact(company_id=company.id)
    with refused((Code.CONTACT_HAS_PEOPLE, "contact_id")):
        await delete_contact(company.id, now=now)
    deleted = await delete_contact(company.id, with_people=True, now=now)
    assert deleted.contact_ids == [company.id, person.id]
    assert await Contact.all().count() == 0


async def test_the_entries_of_a_deleted_person_move_to_the_company(now: datetime) -> None:
    company = await a_company()
    person = await a_contact(name="Eve", company_id=company.id)
    entry = await an_entry(person, now)
    assert (await delete_contact(person.id, now=now)).company == company
    moved = await Interaction.get(id=entry.id)
    assert (moved.contact_id, moved.company_id, moved.contact_name) == (company.id, company.id, "Eve")
    assert moved.revision == entry.revision + 1


async def test_the_entries_of_a_deleted_company_keep_its_name(now: datetime) -> None:
    company = await a_company(name="Acme")
    entry = await an_entry(company, now)
    await delete_contact(company.id, now=now)
    kept = await Interaction.get(id=entry.id)
    assert (kept.contact_id, kept.company_id, kept.contact_name) == (None, None, "Acme")


async def test_the_entries_of_a_person_who_left_stay_with_the_person_when_the_company_is_deleted(
    now: datetime,
) -> None:
    company, another = await a_company(), await a_company()
    person = await a_contact(company_id=company.id)
    entry = await an_entry(person, now)
    await update_contact(person.id, {"company_id": another.id}, now=now)
    await delete_contact(company.id, now=now)
    kept = await Interaction.get(id=entry.id)
    assert (kept.contact_id, kept.company_id, kept.contact_name) == (person.id, None, None)


async def test_the_entries_of_people_deleted_with_their_company_keep_their_own_names(now: datetime) -> None:
    company = await a_company(name="Acme")
    entry = await an_entry(await a_contact(name="Eve", company_id=company.id), now)
    await delete_contact(company.id, with_people=True, now=now)
    kept = await Interaction.get(id=entry.id)
    assert (kept.contact_id, kept.company_id, kept.contact_name) == (None, None, "Eve")


async def test_a_contact_on_an_open_segment_stays(now: datetime) -> None:
    contact = await a_contact()
    await create_segment(None, "Spring", {}, [contact.id], now=now)
    with refused((Code.CONTACT_ON_SEGMENT, "contact_id")):
        await delete_contact(contact.id, now=now)


async def test_a_contact_with_postponed_interactions_stays(now: datetime) -> None:
    contact = await a_contact()
    await create_interaction(Source((contact.id,)), {}, postpone=True, now=now)
    with refused((Code.CONTACT_HAS_POSTPONED, "contact_id")):
        await delete_contact(contact.id, now=now)


async def test_a_company_stays_while_one_of_its_people_must(now: datetime) -> None:
    company = await a_company()
    person = await a_contact(company_id=company.id)
    await create_interaction(Source((person.id,)), {}, postpone=True, now=now)
    with refused((Code.CONTACT_HAS_POSTPONED, "contact_id")):
        await delete_contact(company.id, with_people=True, now=now)
    assert await Contact.all().count() == 2


async def test_a_logged_segment_keeps_the_line_of_a_deleted_contact(now: datetime) -> None:
    company = await a_company()
    contact = await a_contact(company_id=company.id)
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    segment = (await create_segment(None, "Spring", values, [contact.id], now=now)).segment
    await log_segment(segment.id, now=now)
    await delete_contact(contact.id, now=now)
    line = await SegmentLine.get(segment_id=segment.id)
    assert line.contact_id is None
    assert (await Interaction.get(segment_id=segment.id)).contact_id == company.id


async def test_a_contact_put_on_a_segment_at_the_same_time_is_never_lost(
    postgres_url: str, now: datetime
) -> None:
    """Either the line is there and the contact stays, or the contact goes and no line is made."""
    await close_db()
    await open_db(postgres_url)
    for _ in range(10):
        contact = await a_contact()
        segment = (await create_segment(None, "Race", {}, [], now=now)).segment
        done = await asyncio.gather(
            delete_contact(contact.id, now=now),
            add_segment_contacts(segment.id, [contact.id], now=now),
            return_exceptions=True,
        )
        refusals = [each for each in done if isinstance(each, BaseException)]
        assert len(refusals) == 1 and isinstance(refusals[0], Refused), done
        there = await Contact.filter(id=contact.id).count()
        assert there == await SegmentLine.filter(segment_id=segment.id, contact_id=contact.id).count()
        assert await SegmentLine.filter(segment_id=segment.id).count() == there
