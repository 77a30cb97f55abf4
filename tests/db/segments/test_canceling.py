"""Rules of logged segments that were a mistake."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.errors import Code
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.models import Interaction, Segment, SegmentStatus
from db.segments.canceling import cancel_segment, restore_segment
from db.segments.lines import add_segment_contacts
from db.segments.logging import log_segment
from tests.builders import a_contact, a_segment
from tests.refusals import refused
from tests.statements import counted_statements
from tests.writing import done_by, name_of


async def a_logged_segment(lines: int, now: datetime) -> Segment:
    return (await log_segment((await a_segment(lines)).id, now=now)).segment


async def entries_of(segment: Segment) -> list[tuple[str, datetime | None, str | None]]:
    entries = await Interaction.filter(segment_id=segment.id).order_by("id")
    return [(entry.status.value, entry.canceled_at, await name_of(entry.canceled_by_id)) for entry in entries]


async def test_a_canceled_segment_takes_its_entries_with_it_and_says_who_and_when(now: datetime) -> None:
    segment, other = await a_logged_segment(2, now), await a_logged_segment(1, now)
    later = now + timedelta(hours=1)
    marked = await done_by("ann", cancel_segment(segment.id, expected_revision=2, now=later))
    assert (marked.changed, marked.interaction_count, marked.segment.revision) == (True, 2, 3)
    after = await Segment.get(id=segment.id)
    assert (after.status, after.canceled_at, await name_of(after.canceled_by_id)) == (
        SegmentStatus.CANCELED,
        later,
        "ann",
    )
    assert after.logged_at == now
    assert await entries_of(segment) == [("CANCELED", later, "ann")] * 2
    assert await entries_of(other) == [("LOGGED", None, None)]
    assert {entry.revision for entry in await Interaction.filter(segment_id=segment.id)} == {2}


async def test_a_restored_segment_brings_back_the_entries_that_were_canceled_with_it(now: datetime) -> None:
    segment = await a_logged_segment(2, now)
    await done_by("ann", cancel_segment(segment.id, now=now + timedelta(hours=1)))
    marked = await restore_segment(segment.id, expected_revision=3, now=now + timedelta(hours=2))
    assert (marked.changed, marked.interaction_count, marked.segment.revision) == (True, 2, 4)
    after = await Segment.get(id=segment.id)
    assert (after.status, after.canceled_at, await name_of(after.canceled_by_id)) == (
        SegmentStatus.LOGGED,
        None,
        None,
    )
    assert await entries_of(segment) == [("LOGGED", None, None)] * 2


async def test_entries_that_were_canceled_before_their_segment_stay_canceled(now: datetime) -> None:
    segment = await a_logged_segment(3, now)
    first = (await Interaction.filter(segment_id=segment.id).order_by("id"))[0]
    await done_by("bea", cancel_interactions([first.id], now=now + timedelta(microseconds=1)))
    marked = await done_by("ann", cancel_segment(segment.id, now=now + timedelta(microseconds=2)))
    assert marked.interaction_count == 2
    restored = await restore_segment(segment.id, now=now + timedelta(microseconds=3))
    assert restored.interaction_count == 2
    assert await entries_of(segment) == [
        ("CANCELED", now + timedelta(microseconds=1), "bea"),
        ("LOGGED", None, None),
        ("LOGGED", None, None),
    ]


async def test_an_entry_of_a_canceled_segment_cannot_be_restored_alone(now: datetime) -> None:
    segment = await a_logged_segment(1, now)
    await cancel_segment(segment.id, now=now + timedelta(hours=1))
    [entry] = await Interaction.filter(segment_id=segment.id)
    with refused((Code.SEGMENT_CANCELED, "interaction_ids.0")):
        await restore_interactions([entry.id], now=now)
    await restore_segment(segment.id, now=now)
    assert (await restore_interactions([entry.id], now=now)).changed is False


async def test_canceling_and_restoring_twice_changes_nothing(now: datetime) -> None:
    segment = await a_logged_segment(1, now)
    again = await restore_segment(segment.id, now=now)
    assert (again.changed, again.interaction_count, again.segment.revision) == (False, 0, 2)
    await done_by("ann", cancel_segment(segment.id, now=now))
    again = await done_by("bea", cancel_segment(segment.id, now=now + timedelta(hours=1)))
    assert (again.changed, again.interaction_count, again.segment.revision) == (False, 0, 3)
    assert await entries_of(segment) == [("CANCELED", now, "ann")]


async def test_only_a_logged_segment_is_canceled_or_restored(now: datetime) -> None:
    segment = await a_segment(1)
    for verb in (cancel_segment, restore_segment):
        with refused((Code.NOT_LOGGED, "segment_id")):
            await verb(segment.id, now=now)
        with refused((Code.NOT_FOUND, "segment_id")):
            await verb(99, now=now)
        with refused((Code.REVISION_CONFLICT, "expected_revision")):
            await verb(segment.id, expected_revision=2, now=now)


async def test_a_canceled_segment_is_as_read_only_as_a_logged_one(now: datetime) -> None:
    segment = await a_logged_segment(1, now)
    await cancel_segment(segment.id, now=now)
    with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")):
        await log_segment(segment.id, now=now)
    with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")):
        await add_segment_contacts(segment.id, [(await a_contact()).id], now=now)


async def test_the_number_of_statements_does_not_depend_on_the_number_of_entries(now: datetime) -> None:
    counts = []
    for size in (1, 30):
        segment = await a_logged_segment(size, now)
        with counted_statements() as statements:
            await cancel_segment(segment.id, now=now)
            await restore_segment(segment.id, now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1]
