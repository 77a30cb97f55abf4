"""Undoing the last step of a segment: lines that it added are deleted, lines that it removed are restored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.errors import Code, refuse
from db.models import Segment, SegmentStep
from db.segments.open_segments import bump, locked_open
from db.sql import statements
from db.sql.row_security import seeing_all
from db.sql.rows import delete_row
from db.writes.locking import no_earlier
from db.writes.names_in_messages import called
from db.writes.results import IdOf
from db.writes.transactions import transactional


@dataclass
class StepUndone:
    segment: Segment
    step_id: Annotated[int, IdOf("SegmentStep")]
    removed_count: int
    restored_count: int


@transactional
async def undo_segment_step(
    segment_id: int, *, expected_revision: int | None = None, now: datetime
) -> StepUndone:
    """Undo the last step of an open segment.

    Lines that it removed are lines again, with what was personalized on them. A contact that was deleted
    meanwhile does not come back.
    """
    segment = await locked_open(segment_id, expected_revision)
    now = no_earlier(now, segment)
    with seeing_all():
        step = await SegmentStep.filter(segment_id=segment.id).order_by("-position").first()
    if step is None:
        refuse(Code.SEGMENT_HAS_NO_STEPS, f"{called(segment)} has no step to be undone.", "segment_id")
    restored = await _restore(step, now)
    removed = await statements.change(
        "DELETE FROM segment_line WHERE added_by_step_id = :step_id", step_id=step.id
    )
    await delete_row(step)
    await bump(segment, now)
    return StepUndone(segment, step.id, removed, restored)


async def _restore(step: SegmentStep, now: datetime) -> int:
    """Restore the removed lines; how many. Locks on their contacts keep these from being deleted meanwhile."""
    of_lines = "id IN (SELECT contact_id FROM segment_line WHERE removed_by_step_id = :step_id)"
    with seeing_all():
        await statements.lock_rows("contact", of_lines, "FOR KEY SHARE", step_id=step.id)
    return await statements.change(
        """
        UPDATE segment_line SET removed_by_step_id = NULL, revision = revision + 1, updated_at = :now
        WHERE removed_by_step_id = :step_id AND contact_id IS NOT NULL
        """,
        step_id=step.id, now=now,
    )  # fmt: skip
