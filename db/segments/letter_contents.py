"""Content of a segment: what it sends in a language instead of the content of its template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.contacts.predicates import PREDICATES
from db.errors import Problems
from db.models import LetterContent, Segment, SegmentLetterContent
from db.segments.open_segments import bump, locked_open
from db.sql.filters import Where
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.writes import validation
from db.writes.locking import no_earlier, save_changes
from db.writes.references import check_references
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import checked, required


@dataclass
class SegmentLetterContentSet:
    segment: Segment
    segment_letter_content: SegmentLetterContent | None
    deleted_id: Annotated[int | None, IdOf("SegmentContent")]
    """The row that was taken away."""
    changed: bool


CONDITIONS = {**CREATED_AND_UPDATED, "language": PREDICATES["language"]}
SORTS = {"LANGUAGE": Sort("language"), **BY_CREATED_AND_UPDATED}


def find_segment_letter_contents(
    where: Where | None = None, order: Order = ()
) -> Listing[SegmentLetterContent]:
    """The content of a segment by language."""
    return found(SegmentLetterContent, where, CONDITIONS, order, SORTS["LANGUAGE"])


@transactional
async def set_segment_letter_content(
    segment_id: int,
    language: str,
    letter_content_id: int | None = None,
    *,
    expected_revision: int | None = None,
    now: datetime,
) -> SegmentLetterContentSet:
    """Choose what an open segment sends in a language; None: the content of its template.

    Lines with content of their own keep it.
    """
    problems = Problems()
    fit = checked({"language": language}, {"language": required(validation.language)}, problems)
    segment = await locked_open(segment_id, expected_revision, problems=problems)
    now = no_earlier(now, segment)
    await check_references([(("letter_content_id",), LetterContent, letter_content_id)], problems)
    problems.refuse_if_any()
    done = await _set(segment, fit["language"], letter_content_id, now)
    if done.changed:
        await bump(segment, now)
    return done


async def _set(
    segment: Segment, language: str, letter_content_id: int | None, now: datetime
) -> SegmentLetterContentSet:
    """Write, change or take away the row of a language."""
    row = await SegmentLetterContent.get_or_none(segment_id=segment.id, language=language)
    if letter_content_id is None:
        if row is not None:
            await row.delete()
        return SegmentLetterContentSet(segment, None, row and row.id, changed=row is not None)
    if row is not None:
        changed = await save_changes(row, {"letter_content_id": letter_content_id}, now)
        return SegmentLetterContentSet(segment, row, None, changed)
    made = {"segment_id": segment.id, "language": language, "letter_content_id": letter_content_id}
    row = await SegmentLetterContent.create(**made, created_at=now, updated_at=now)
    return SegmentLetterContentSet(segment, row, None, changed=True)
