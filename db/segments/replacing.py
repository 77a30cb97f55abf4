"""Another contact for a line of a segment, which starts the line afresh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.errors import Problems, Refused, not_found
from db.models import Contact, Segment, SegmentLine
from db.segments.lines import set_on_lines
from db.segments.open_segments import PERSONAL, bump, locked_open
from db.sql.loaders import rows_by_id
from db.writes.locking import no_earlier
from db.writes.references import check_references
from db.writes.transactions import transactional


@dataclass
class LineContactReplaced:
    line: SegmentLine
    segment: Segment
    contacts: list[Contact]
    changed: bool


@transactional
async def replace_segment_line_contact(
    line_id: int, contact_id: int, *, expected_revision: int | None = None, now: datetime
) -> LineContactReplaced:
    """Give a line of an open segment another contact; what was personalized on it goes.

    A line that has this contact already stays as it is.
    """
    segment, line = await _locked(line_id, expected_revision)
    now = no_earlier(now, segment)
    problems = Problems()
    await check_references([(("contact_id",), Contact, contact_id)], problems)
    problems.refuse_if_any()
    contacts = await rows_by_id(Contact, [contact_id, line.contact_id])
    if line.contact_id == contact_id:
        return LineContactReplaced(line, segment, [*contacts.values()], changed=False)
    await set_on_lines([line.id], {**dict.fromkeys(PERSONAL), "contact_id": contact_id}, now)
    await bump(segment, now)
    replaced = await rows_by_id(SegmentLine, [line.id])
    return LineContactReplaced(replaced[line.id], segment, [*contacts.values()], changed=True)


async def _locked(line_id: int, expected_revision: int | None) -> tuple[Segment, SegmentLine]:
    """The open segment of a line under its lock, and the line as it is read again under that."""
    if before := (await rows_by_id(SegmentLine, [line_id])).get(line_id):
        segment = await locked_open(before.segment_id, expected_revision, "line_id")
        if line := (await rows_by_id(SegmentLine, [line_id])).get(line_id):
            return segment, line
    raise Refused([not_found("segment line", line_id, "line_id")])
