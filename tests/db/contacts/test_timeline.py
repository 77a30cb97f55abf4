"""The timeline of a contact: everything that happened, in one order, whatever table it stands in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from db.contacts.timeline import TIMELINE, count_timelines, find_timelines
from db.engine.database import connection
from db.interactions.canceling import cancel_interactions
from db.interactions.creating import Source, create_interaction
from db.interactions.remarking import add_interaction_comment
from db.models import Contact, Interaction, InteractionComment
from db.sql.keyset_pages import Page, Window
from tests.builders import a_company, a_contact, an_interaction
from tests.databases import on_sqlite
from tests.statements import counted_statements

HOUR = timedelta(hours=1)


async def a_postponed(contact: Contact, now: datetime) -> Interaction:
    return (await create_interaction(Source((contact.id,)), {}, postpone=True, now=now)).interactions[0]


async def a_comment(interaction: Interaction, now: datetime) -> InteractionComment:
    return (await add_interaction_comment(interaction.id, "Note", now=now)).comment


async def timeline_of(contact: Contact, size: int = 100, **window: Any) -> Page[Any]:
    return (await find_timelines([contact.id], Window(size, **window)))[contact.id]


def named(page: Page[Any]) -> list[tuple[str, int]]:
    return [(type(item.row).__name__.removeprefix("Light"), item.row.id) for item in page.rows]


def names(*rows: Any) -> list[tuple[str, int]]:
    return [(type(row).__name__, row.id) for row in rows]


async def a_history(contact: Contact, now: datetime) -> list[Any]:
    """Logged, postponed and canceled interactions and comments, the newest first."""
    first = await an_interaction(contact_id=contact.id, occurred_at=now - 9 * HOUR)
    twin = await an_interaction(contact_id=contact.id, occurred_at=now - 9 * HOUR)
    postponed = await a_postponed(contact, now - 5 * HOUR)
    canceled = await an_interaction(contact_id=contact.id, occurred_at=now - 4 * HOUR)
    await cancel_interactions([canceled.id], now=now)
    early, late = await a_comment(first, now - 9 * HOUR), await a_comment(first, now - 2 * HOUR)
    return [late, canceled, postponed, early, twin, first]


async def test_everything_stands_in_one_order_the_newest_first(now: datetime) -> None:
    contact, other = await a_contact(), await a_contact()
    history = await a_history(contact, now)
    await a_history(other, now)
    assert named(await timeline_of(contact)) == names(*history)
    assert await count_timelines([contact.id]) == {contact.id: len(history)}


async def test_a_postponed_interaction_stands_where_it_was_postponed(now: datetime) -> None:
    contact = await a_contact()
    values = {"occurred_at": now + 9 * HOUR}
    await create_interaction(Source((contact.id,)), values, postpone=True, now=now)
    [item] = (await timeline_of(contact)).rows
    assert item.moment == now


async def test_a_company_has_what_counts_towards_it_each_once(now: datetime) -> None:
    company = await a_company()
    person, stranger = await a_contact(company_id=company.id), await a_contact()
    own = await an_interaction(contact_id=company.id, occurred_at=now - 3 * HOUR)
    persons = await an_interaction(contact_id=person.id, occurred_at=now - 2 * HOUR)
    note = await a_comment(persons, now - HOUR)
    postponed = await a_postponed(person, now)
    await an_interaction(contact_id=stranger.id)
    assert named(await timeline_of(company)) == names(postponed, note, persons, own)
    assert named(await timeline_of(person)) == names(postponed, note, persons)
    assert await count_timelines([company.id, person.id]) == {company.id: 4, person.id: 3}


async def test_pages_of_any_size_give_every_item_once_in_order_both_ways(now: datetime) -> None:
    contact = await a_contact()
    whole = names(*await a_history(contact, now))
    for size in (1, 2, 4, 6):
        walked, place, more = [], None, True
        while more:
            page = await timeline_of(contact, size, after=place)
            walked += named(page)
            place, more = TIMELINE.place(page.rows[-1]), page.has_more
        assert walked == whole
        walked, place, more = [], None, True
        while more:
            page = await timeline_of(contact, size, backward=True, before=place)
            walked = named(page) + walked
            place, more = TIMELINE.place(page.rows[0]), page.has_more
        assert walked == whole


async def test_a_page_between_two_places_holds_neither(now: datetime) -> None:
    contact = await a_contact()
    history = await a_history(contact, now)
    items = (await timeline_of(contact)).rows
    page = await timeline_of(contact, after=TIMELINE.place(items[0]), before=TIMELINE.place(items[4]))
    assert named(page) == names(*history[1:4])


async def test_a_page_does_not_move_when_something_newer_comes(now: datetime) -> None:
    contact = await a_contact()
    history = await a_history(contact, now)
    first = await timeline_of(contact, 2)
    await an_interaction(contact_id=contact.id, occurred_at=now)
    second = await timeline_of(contact, 4, after=TIMELINE.place(first.rows[-1]))
    assert named(second) == names(*history[2:])


async def test_many_timelines_cost_as_many_statements_as_one(now: datetime) -> None:
    contacts = [await a_contact() for _ in range(3)]
    for contact in contacts[1:]:
        await a_history(contact, now)
    with counted_statements() as statements:
        pages = await find_timelines([contact.id for contact in contacts], Window(2))
    assert len(statements) == 3
    assert [len(pages[contact.id].rows) for contact in contacts] == [0, 2, 2]


@on_sqlite
async def test_each_kind_is_read_along_its_index(now: datetime) -> None:
    """SQLite's plan does not depend on how full a table is. Comments are found by their interactions."""
    contact = await a_company()
    await a_history(contact, now)
    with counted_statements() as statements:
        await timeline_of(contact, 2, after=(now, 1, 1))
    text, values = statements.texts[0], statements.values[0]
    plan = [
        row["detail"] for row in await connection().execute_query_dict(f"EXPLAIN QUERY PLAN {text}", values)
    ]
    for index in (
        "interaction_by_contact (contact_id=? AND occurred_at<?)",
        "postponed_by_contact (contact_id=? AND created_at<?)",
        "interaction_by_company (company_id=? AND occurred_at<?)",
        "postponed_by_company (company_id=? AND created_at<?)",
        "comment_by_interaction (interaction_id=?)",
    ):
        assert any(index in step for step in plan), plan
