"""Rules of logging a segment with lines that cannot be logged: all refused, or the good ones logged."""

from __future__ import annotations

from datetime import datetime

import pytest

from db.contacts.editing import update_contact
from db.errors import Code, Refused
from db.models import Interaction, Segment, SegmentLine, SegmentStatus
from db.segments.follow_up import FollowUp
from db.segments.issues import LinesRefused, find_issues, skipped_lines
from db.segments.logging import ErrorPolicy, log_segment
from tests.builders import a_contact, a_segment
from tests.db.segments.bad_lines import WRONG, a_bad_segment
from tests.db.segments.lines import a_crowd, entries_of, lines_of
from tests.refusals import refused

SKIP = ErrorPolicy.SKIP_INVALID


async def test_every_problem_of_every_line_is_reported_and_nothing_is_written(now: datetime) -> None:
    segment = await a_bad_segment(now)
    revision = (await Segment.get(id=segment.id)).revision
    places = {line.id: place for place, line in enumerate(await lines_of(segment))}
    for follow_up in (None, FollowUp()):
        with refused((Code.LINES_INVALID, "segment_id")) as caught:
            await log_segment(segment.id, follow_up=follow_up, now=now)
        [problem] = caught.value.problems
        assert isinstance(problem, LinesRefused)
        assert [(places[each.line.id], each.code) for each in problem.lines] == WRONG
        assert problem.total == len(WRONG)
        previewed = await find_issues(segment.id, 100)
        assert [(each.line.id, each.code, each.message) for each in problem.lines] == [
            (each.line.id, each.code, each.message) for each in previewed
        ]
    assert await Interaction.all().count() == 0
    assert await SegmentLine.filter(skipped_because__isnull=False).count() == 0
    after = await Segment.all()
    assert [(each.status, each.revision) for each in after] == [(SegmentStatus.OPEN, revision)]


async def test_the_good_lines_are_logged_and_the_skipped_ones_listed_if_so_asked(now: datetime) -> None:
    segment = await a_bad_segment(now)
    lines = await lines_of(segment)
    logged = await log_segment(segment.id, error_policy=SKIP, now=now)
    assert (logged.logged_count, logged.skipped_count) == (2, 5)
    assert [entry.segment_line_id for entry in await entries_of(segment)] == [lines[0].id, lines[6].id]
    skipped = await skipped_lines(segment.id, 100)
    assert [(each.line.id, each.code) for each in skipped] == [
        (lines[1].id, Code.CONTACT_BLOCKED),
        (lines[2].id, Code.REQUIRED),
        (lines[3].id, Code.REQUIRED),
        (lines[4].id, Code.REQUIRED),
        (lines[5].id, Code.SALESPERSON_BLOCKED),
    ]
    assert [each.message.split(".")[0].split(" for ")[0] for each in skipped[1:4]] == [
        "Choose an interaction template",
        "Choose an interaction template",
        "Choose a salesperson",
    ]
    assert len(await skipped_lines(segment.id, 2)) == 2


async def test_the_reason_stays_when_the_problem_has_gone(now: datetime) -> None:
    blocked = await a_contact(privacy_blocked=True)
    segment = await a_segment(contact_ids=[blocked.id, (await a_contact()).id])
    await log_segment(segment.id, error_policy=SKIP, now=now)
    await update_contact(blocked.id, {"privacy_blocked": False}, now=now)
    [skipped] = await skipped_lines(segment.id, 100)
    assert (skipped.line.contact_id, skipped.code) == (blocked.id, Code.CONTACT_BLOCKED)


async def test_if_no_line_is_good_nothing_is_logged_whatever_was_asked(now: datetime) -> None:
    segment = await a_segment(2, template_id=None)
    with refused((Code.LINES_INVALID, "segment_id")):
        await log_segment(segment.id, error_policy=SKIP, now=now)
    assert (await Segment.get(id=segment.id)).status is SegmentStatus.OPEN
    assert await SegmentLine.filter(skipped_because__isnull=False).count() == 0


@pytest.mark.parametrize("missing", ["template_id", "salesperson_id"])
async def test_a_segment_needs_a_template_and_a_salesperson_for_every_line(
    missing: str, now: datetime
) -> None:
    segment = await a_segment(2, **{missing: None})
    with refused((Code.LINES_INVALID, "segment_id")) as caught:
        await log_segment(segment.id, now=now)
    [problem] = caught.value.problems
    assert isinstance(problem, LinesRefused)
    assert [issue.code for issue in problem.lines] == [Code.REQUIRED] * 2


async def test_a_refusal_shows_the_first_hundred_problems_and_counts_all(now: datetime) -> None:
    segment = await a_segment(contact_ids=await a_crowd(101), template_id=None, salesperson_id=None)
    with pytest.raises(Refused) as caught:
        await log_segment(segment.id, now=now)
    [problem] = caught.value.problems
    assert isinstance(problem, LinesRefused)
    assert (len(problem.lines), problem.total) == (100, 202)
