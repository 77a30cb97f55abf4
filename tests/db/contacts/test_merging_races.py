"""Merging at the same moment as something else: nothing is lost, nothing points at a contact that is gone."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from db.contacts.editing import update_contact
from db.contacts.merging import ContactsMerged, merge_contacts
from db.errors import Refused
from db.interactions.creating import Source, create_interaction
from db.interactions.postponing import resume_interaction
from db.models import Contact, Interaction, MergedContact, SegmentLine
from db.segments.follow_up import FollowUp
from db.segments.lines import add_segment_contacts
from db.segments.logging import SegmentLogged, log_segment
from tests.builders import a_company, a_contact, a_salesperson, a_segment, a_template
from tests.databases import on_postgres
from tests.db.interactions.racing import contend_for_row, stranger, waiting

pytestmark = on_postgres


async def both(*verbs: Any) -> list[Any]:
    answers = await asyncio.gather(*verbs, return_exceptions=True)
    assert not [each for each in answers if isinstance(each, Exception) and not isinstance(each, Refused)]
    return answers


async def test_two_that_are_merged_into_each_other_leave_one(now: datetime) -> None:
    for _ in range(10):
        one, other = await a_contact(), await a_contact()
        segment = await a_segment(contact_ids=[one.id, other.id])
        answers = await both(
            merge_contacts(one.id, other.id, now=now), merge_contacts(other.id, one.id, now=now)
        )
        [merged] = [each for each in answers if isinstance(each, ContactsMerged)]
        assert await Contact.filter(id__in=[one.id, other.id]).count() == 1
        [line] = await SegmentLine.filter(segment_id=segment.id)
        assert line.contact_id == merged.kept_contact.id


async def test_a_chain_of_merges_at_once_leads_to_the_last(now: datetime) -> None:
    for _ in range(10):
        first, second, third = await a_contact(), await a_contact(), await a_contact()
        await both(merge_contacts(second.id, first.id, now=now), merge_contacts(third.id, second.id, now=now))
        left = {each.id for each in await Contact.filter(id__in=[first.id, second.id, third.id])}
        kept_contacts = {
            each.id: each.kept_contact_id for each in await MergedContact.filter(id__in=[first.id, second.id])
        }
        assert kept_contacts[second.id] == third.id and third.id in left
        assert (first.id in left) != (kept_contacts.get(first.id) == third.id)


async def test_a_segment_that_is_being_logged_is_logged_with_both(database: str, now: datetime) -> None:
    """The merge waits for the log, and then finds a logged segment, which keeps both lines."""
    kept, duplicate = await a_contact(), await a_contact()
    segment = await a_segment(contact_ids=[kept.id, duplicate.id])
    async with stranger(database, "LOCK TABLE interaction IN EXCLUSIVE MODE") as other:
        logging = asyncio.ensure_future(log_segment(segment.id, follow_up=FollowUp(), now=now))
        await waiting(other, 1)
        merging = asyncio.ensure_future(merge_contacts(kept.id, duplicate.id, now=now))
        await waiting(other, 2)
    logged, merged = await logging, await merging
    assert logged.logged_count == 2 and logged.follow_up is not None
    assert [each.contact_id for each in await Interaction.filter(segment_id=segment.id)] == [kept.id] * 2
    assert [each.contact_id for each in await SegmentLine.filter(segment_id=segment.id)] == [kept.id] * 2
    [line] = await SegmentLine.filter(segment_id=logged.follow_up.id)
    assert line.contact_id == kept.id
    assert [each.id for each in merged.segments] == [logged.follow_up.id]


async def test_merging_and_logging_at_once_write_one_line_or_two(now: datetime) -> None:
    for _ in range(10):
        kept, duplicate = await a_contact(), await a_contact()
        segment = await a_segment(contact_ids=[kept.id, duplicate.id])
        logged, _ = await both(
            log_segment(segment.id, now=now), merge_contacts(kept.id, duplicate.id, now=now)
        )
        assert isinstance(logged, SegmentLogged)
        entries = await Interaction.filter(segment_id=segment.id)
        assert len(entries) == logged.logged_count
        assert {each.contact_id for each in entries} == {kept.id}


async def test_an_interaction_made_while_its_contact_is_merged_is_never_lost(now: datetime) -> None:
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    for _ in range(10):
        kept, duplicate = await a_contact(), await a_contact()
        made, _ = await both(
            create_interaction(Source((duplicate.id,)), values, now=now),
            merge_contacts(kept.id, duplicate.id, now=now),
        )
        entries = await Interaction.filter(contact_id=kept.id).count()
        assert entries == (0 if isinstance(made, Refused) else 1)


async def test_a_line_added_while_its_contact_is_merged_is_never_lost(now: datetime) -> None:
    for _ in range(10):
        kept, duplicate = await a_contact(), await a_contact()
        segment = await a_segment(contact_ids=[kept.id])
        await both(
            add_segment_contacts(segment.id, [duplicate.id], now=now),
            merge_contacts(kept.id, duplicate.id, now=now),
        )
        [line] = await SegmentLine.filter(segment_id=segment.id)
        assert line.contact_id == kept.id


async def test_a_postponed_interaction_that_is_being_resumed_moves_afterwards(
    database: str, now: datetime
) -> None:
    kept, duplicate = await a_contact(), await a_contact()
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    postponed = (
        await create_interaction(Source((duplicate.id,)), values, postpone=True, now=now)
    ).interactions[0]
    answers = await contend_for_row(
        database,
        "interaction",
        postponed.id,
        resume_interaction(postponed.id, {}, now=now),
        merge_contacts(kept.id, duplicate.id, now=now),
    )
    assert not [each for each in answers if isinstance(each, Exception)]
    after = await Interaction.get(id=postponed.id)
    assert (after.contact_id, after.status) == (kept.id, "LOGGED")


async def test_a_person_who_changes_company_while_it_is_merged_waits_without_a_deadlock(
    database: str, now: datetime
) -> None:
    kept, duplicate = await a_company(), await a_company()
    person = await a_contact(company_id=duplicate.id)
    answers = await contend_for_row(
        database,
        "contact",
        person.id,
        update_contact(person.id, {"company_id": kept.id}, now=now),
        merge_contacts(kept.id, duplicate.id, now=now),
    )
    assert not [each for each in answers if isinstance(each, Exception)]
    assert (await Contact.get(id=person.id)).company_id == kept.id


async def test_a_company_that_is_merged_waits_for_the_log_of_a_segment_with_its_people(
    database: str, now: datetime
) -> None:
    """The entries are written with the old company, and move with it."""
    kept, duplicate = await a_company(), await a_company()
    person = await a_contact(company_id=duplicate.id)
    segment = await a_segment(contact_ids=[person.id])
    async with stranger(database, "LOCK TABLE interaction IN EXCLUSIVE MODE") as other:
        logging = asyncio.ensure_future(log_segment(segment.id, now=now))
        await waiting(other, 1)
        merging = asyncio.ensure_future(merge_contacts(kept.id, duplicate.id, now=now))
        await waiting(other, 2)
    await logging
    assert (await merging).segments == []
    assert (await Interaction.get(segment_id=segment.id)).company_id == kept.id
