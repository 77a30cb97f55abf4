"""Rules of putting the contacts of a segment into a mailing group."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from db.contacts.deleting import delete_contact
from db.errors import Code
from db.groupings.mailing_groups import add_mailing_group_contacts
from db.models import ContactMailingGroup, MailingGroup, Segment, SegmentLine
from db.segments.canceling import cancel_segment
from db.segments.lines import add_segment_contacts
from db.segments.logging import log_segment
from db.segments.mailing import (
    SegmentGrouped,
    add_mailing_group_contacts_from_segment,
    replace_mailing_group_contacts_from_segment,
)
from tests.builders import a_contact, a_mailing_group, a_segment
from tests.databases import on_postgres
from tests.db.interactions.racing import contend_for_row
from tests.db.segments.lines import a_crowd, lines_of
from tests.refusals import refused
from tests.statements import counted_statements


async def members(group: MailingGroup) -> list[int]:
    rows = ContactMailingGroup.filter(mailing_group_id=group.id).order_by("contact_id")
    return [row.contact_id for row in await rows]


async def contacts_of(segment: Segment) -> list[int]:
    return sorted({line.contact_id for line in await lines_of(segment) if line.contact_id})


async def test_all_contacts_of_a_segment_join_the_group_and_those_in_it_stay(now: datetime) -> None:
    group, segment, other = await a_mailing_group(), await a_segment(3), await a_contact()
    people = await contacts_of(segment)
    await add_mailing_group_contacts(group.id, [people[0], other.id], now=now)
    applied = await add_mailing_group_contacts_from_segment(segment.id, group.id, now=now)
    assert (applied.added_count, applied.removed_count, applied.changed) == (2, 0, True)
    assert await members(group) == [*people, other.id]
    again = await add_mailing_group_contacts_from_segment(segment.id, group.id, now=now)
    assert (again.added_count, again.removed_count, again.changed) == (0, 0, False)


async def test_a_group_that_is_replaced_holds_exactly_the_contacts_of_the_segment(now: datetime) -> None:
    group, elsewhere, other = await a_mailing_group(), await a_mailing_group(), await a_contact()
    segment = await a_segment(3)
    people = await contacts_of(segment)
    for each in (group, elsewhere):
        await add_mailing_group_contacts(each.id, [people[0], other.id], now=now)
    applied = await replace_mailing_group_contacts_from_segment(segment.id, group.id, now=now)
    assert (applied.added_count, applied.removed_count) == (2, 1)
    assert (await members(group), await members(elsewhere)) == (people, [other.id, people[0]])
    again = await replace_mailing_group_contacts_from_segment(segment.id, group.id, now=now)
    assert not again.changed


async def test_a_contact_that_is_on_the_segment_twice_joins_once(now: datetime) -> None:
    group, contact = await a_mailing_group(), await a_contact()
    segment = await a_segment(contact_ids=[contact.id])
    await add_segment_contacts(segment.id, [contact.id], allow_existing=True, now=now)
    assert (await add_mailing_group_contacts_from_segment(segment.id, group.id, now=now)).added_count == 1


async def test_an_empty_segment_adds_nobody_and_empties_a_group_that_it_replaces(now: datetime) -> None:
    group, segment, contact = await a_mailing_group(), await a_segment(0), await a_contact()
    await add_mailing_group_contacts(group.id, [contact.id], now=now)
    assert not (await add_mailing_group_contacts_from_segment(segment.id, group.id, now=now)).changed
    assert (
        await replace_mailing_group_contacts_from_segment(segment.id, group.id, now=now)
    ).removed_count == 1
    assert await members(group) == []


async def test_a_logged_segment_gives_the_contacts_that_are_left_of_it(now: datetime) -> None:
    group, segment = await a_mailing_group(), await a_segment(3)
    gone, *people = await contacts_of(segment)
    await log_segment(segment.id, now=now)
    await delete_contact(gone, now=now)
    assert (await replace_mailing_group_contacts_from_segment(segment.id, group.id, now=now)).added_count == 2
    assert await members(group) == people


async def test_a_canceled_segment_gives_no_contacts(now: datetime) -> None:
    group, segment = await a_mailing_group(), await a_segment(1)
    await log_segment(segment.id, now=now)
    await cancel_segment(segment.id, now=now)
    with refused((Code.SEGMENT_CANCELED, "segment_id")):
        await add_mailing_group_contacts_from_segment(segment.id, group.id, now=now)
    with refused((Code.NOT_FOUND, "mailing_group_id"), (Code.SEGMENT_CANCELED, "segment_id")):
        await add_mailing_group_contacts_from_segment(segment.id, 99, now=now)
    with refused((Code.NOT_FOUND, "segment_id"), (Code.NOT_FOUND, "mailing_group_id")):
        await replace_mailing_group_contacts_from_segment(99, 99, now=now)
    assert await members(group) == []


async def test_the_segment_stays_as_it_is(now: datetime) -> None:
    group, segment = await a_mailing_group(), await a_segment(2)
    before = await SegmentLine.all().values()
    applied = await add_mailing_group_contacts_from_segment(segment.id, group.id, now=now)
    assert (applied.segment.revision, applied.mailing_group.revision) == (1, 1)
    assert await SegmentLine.all().values() == before


@pytest.mark.parametrize(
    ("verb", "out", "most"),
    [
        (add_mailing_group_contacts_from_segment, 0, 5),
        (replace_mailing_group_contacts_from_segment, 300, 7),
    ],
)
async def test_a_segment_of_any_size_costs_the_same_statements(
    verb: Callable[..., Awaitable[SegmentGrouped]], out: int, most: int, now: datetime
) -> None:
    counts = []
    for size in (3, 300):
        group, segment = await a_mailing_group(), await a_segment(contact_ids=await a_crowd(size))
        await add_mailing_group_contacts(group.id, await a_crowd(size), now=now)
        with counted_statements() as statements:
            applied = await verb(segment.id, group.id, now=now)
        assert (applied.added_count, applied.removed_count) == (size, min(size, out))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= most


@on_postgres
async def test_two_segments_that_replace_a_group_at_once_come_one_after_the_other(
    database: str, now: datetime
) -> None:
    group, first, second = await a_mailing_group(), await a_segment(2), await a_segment(3)
    answers = await contend_for_row(
        database,
        "mailing_group",
        group.id,
        replace_mailing_group_contacts_from_segment(first.id, group.id, now=now),
        replace_mailing_group_contacts_from_segment(second.id, group.id, now=now),
    )
    assert [(each.added_count, each.removed_count) for each in answers] == [(2, 0), (3, 2)]
    assert await members(group) == await contacts_of(second)


@on_postgres
async def test_whoever_adds_while_a_group_is_replaced_comes_before_or_after(
    database: str, now: datetime
) -> None:
    group, segment, contact = await a_mailing_group(), await a_segment(2), await a_contact()
    added, applied = await contend_for_row(
        database,
        "mailing_group",
        group.id,
        add_mailing_group_contacts(group.id, [contact.id], now=now),
        replace_mailing_group_contacts_from_segment(segment.id, group.id, now=now),
    )
    assert (len(added.contacts), applied.removed_count) == (1, 1)
    assert await members(group) == await contacts_of(segment)
