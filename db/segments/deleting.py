"""Deleting many segments at once, and what holds on to those that are deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from db.errors import Code, Problems
from db.models import Campaign, Segment, SegmentStatus
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.row_security import seeing_all
from db.writes.many_rows import Fault, Revisions, in_order, locked_many
from db.writes.names_in_messages import called
from db.writes.results import IdOf
from db.writes.transactions import transactional


@dataclass
class SegmentsDeleted:
    """What is gone, and the campaigns and the segments that it was made from, as far as they are there."""

    segment_ids: Annotated[list[int], IdOf("Segment")]
    campaigns: list[Campaign]
    followed: list[Segment]


@transactional
async def delete_segments(segment_ids: list[int], *, revisions: Revisions = ()) -> SegmentsDeleted:
    """Delete open and canceled segments with their lines. Entries of the log stay. All or nothing."""
    problems = Problems()
    rows = await locked_many(Segment, segment_ids, revisions, problems, "segment_ids", _logged)
    problems.refuse_if_any()
    await lock_pointing_at(list(rows))
    await statements.change(f"DELETE FROM segment WHERE id {statements.among('ids')}", ids=list(rows))
    campaigns = await rows_by_id(Campaign, [row.campaign_id for row in rows.values()])
    followed = await rows_by_id(Segment, [row.follow_up_of_id for row in rows.values()])
    return SegmentsDeleted(list(rows), in_order(campaigns), in_order(followed))


def _logged(segment: Segment) -> Fault | None:
    if segment.status is not SegmentStatus.LOGGED:
        return None
    return Code.MUST_CANCEL_FIRST, f"{called(segment)} is logged. Cancel it first."


async def lock_pointing_at(segment_ids: Sequence[int]) -> None:
    """Lock what a foreign key makes forget segments: their follow-ups, campaign entries, interactions, deliveries.

    PostgreSQL looks at all foreign keys of a row again that is changed twice: the contacts are held for that.
    """
    chosen = statements.among("segments")
    of_entries = f"SELECT unnest(ARRAY[contact_id, company_id]) FROM interaction WHERE segment_id {chosen}"
    locks = (
        ("segment", f"follow_up_of_id {chosen}", "FOR NO KEY UPDATE"),
        ("contact", f"id IN ({of_entries})", "FOR KEY SHARE"),
        ("campaign_entry", f"segment_id {chosen}", "FOR NO KEY UPDATE"),
        ("interaction", f"segment_id {chosen}", "FOR NO KEY UPDATE"),
        ("delivery", f"segment_id {chosen}", "FOR NO KEY UPDATE"),
    )
    with seeing_all():
        for table, condition, lock in locks:
            await statements.lock_rows(table, condition, lock, segments=segment_ids)
