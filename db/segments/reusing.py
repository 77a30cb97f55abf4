"""Adding the contacts of a logged segment to an open one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.errors import Code, Refused, not_found, refuse
from db.models import Segment, StepKind, StepOption
from db.segments.choosing import StepTaken, take_step
from db.segments.criterion import reference_key
from db.segments.open_segments import locked_open
from db.segments.steps import Choice, refuse_after_steps
from db.sql.loaders import rows_by_id
from db.writes.locking import no_earlier
from db.writes.names_in_messages import called
from db.writes.transactions import transactional


@transactional
async def reuse_logged_segment(
    segment_id: int,
    logged_segment_id: int,
    *,
    only_logged: bool = False,
    allow_existing: bool = False,
    only_without_steps: bool = False,
    expected_revision: int | None = None,
    now: datetime,
) -> StepTaken:
    """Add the contacts that have an entry of the log from a logged segment, excluded ones too."""
    segment = await locked_open(segment_id, expected_revision)
    now = no_earlier(now, segment)
    if only_without_steps:
        await refuse_after_steps(segment)
    source = (await rows_by_id(Segment, [logged_segment_id])).get(logged_segment_id)
    if source is None:
        raise Refused([not_found("segment", logged_segment_id, "logged_segment_id")])
    if source.is_open:
        message = f"{called(source)} is not logged. Choose one that is."
        refuse(Code.NOT_LOGGED, message, "logged_segment_id")
    options = [StepOption.IGNORE_EXCLUSION, *([StepOption.ALLOW_EXISTING] if allow_existing else [])]
    choice = Choice(
        _entries_of(source, only_logged), options, {reference_key(Segment, source.id): source.number}
    )
    return StepTaken(segment, await take_step(segment, StepKind.REUSE_LOGGED, choice, now))


def _entries_of(source: Segment, only_logged: bool) -> dict[str, Any]:
    if only_logged:
        return {"interactions": {"segment": {"in_": [source.id]}}}
    return {"entry_of_segment_ids": [source.id]}
