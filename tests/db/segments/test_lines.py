"""Rules of the lines of an open segment: contacts put on, taken off, and personalized."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from db.contacts.deleting import delete_contact
from db.errors import Code
from db.models import Segment, SegmentLine
from db.segments.lines import (
    MOST_CONTACTS,
    add_segment_contacts,
    personalize_segment_lines,
    remove_segment_lines,
)
from db.segments.logging import log_segment
from tests.builders import a_contact, a_segment
from tests.db.segments.lines import a_crowd, euros, lines_of
from tests.refusals import refused
from tests.statements import counted_statements


async def revision_of(segment: Segment) -> int:
    return (await Segment.get(id=segment.id)).revision


async def test_contacts_are_added_in_the_order_given_and_those_on_it_are_passed_over(now: datetime) -> None:
    one, two, three = [(await a_contact()).id for _ in range(3)]
    segment = await a_segment(contact_ids=[two])
    added = await add_segment_contacts(segment.id, [three, two, one, three], now=now)
    assert [line.contact_id for line in added.lines] == [three, one]
    assert [line.contact_id for line in await lines_of(segment)] == [two, three, one]
    assert (added.segment.revision, await revision_of(segment)) == (2, 2)


async def test_adding_nobody_new_changes_nothing(now: datetime) -> None:
    segment = await a_segment(2)
    contacts = [line.contact_id for line in await lines_of(segment)]
    added = await add_segment_contacts(segment.id, contacts, now=now)
    assert (added.lines, await revision_of(segment)) == ([], 1)


async def test_a_contact_is_on_a_segment_twice_if_the_caller_allows_it(now: datetime) -> None:
    contact = await a_contact()
    segment = await a_segment(contact_ids=[contact.id])
    added = await add_segment_contacts(segment.id, [contact.id] * 2, allow_existing=True, now=now)
    assert len(added.lines) == 2
    logged = await log_segment(segment.id, now=now)
    assert logged.logged_count == 3


async def test_every_unknown_contact_is_reported_at_its_place_and_nobody_is_added(now: datetime) -> None:
    segment, contact = await a_segment(0), await a_contact()
    with refused(
        (Code.NOT_FOUND, "contact_ids.0"),
        (Code.NOT_FOUND, "contact_ids.2"),
        (Code.NOT_FOUND, "contact_ids.3"),
    ):
        await add_segment_contacts(segment.id, [98, contact.id, 99, 98], now=now)
    assert await lines_of(segment) == []


async def test_ten_thousand_contacts_are_added_at_once_and_no_more(now: datetime) -> None:
    crowd, segment = await a_crowd(MOST_CONTACTS), await a_segment(0)
    with refused((Code.OUT_OF_RANGE, "contact_ids")):
        await add_segment_contacts(segment.id, [*crowd, crowd[0]], now=now)
    added = await add_segment_contacts(segment.id, crowd[::-1], now=now)
    assert [line.contact_id for line in added.lines] == crowd[::-1]
    ids = [line.id for line in added.lines]
    with refused((Code.OUT_OF_RANGE, "line_ids")):
        await personalize_segment_lines([*ids, ids[0]], {"cost": euros(1)}, now=now)
    with refused((Code.OUT_OF_RANGE, "line_ids")):
        await remove_segment_lines([*ids, ids[0]], now=now)
    await remove_segment_lines(ids, now=now)
    assert await lines_of(segment) == []


async def test_contacts_that_are_blocked_or_excluded_may_be_added_by_hand(now: datetime) -> None:
    people = [await a_contact(privacy_blocked=True), await a_contact(excluded_from_segments=True)]
    segment = await a_segment(0)
    added = await add_segment_contacts(segment.id, [each.id for each in people], now=now)
    assert len(added.lines) == 2


async def test_a_contact_on_an_open_segment_cannot_be_deleted(now: datetime) -> None:
    contact = await a_contact()
    segment = await a_segment(contact_ids=[contact.id])
    with refused((Code.CONTACT_ON_SEGMENT, "contact_id")):
        await delete_contact(contact.id, now=now)
    await remove_segment_lines([line.id for line in await lines_of(segment)], now=now)
    await delete_contact(contact.id, now=now)


LineVerb = Callable[..., Awaitable[Any]]


async def personalize(line_ids: list[int], **options: Any) -> Any:
    return await personalize_segment_lines(line_ids, {"duration_minutes": 7}, **options)


LINE_VERBS: tuple[LineVerb, ...] = (personalize, remove_segment_lines)


async def test_lines_are_changed_and_removed_on_one_segment_at_a_time(now: datetime) -> None:
    mine, yours = await a_segment(2), await a_segment(1)
    [one, two], [three] = [[line.id for line in await lines_of(each)] for each in (mine, yours)]
    for verb in LINE_VERBS:
        with refused((Code.INVALID, "line_ids.1"), (Code.NOT_FOUND, "line_ids.3")):
            await verb([one, three, two, 99], now=now)
        with refused((Code.NOT_FOUND, "line_ids.0")):
            await verb([99], now=now)
        with refused((Code.REQUIRED, "line_ids")):
            await verb([], now=now)
        with refused((Code.REVISION_CONFLICT, "expected_revision")):
            await verb([one], expected_revision=2, now=now)
    assert [await revision_of(mine), await revision_of(yours)] == [1, 1]
    assert await SegmentLine.filter(duration_minutes=None).count() == 3


async def test_lines_of_a_logged_segment_stay_as_they_are(now: datetime) -> None:
    segment = await a_segment(2)
    await log_segment(segment.id, now=now)
    line = (await lines_of(segment))[0]
    for verb in LINE_VERBS:
        with refused((Code.SEGMENT_ALREADY_LOGGED, "line_ids")):
            await verb([line.id], now=now)
    with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")):
        await add_segment_contacts(segment.id, [(await a_contact()).id], now=now)
    assert len(await lines_of(segment)) == 2


async def test_removed_lines_are_gone_and_their_contacts_may_come_back(now: datetime) -> None:
    segment = await a_segment(3)
    one, two, three = await lines_of(segment)
    removed = await remove_segment_lines([three.id, one.id, three.id], expected_revision=1, now=now)
    assert (removed.line_ids, removed.segment.revision) == ([three.id, one.id], 2)
    assert [line.id for line in await lines_of(segment)] == [two.id]
    await add_segment_contacts(segment.id, [one.contact_id or 0], expected_revision=2, now=now)
    assert [line.contact_id for line in await lines_of(segment)] == [two.contact_id, one.contact_id]


async def test_the_number_of_statements_does_not_depend_on_the_number_of_lines(now: datetime) -> None:
    counts = []
    for size in (3, 300):
        crowd, segment = await a_crowd(size, name=f"Crowd {size}"), await a_segment(0)
        with counted_statements() as statements:
            added = await add_segment_contacts(segment.id, crowd, now=now)
            ids = [line.id for line in added.lines]
            await personalize_segment_lines(ids, {"cost": euros(1), "language": "de"}, now=now)
            await remove_segment_lines(ids, now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1]
