"""The contacts of a segment put into a mailing group, as one set."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from db.errors import Code, Problems
from db.models import MailingGroup, Segment, SegmentLine, SegmentStatus
from db.segments.open_segments import hold_contacts_on
from db.sql import statements
from db.writes.locking import held_rows, locked_rows, missing_among
from db.writes.names_in_messages import called
from db.writes.transactions import transactional

TAKE_OUT_THE_OTHERS = f"""
    DELETE FROM contact_mailing_group WHERE mailing_group_id = :mailing_group_id AND NOT EXISTS (
        SELECT 1 FROM segment_line
        WHERE segment_id = :segment_id AND {SegmentLine.not_removed}
            AND segment_line.contact_id = contact_mailing_group.contact_id
    )
"""

PUT_IN = f"""
    INSERT INTO contact_mailing_group (mailing_group_id, contact_id, created_at)
    SELECT :mailing_group_id, id, :now FROM contact
    WHERE id IN (SELECT contact_id FROM segment_line WHERE segment_id = :segment_id AND {SegmentLine.not_removed})
    ORDER BY id ON CONFLICT DO NOTHING
"""


@dataclass
class SegmentGrouped:
    mailing_group: MailingGroup
    segment: Segment
    added_count: int
    removed_count: int

    @property
    def changed(self) -> bool:
        return self.added_count + self.removed_count > 0


@transactional
async def add_mailing_group_contacts_from_segment(
    segment_id: int, mailing_group_id: int, *, now: datetime
) -> SegmentGrouped:
    """Put all contacts of a segment into a mailing group. Those who are in it already stay.

    A shared lock on the segment keeps its lines as they are, and their contacts are held; one that was deleted
    while we waited is left out.
    """
    group, segment = await _held(segment_id, mailing_group_id, held_rows)
    return SegmentGrouped(group, segment, await _put_in(segment, group, now), 0)


@transactional
async def replace_mailing_group_contacts_from_segment(
    segment_id: int, mailing_group_id: int, *, now: datetime
) -> SegmentGrouped:
    """The same, and everybody else is taken out; the group is locked for others meanwhile."""
    group, segment = await _held(segment_id, mailing_group_id, locked_rows)
    removed = await statements.change(TAKE_OUT_THE_OTHERS, segment_id=segment.id, mailing_group_id=group.id)
    return SegmentGrouped(group, segment, await _put_in(segment, group, now), removed)


async def _held(
    segment_id: int, mailing_group_id: int, held: Callable[..., Awaitable[dict[int, MailingGroup]]]
) -> tuple[MailingGroup, Segment]:
    segments = await held_rows(Segment, [segment_id])
    await hold_contacts_on(segment_id)
    groups = await held(MailingGroup, [mailing_group_id])
    problems = Problems(missing_among([segment_id], segments, "segment", "segment_id"))
    problems += missing_among([mailing_group_id], groups, "mailing group", "mailing_group_id")
    if segment_id in segments and segments[segment_id].status is SegmentStatus.CANCELED:
        message = f"{called(segments[segment_id])} is canceled. Restore it first."
        problems.add(Code.SEGMENT_CANCELED, message, "segment_id")
    problems.refuse_if_any()
    return groups[mailing_group_id], segments[segment_id]


async def _put_in(segment: Segment, group: MailingGroup, now: datetime) -> int:
    return await statements.change(PUT_IN, segment_id=segment.id, mailing_group_id=group.id, now=now)
