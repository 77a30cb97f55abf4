"""Rules of giving a line of a segment another contact."""

from __future__ import annotations

from datetime import datetime

from db.errors import Code
from db.models import SegmentLine
from db.segments.lines import remove_segment_lines
from db.segments.logging import log_segment
from db.segments.open_segments import PERSONAL
from db.segments.replacing import replace_segment_line_contact
from tests.builders import a_contact, a_segment
from tests.db.segments.lines import a_line, lines_of
from tests.db.segments.test_personalizing import PERSONAL as VALUES
from tests.refusals import refused


async def test_a_line_that_gets_another_contact_starts_afresh(now: datetime) -> None:
    segment, other = await a_segment(0), await a_contact()
    line = await a_line(segment, **VALUES)
    replaced = await replace_segment_line_contact(line.id, other.id, now=now)
    assert (replaced.changed, replaced.segment.revision) == (True, 4)
    after = replaced.line
    assert (after.id, after.contact_id, after.revision) == (line.id, other.id, 3)
    assert {name for name in PERSONAL if getattr(after, name) is not None} == set()


async def test_a_line_that_has_the_contact_already_stays_as_it_is(now: datetime) -> None:
    line = await a_line(await a_segment(0), **VALUES)
    before = await SegmentLine.all().values()
    replaced = await replace_segment_line_contact(line.id, line.contact_id or 0, now=now)
    assert (replaced.changed, replaced.segment.revision) == (False, 3)
    assert await SegmentLine.all().values() == before


async def test_only_a_contact_that_exists_is_given_to_a_line_that_is_on_an_open_segment(
    now: datetime,
) -> None:
    segment, contact = await a_segment(2), await a_contact()
    one, two = [line.id for line in await lines_of(segment)]
    with refused((Code.NOT_FOUND, "contact_id")):
        await replace_segment_line_contact(one, 99, now=now)
    with refused((Code.NOT_FOUND, "line_id")):
        await replace_segment_line_contact(99, contact.id, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await replace_segment_line_contact(one, contact.id, expected_revision=9, now=now)
    await remove_segment_lines([two], now=now)
    with refused((Code.NOT_FOUND, "line_id")):
        await replace_segment_line_contact(two, contact.id, now=now)
    await log_segment(segment.id, now=now)
    with refused((Code.SEGMENT_ALREADY_LOGGED, "line_id")):
        await replace_segment_line_contact(one, contact.id, now=now)
