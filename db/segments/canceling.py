"""Logged segments that were a mistake: canceled with their entries, and restored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.errors import Code, refuse
from db.interactions.canceling import cancel_entries_of, restore_entries_of
from db.models import Segment, SegmentStatus
from db.sql import statements
from db.writes.authors import author_id
from db.writes.locking import locked, no_earlier, save_changes
from db.writes.names_in_messages import called
from db.writes.transactions import transactional


@dataclass
class SegmentMarked:
    segment: Segment
    interaction_count: int
    campaign_entry_count: int
    changed: bool


@transactional
async def cancel_segment(
    segment_id: int, *, expected_revision: int | None = None, now: datetime
) -> SegmentMarked:
    """Cancel a logged segment, its campaign entries and its logged interactions."""
    segment = await _locked_logged(segment_id, expected_revision)
    now = no_earlier(now, segment)
    if segment.status is SegmentStatus.CANCELED:
        return SegmentMarked(segment, 0, 0, changed=False)
    await _lock_campaign_entries(segment)
    entries = await statements.change(
        """
        UPDATE campaign_entry SET canceled_at = :now, canceled_by_id = :by,
            revision = revision + 1, updated_at = :now
        WHERE segment_id = :segment_id AND canceled_at IS NULL
        """,
        segment_id=segment.id, now=now, by=await author_id(),
    )  # fmt: skip
    count = await cancel_entries_of("segment_id", [segment.id], now=now)
    marks = {"status": SegmentStatus.CANCELED, "canceled_at": now, "canceled_by_id": await author_id()}
    return SegmentMarked(segment, count, entries, await save_changes(segment, marks, now))


@transactional
async def restore_segment(
    segment_id: int, *, expected_revision: int | None = None, now: datetime
) -> SegmentMarked:
    """Restore a canceled segment with the entries that were canceled with it, not those canceled before."""
    segment = await _locked_logged(segment_id, expected_revision)
    now = no_earlier(now, segment)
    if segment.status is SegmentStatus.LOGGED:
        return SegmentMarked(segment, 0, 0, changed=False)
    await _lock_campaign_entries(segment)
    entries = await statements.change(
        """
        UPDATE campaign_entry SET canceled_at = NULL, canceled_by_id = NULL,
            revision = revision + 1, updated_at = :now
        WHERE segment_id = :segment_id AND canceled_at = :canceled_at
        """,
        segment_id=segment.id, now=now, canceled_at=segment.canceled_at,
    )  # fmt: skip
    count = await restore_entries_of("segment_id", [segment.id], now=now)
    marks = {"status": SegmentStatus.LOGGED, "canceled_at": None, "canceled_by_id": None}
    return SegmentMarked(segment, count, entries, await save_changes(segment, marks, now))


async def _locked_logged(segment_id: int, expected_revision: int | None) -> Segment:
    segment = await locked(Segment, segment_id, expected_revision, "segment_id")
    if segment.is_open:
        refuse(Code.NOT_LOGGED, f"{called(segment)} is not logged. Log it, or delete it.", "segment_id")
    return segment


async def _lock_campaign_entries(segment: Segment) -> None:
    await statements.lock_rows(
        "campaign_entry", "segment_id = :segment_id", "FOR NO KEY UPDATE", segment_id=segment.id
    )
