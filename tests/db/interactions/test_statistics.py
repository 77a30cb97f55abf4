"""Rules of statistics: which entries count, for whom, and that they are right whoever changes the log meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.postponing import resume_interaction
from db.interactions.statistics import (
    InteractionStatistics,
    Range,
    statistics_by,
    statistics_of_contacts,
)
from db.models import Contact, Interaction, Segment
from db.segments.canceling import cancel_segment, restore_segment
from db.segments.logging import log_segment
from tests.builders import (
    a_company,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.racing import contend_for_row, stranger
from tests.db.segments.lines import a_crowd, euros
from tests.statements import counted_statements

DAY = timedelta(days=1)
NOTHING = InteractionStatistics()


async def of_contact(contact: Contact, **options: Any) -> InteractionStatistics:
    return (await statistics_of_contacts([contact], **options))[contact.id]


async def of_segment(segment: Segment) -> InteractionStatistics:
    return (await statistics_by("segment_id", [segment.id]))[segment.id]


async def an_entry(contact: Contact, days: int = 0, **values: Any) -> Interaction:
    return await an_interaction(contact_id=contact.id, occurred_at=NOW + days * DAY, **values)


async def test_logged_entries_are_counted_and_added_up() -> None:
    contact = await a_contact()
    assert await of_contact(contact) == NOTHING
    await an_entry(contact, -2, cost=euros("10.50"), duration_minutes=30, initiated_by="THEM")
    await an_entry(contact, -3, cost=euros("0.25"), duration_minutes=0, initiated_by="US")
    await an_entry(contact, -1, cost=euros(1), duration_minutes=5, initiated_by="US", attempt_failed=True)
    await an_entry(await a_contact())
    assert await of_contact(contact) == InteractionStatistics(
        interaction_count=3,
        failed_attempt_count=1,
        total_cost=Decimal("11.75"),
        total_duration_minutes=Decimal(35),
        last_interaction_at=NOW - 2 * DAY,
        last_attempt_at=NOW - DAY,
    )


async def test_neither_canceled_nor_postponed_entries_count_in_any_statistics() -> None:
    contact, template, salesperson = await a_contact(), await a_template(), await a_salesperson()
    shared = {"template_id": template.id, "salesperson_id": salesperson.id, "cost": euros(5)}
    canceled = await an_entry(contact, **shared)
    await cancel_interactions([canceled.id], now=NOW)
    draft = await a_postponed_interaction(contact_id=contact.id, occurred_at=NOW, **shared)
    columns = {
        "template_id": template.id,
        "interaction_group_id": template.interaction_group_id,
        "salesperson_id": salesperson.id,
    }
    for column, identity in columns.items():
        assert await statistics_by(column, [identity]) == {identity: NOTHING}
    assert await of_contact(contact) == NOTHING
    await restore_interactions([canceled.id], now=NOW)
    await resume_interaction(draft.id, {"duration_minutes": 20}, now=NOW + DAY)
    for column, identity in columns.items():
        found = (await statistics_by(column, [identity]))[identity]
        assert (found.interaction_count, found.total_cost, found.total_duration_minutes) == (
            2,
            Decimal(10),
            Decimal(20),
        )
        assert found.last_interaction_at == NOW + DAY
    assert (await of_contact(contact)).interaction_count == 2


async def test_a_range_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    contact = await a_contact()
    for days in range(4):
        await an_entry(contact, days)
    ranges = {
        Range(): 4,
        Range(NOW + DAY): 3,
        Range(None, NOW + 3 * DAY): 3,
        Range(NOW + DAY, NOW + 3 * DAY): 2,
        Range(NOW + DAY, NOW + DAY): 0,
    }
    found = [(await of_contact(contact, during=during)).interaction_count for during in ranges]
    assert found == list(ranges.values())
    inside = await of_contact(contact, during=Range(NOW, NOW + 2 * DAY))
    assert inside.last_interaction_at == NOW + DAY


async def test_a_company_has_the_entries_of_its_people_and_a_person_only_its_own() -> None:
    company, other = await a_company(), await a_company()
    person = await a_contact(company_id=company.id)
    await an_entry(company)
    await an_entry(person)
    await an_entry(await a_contact(company_id=company.id))
    await an_entry(other)
    found = await statistics_of_contacts([person, other, company])
    assert {identity: each.interaction_count for identity, each in found.items()} == {
        person.id: 1, other.id: 1, company.id: 3
    }  # fmt: skip


async def test_an_entry_stays_with_the_company_of_its_time() -> None:
    before, after = await a_company(), await a_company()
    person = await a_contact(company_id=before.id)
    await an_entry(person)
    await update_contact(person.id, {"company_id": after.id}, now=NOW)
    await an_entry(person)
    found = await statistics_of_contacts([before, after, person])
    assert [found[each.id].interaction_count for each in (before, after, person)] == [1, 1, 2]


async def test_a_company_counts_what_stands_with_it_whatever_it_counted_towards() -> None:
    """From when it was a person, and from a person of another company who was deleted."""
    before, company = await a_company(), await a_contact()
    await an_entry(company)
    await update_contact(company.id, {"kind": "COMPANY"}, now=NOW)
    person = await a_contact(company_id=before.id)
    await an_entry(person)
    await update_contact(person.id, {"company_id": company.id}, now=NOW)
    await delete_contact(person.id, now=NOW)
    company = await Contact.get(id=company.id)
    found = await statistics_of_contacts([before, company])
    assert (found[before.id].interaction_count, found[company.id].interaction_count) == (1, 2)


async def test_a_segment_amounts_to_its_entries_through_cancel_and_restore() -> None:
    segment = await a_segment(3, cost=euros("1.50"), duration_minutes=4, initiated_by="US")
    assert await of_segment(segment) == NOTHING
    await log_segment(segment.id, now=NOW)
    whole = InteractionStatistics(3, 0, Decimal("4.50"), Decimal(12), NOW, NOW)
    assert await of_segment(segment) == whole
    one = await Interaction.filter(segment_id=segment.id).first()
    assert one
    await cancel_interactions([one.id], now=NOW)
    assert (await of_segment(segment)).total_cost == Decimal(3)
    await cancel_segment(segment.id, now=NOW + DAY)
    assert await of_segment(segment) == NOTHING
    await restore_segment(segment.id, now=NOW + DAY)
    assert (await of_segment(segment)).interaction_count == 2
    await restore_interactions([one.id], now=NOW + DAY)
    assert await of_segment(segment) == whole


async def test_sums_are_exact_however_great_they_are() -> None:
    highest = Decimal("999999999999.99")
    segment = await a_segment(
        contact_ids=await a_crowd(1000), cost=euros(str(highest)), duration_minutes=527_040
    )
    await log_segment(segment.id, now=NOW)
    found = await of_segment(segment)
    assert (found.total_cost, found.total_duration_minutes) == (highest * 1000, Decimal(527_040_000))


async def test_no_more_is_computed_than_is_asked_for() -> None:
    contact = await a_contact()
    await an_entry(contact, cost=euros(5))
    with counted_statements() as statements:
        found = await of_contact(contact, amounts=frozenset({"interaction_count"}))
    assert found == InteractionStatistics(interaction_count=1)
    assert not any(column in statements.texts[0] for column in ("cost", "duration", "failed", "occurred"))
    with counted_statements() as statements:
        assert await of_contact(contact, amounts=frozenset()) == NOTHING
        assert await statistics_by("segment_id", []) == {}
    assert len(statements) == 0


async def test_a_hundred_contacts_of_both_kinds_cost_one_statement() -> None:
    company = await a_company()
    people = await a_crowd(99, company_id=company.id)
    await log_segment((await a_segment(contact_ids=[*people, company.id])).id, now=NOW)
    contacts = [company, *await Contact.filter(id__in=people)]
    for some in (contacts[:2], contacts):
        with counted_statements() as statements:
            found = await statistics_of_contacts(some, during=Range(NOW))
        assert len(statements) == 1
        assert [found[each.id].interaction_count for each in some] == [100, *[1] * (len(some) - 1)]


# While the log changes


@on_postgres
async def test_a_segment_that_is_being_canceled_counts_whole_until_it_is(database: str) -> None:
    segment = await a_segment(3)
    await log_segment(segment.id, now=NOW)
    cancel = "UPDATE interaction SET status = 'CANCELED', canceled_at = now() WHERE segment_id = $1"
    async with stranger(database, cancel, segment.id):
        assert (await of_segment(segment)).interaction_count == 3
    assert (await of_segment(segment)).interaction_count == 0


@on_postgres
@pytest.mark.parametrize("last", [cancel_segment, restore_segment])
async def test_statistics_agree_with_the_log_after_verbs_at_the_same_moment(database: str, last: Any) -> None:
    segment = await a_segment(3)
    await log_segment(segment.id, now=NOW)
    first = restore_segment if last is cancel_segment else cancel_segment
    counts: list[int] = []
    over = asyncio.Event()

    async def looking() -> None:
        while not over.is_set():
            counts.append((await of_segment(segment)).interaction_count)

    watcher = asyncio.ensure_future(looking())
    await contend_for_row(
        database, "segment", segment.id, first(segment.id, now=NOW), last(segment.id, now=NOW)
    )
    over.set()
    await watcher
    assert counts and set(counts) <= {0, 3}
    logged = await Interaction.filter(segment_id=segment.id, status="LOGGED").count()
    assert (await of_segment(segment)).interaction_count == logged == (0 if last is cancel_segment else 3)
