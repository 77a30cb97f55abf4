"""Verbs of segments at the same moment: whoever comes first, no line is lost and none is logged against a rule."""

from __future__ import annotations

import asyncio
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.errors import Code, Refused
from db.models import Contact, Interaction, Segment, SegmentLine, SegmentStatus
from db.numbering import the_setup
from db.segments.canceling import cancel_segment, restore_segment
from db.segments.editing import create_segment, delete_segment, update_segment
from db.segments.issues import LinesRefused
from db.segments.lines import add_segment_contacts, personalize_segment_lines, remove_segment_lines
from db.segments.logging import ErrorPolicy, SegmentLogged, log_segment
from db.segments.open_segments import AlreadyLogged
from db.writes.validation import Money
from tests.builders import a_contact, a_segment
from tests.databases import on_postgres
from tests.db.interactions.racing import ROW, contend_for_row, stranger, waiting
from tests.db.segments.lines import entries_of, lines_of
from tests.refusals import refused

pytestmark = on_postgres

BEFORE_THE_ENTRIES = "LOCK TABLE interaction IN EXCLUSIVE MODE"
"""Whoever holds this keeps a segment from writing its entries after its lines were counted."""

BLOCK = "UPDATE contact SET privacy_blocked = $2 WHERE id = $1"


def codes(answer: Any) -> list[Code]:
    assert isinstance(answer, Refused), answer
    return [problem.code for problem in answer.problems]


async def logged_or_skipped(segment: Segment) -> list[tuple[int | None, bool, bool]]:
    """The contact of each line, whether it has an entry, and whether it was skipped."""
    made = {entry.segment_line_id for entry in await entries_of(segment)}
    return [
        (line.contact_id, line.id in made, line.skipped_because is not None)
        for line in await lines_of(segment)
    ]


async def test_a_contact_that_is_blocked_after_the_check_is_not_logged(database: str, now: datetime) -> None:
    segment = await a_segment(3)
    victim = (await lines_of(segment))[1].contact_id
    async with stranger(database, BEFORE_THE_ENTRIES) as other:
        logging = asyncio.ensure_future(log_segment(segment.id, now=now))
        await waiting(other, 1)
        await other.execute(BLOCK, victim, True)
    [answer] = await asyncio.gather(logging, return_exceptions=True)
    assert isinstance(answer, Refused)
    [problem] = answer.problems
    assert isinstance(problem, LinesRefused)
    assert [(issue.line.contact_id, issue.code) for issue in problem.lines] == [
        (victim, Code.CONTACT_BLOCKED)
    ]
    assert await entries_of(segment) == []
    assert (await Segment.get(id=segment.id)).status is SegmentStatus.OPEN


async def test_a_contact_that_is_blocked_after_the_check_is_skipped_if_so_asked(
    database: str, now: datetime
) -> None:
    segment = await a_segment(3)
    one, victim, three = [line.contact_id for line in await lines_of(segment)]
    async with stranger(database, BEFORE_THE_ENTRIES) as other:
        logging = asyncio.ensure_future(
            log_segment(segment.id, error_policy=ErrorPolicy.SKIP_INVALID, now=now)
        )
        await waiting(other, 1)
        await other.execute(BLOCK, victim, True)
    answer: SegmentLogged = await logging
    assert (answer.logged_count, answer.skipped_count) == (2, 1)
    assert await logged_or_skipped(segment) == [
        (one, True, False),
        (victim, False, True),
        (three, True, False),
    ]


async def test_a_salesperson_who_is_blocked_after_the_check_gets_no_entry(
    database: str, now: datetime
) -> None:
    segment = await a_segment(2)
    async with stranger(database, BEFORE_THE_ENTRIES) as other:
        logging = asyncio.ensure_future(log_segment(segment.id, now=now))
        await waiting(other, 1)
        await other.execute("UPDATE salesperson SET is_blocked = TRUE WHERE id = $1", segment.salesperson_id)
    assert codes((await asyncio.gather(logging, return_exceptions=True))[0]) == [Code.LINES_INVALID]
    assert await Interaction.all().count() == 0


async def test_one_blocked_and_one_freed_between_the_checks_are_not_taken_for_each_other(
    database: str, now: datetime
) -> None:
    """The count stays right while the lines change places: held while the skipped lines are being marked."""
    segment = await a_segment(3)
    freed, good, caught = await lines_of(segment)
    await Contact.filter(id=freed.contact_id).update(privacy_blocked=True)
    async with stranger(database, ROW.format("segment_line"), freed.id) as other:
        logging = asyncio.ensure_future(
            log_segment(segment.id, error_policy=ErrorPolicy.SKIP_INVALID, now=now)
        )
        await waiting(other, 1)
        await other.execute(BLOCK, freed.contact_id, False)
        await other.execute(BLOCK, caught.contact_id, True)
    answer: SegmentLogged = await logging
    assert (answer.logged_count, answer.skipped_count) == (2, 1)
    assert await logged_or_skipped(segment) == [
        (freed.contact_id, True, False),
        (good.contact_id, True, False),
        (caught.contact_id, False, True),
    ]


async def test_a_contact_that_is_blocked_while_its_entry_is_written_was_logged_before(now: datetime) -> None:
    """Neither waits for the other without end, and whichever is first counts."""
    for _ in range(5):
        segment = await a_segment(20)
        people = [line.contact_id or 0 for line in await lines_of(segment)]
        answer, *_ = await asyncio.gather(
            log_segment(segment.id, now=now),
            *(update_contact(person, {"privacy_blocked": True}, now=now) for person in people),
            return_exceptions=True,
        )
        entries = await entries_of(segment)
        if isinstance(answer, SegmentLogged):
            assert len(entries) == 20
        else:
            assert (codes(answer), entries) == ([Code.LINES_INVALID], [])


async def test_of_two_who_log_one_logs_and_the_other_is_shown_the_logged_segment(
    database: str, now: datetime
) -> None:
    segment = await a_segment(3)
    first, second = await contend_for_row(
        database, "segment", segment.id, log_segment(segment.id, now=now), log_segment(segment.id, now=now)
    )
    assert (first.logged_count, codes(second)) == (3, [Code.SEGMENT_ALREADY_LOGGED])
    [problem] = second.problems
    assert isinstance(problem, AlreadyLogged) and isinstance(problem.segment, Segment)
    assert problem.segment.status is SegmentStatus.LOGGED
    assert len(await entries_of(segment)) == 3


async def test_a_change_of_lines_comes_before_the_log_or_is_refused(database: str, now: datetime) -> None:
    contact = await a_contact()
    for place, logged_with in enumerate([[0, 0, 0], [7, 0], [0], [8, 8]]):
        for log_first in (True, False):
            segment = await a_segment(2)
            one, two = [line.id for line in await lines_of(segment)]
            change = [
                lambda of=segment.id: add_segment_contacts(of, [contact.id], now=now),
                lambda line=one: personalize_segment_lines([line], {"duration_minutes": 7}, now=now),
                lambda line=two: remove_segment_lines([line], now=now),
                lambda of=segment.id: update_segment(of, {}, {"duration_minutes": 8}, now=now),
            ][place]()
            log = log_segment(segment.id, now=now)
            order = [log, change] if log_first else [change, log]
            answers = await contend_for_row(database, "segment", segment.id, *order)
            if log_first:
                assert codes(answers[1]) == [Code.SEGMENT_ALREADY_LOGGED]
            else:
                assert not [answer for answer in answers if isinstance(answer, Exception)]
            durations = [entry.duration_minutes for entry in await entries_of(segment)]
            assert durations == ([0, 0] if log_first else logged_with)
            assert all(has_entry for _, has_entry, _ in await logged_or_skipped(segment))


async def test_deleting_and_logging_at_once_never_loses_a_logged_segment(
    database: str, now: datetime
) -> None:
    first, second = await a_segment(2), await a_segment(2)
    logged, deleted = await contend_for_row(
        database, "segment", first.id, log_segment(first.id, now=now), delete_segment(first.id)
    )
    assert (logged.logged_count, codes(deleted)) == (2, [Code.MUST_CANCEL_FIRST])
    deleted, logged = await contend_for_row(
        database, "segment", second.id, delete_segment(second.id), log_segment(second.id, now=now)
    )
    assert (deleted.segment_id, codes(logged)) == (second.id, [Code.NOT_FOUND])
    assert await Interaction.all().count() == 2


async def test_a_contact_is_put_on_a_segment_or_deleted_never_both(database: str, now: datetime) -> None:
    segment, first, second = await a_segment(0), await a_contact(), await a_contact()
    added, deleted = await contend_for_row(
        database,
        "contact",
        first.id,
        add_segment_contacts(segment.id, [first.id], now=now),
        delete_contact(first.id, now=now),
    )
    assert (len(added.lines), codes(deleted)) == (1, [Code.CONTACT_ON_SEGMENT])
    deleted, added = await contend_for_row(
        database,
        "contact",
        second.id,
        delete_contact(second.id, now=now),
        add_segment_contacts(segment.id, [first.id, second.id], now=now),
    )
    assert (deleted.contact_id, codes(added)) == (second.id, [Code.NOT_FOUND])
    assert added.problems[0].path == ("contact_ids", "1")
    assert await SegmentLine.all().values_list("contact_id", flat=True) == [first.id]


async def test_canceling_and_restoring_at_once_happen_one_after_the_other(
    database: str, now: datetime
) -> None:
    segment = await a_segment(2)
    await log_segment(segment.id, now=now)
    for verb, other, status in (
        (cancel_segment, cancel_segment, "CANCELED"),
        (restore_segment, restore_segment, "LOGGED"),
        (cancel_segment, restore_segment, "LOGGED"),
    ):
        first, second = await contend_for_row(
            database, "segment", segment.id, verb(segment.id, now=now), other(segment.id, now=now)
        )
        assert (first.changed, second.changed) == (True, verb is not other)
        assert {entry.status.value for entry in await entries_of(segment)} == {status}


async def test_a_cost_waits_until_the_currency_is_settled(database: str, now: datetime) -> None:
    segment, setup = await a_segment(1), await the_setup()
    line = (await lines_of(segment))[0]
    cost = {"cost": Money(Decimal("1.50"))}
    async with stranger(database, ROW.format("marketing_setup"), setup.id) as other:
        tasks = [
            asyncio.ensure_future(update_segment(segment.id, {}, cost, now=now)),
            asyncio.ensure_future(create_segment(None, "New", dict(cost), [], now=now)),
        ]
        await waiting(other, 2)
        await other.execute("UPDATE marketing_setup SET currency = 'JPY'")
    for answer in await asyncio.gather(*tasks, return_exceptions=True):
        assert codes(answer) == [Code.INVALID]
    with refused((Code.INVALID, "values.cost")):
        await personalize_segment_lines([line.id], cost, now=now)
    assert (await Segment.get(id=segment.id)).cost is None
