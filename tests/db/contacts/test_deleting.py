"""Rules of deleting contacts: the log keeps what it says of them."""

from __future__ import annotations

import asyncio
from datetime import datetime

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.engine.database import close_db, open_db
from db.errors import Code, Refused
from db.interactions.creating import Source, create_interaction
from db.models import Contact, Interaction, SegmentLine
from db.segments.editing import create_segment
from db.segments.lines import add_segment_contacts
from db.segments.logging import log_segment
from tests.builders import a_company, a_contact, a_salesperson, a_template
from tests.databases import on_postgres
from tests.db.interactions.racing import contend_for_row, stranger, waiting
from tests.refusals import refused
from tests.statements import counted_statements


async def an_entry(contact: Contact, now: datetime) -> Interaction:
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    return (await create_interaction(Source((contact.id,)), values, now=now)).interactions[0]


async def test_a_company_is_deleted_with_its_people_only_when_asked(now: datetime) -> None:
    company = await a_company(salesperson_id=(await a_salesperson(code="AH")).id)
    person = await a_contact(company_id=company.id, salesperson_id=(await a_salesperson(code="JO")).id)
    with refused((Code.CONTACT_HAS_PEOPLE, "contact_id")):
        await delete_contact(company.id, now=now)
    deleted = await delete_contact(company.id, with_people=True, now=now)
    assert deleted.contact_ids == [company.id, person.id]
    assert [each.code for each in deleted.salespeople] == ["AH", "JO"]
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


async def test_all_that_keeps_a_contact_is_reported_together(now: datetime) -> None:
    company = await a_company()
    await a_contact(company_id=company.id)
    await create_segment(None, "Spring", {}, [company.id], now=now)
    await create_interaction(Source((company.id,)), {}, postpone=True, now=now)
    with refused(
        (Code.CONTACT_HAS_PEOPLE, "contact_id"),
        (Code.CONTACT_ON_SEGMENT, "contact_id"),
        (Code.CONTACT_HAS_POSTPONED, "contact_id"),
    ):
        await delete_contact(company.id, now=now)


async def test_entries_from_before_a_person_joined_the_company_count_for_it_in_the_end(now: datetime) -> None:
    person, company = await a_contact(), await a_company()
    entry = await an_entry(person, now)
    assert entry.company_id is None
    await update_contact(person.id, {"company_id": company.id}, now=now)
    await delete_contact(person.id, now=now)
    moved = await Interaction.get(id=entry.id)
    assert (moved.contact_id, moved.company_id) == (company.id, company.id)


async def test_entries_that_counted_for_another_company_go_on_counting_for_it(now: datetime) -> None:
    before, company = await a_company(), await a_company()
    person = await a_contact(company_id=before.id)
    entry = await an_entry(person, now)
    await update_contact(person.id, {"company_id": company.id}, now=now)
    await delete_contact(person.id, now=now)
    moved = await Interaction.get(id=entry.id)
    assert (moved.contact_id, moved.company_id) == (company.id, before.id)


async def test_the_company_of_many_is_deleted_in_as_many_statements_as_the_company_of_one(
    now: datetime,
) -> None:
    counts = []
    for people in (1, 20):
        company = await a_company()
        for _ in range(people):
            await an_entry(await a_contact(company_id=company.id), now)
        with counted_statements() as statements:
            await delete_contact(company.id, with_people=True, now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1]


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
        remaining = await Contact.filter(id=contact.id).count()
        assert remaining == await SegmentLine.filter(segment_id=segment.id, contact_id=contact.id).count()
        assert await SegmentLine.filter(segment_id=segment.id).count() == remaining


@on_postgres
async def test_a_contact_is_never_lost_to_an_interaction_that_is_just_being_postponed(
    database: str, now: datetime
) -> None:
    """Whoever comes second finds out: the contact stays, or there is nobody to postpone anything with."""
    for turns in (False, True):
        contact = await a_contact()
        deleting = delete_contact(contact.id, now=now)
        postponing = create_interaction(Source((contact.id,)), {}, postpone=True, now=now)
        verbs = (postponing, deleting) if turns else (deleting, postponing)
        first, second = await contend_for_row(database, "contact", contact.id, *verbs)
        assert not isinstance(first, BaseException), first
        assert isinstance(second, Refused), second
        assert second.problems[0].code == (Code.CONTACT_HAS_POSTPONED if turns else Code.NOT_FOUND)
        remaining = await Contact.filter(id=contact.id).count()
        assert remaining == await Interaction.filter(contact_id=contact.id).count() == turns


@on_postgres
async def test_an_entry_logged_while_its_person_is_being_deleted_moves_along(
    database: str, now: datetime
) -> None:
    company = await a_company()
    person = await a_contact(company_id=company.id)
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    logging = create_interaction(Source((person.id,)), values, now=now)
    logged, deleted = await contend_for_row(
        database, "contact", person.id, logging, delete_contact(person.id, now=now)
    )
    assert not isinstance(deleted, BaseException), deleted
    assert (await Interaction.get(id=logged.interactions[0].id)).contact_id == company.id


@on_postgres
async def test_somebody_who_just_left_is_not_deleted_with_the_company(database: str, now: datetime) -> None:
    company = await a_company()
    person = await a_contact(company_id=company.id)
    leaving = "UPDATE contact SET company_id = NULL WHERE id = $1"
    async with stranger(database, leaving, person.id) as other:
        deleting = asyncio.ensure_future(delete_contact(company.id, with_people=True, now=now))
        await waiting(other, 1)
    assert (await deleting).contact_ids == [company.id]
    assert await Contact.filter(id=person.id).exists()


@on_postgres
async def test_the_entries_of_a_person_who_just_moved_go_to_the_new_company(
    database: str, now: datetime
) -> None:
    left, joined = await a_company(), await a_company()
    person = await a_contact(company_id=left.id)
    entry = await an_entry(person, now)
    moving = "UPDATE contact SET company_id = $2 WHERE id = $1"
    async with stranger(database, moving, person.id, joined.id) as other:
        deleting = asyncio.ensure_future(delete_contact(person.id, now=now))
        await waiting(other, 1)
    assert (await deleting).company == joined
    assert (await Interaction.get(id=entry.id)).contact_id == joined.id


@on_postgres
async def test_a_company_may_change_while_its_person_is_deleted(database: str, now: datetime) -> None:
    """Both lock the company first, so neither waits for the other for ever."""
    company = await a_company(city="Bern")
    person = await a_contact(company_id=company.id)
    changed, deleted = await contend_for_row(
        database,
        "contact",
        company.id,
        update_contact(company.id, {"address": {"city": "Biel"}}, now=now),
        delete_contact(person.id, now=now),
    )
    assert changed.inherited_contact_count == 1 and deleted.company == company
