"""The lines of a segment: contacts put on it, taken off it, and personalized."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from db.errors import Code, Problem, Problems, Refused, not_found
from db.marketing_setup import setup_for
from db.models import Segment, SegmentLine, SegmentStep, StepKind, StepOption
from db.segments.open_segments import bump, check_chosen, locked_open, shared_checks
from db.segments.steps import Choice, begin_step, end_step
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.rows import as_models, delete_row
from db.writes.locking import no_earlier
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import anything, checked

MOST_CONTACTS = 10_000


@dataclass
class ContactsAdded:
    segment: Segment
    lines: list[SegmentLine]
    step: SegmentStep | None = None


@dataclass
class LinesPersonalized:
    segment: Segment
    lines: list[SegmentLine]
    changed: bool


@dataclass
class LinesRemoved:
    segment: Segment
    line_ids: Annotated[list[int], IdOf("SegmentLine")]
    step: SegmentStep


@transactional
async def add_segment_contacts(
    segment_id: int,
    contact_ids: Sequence[int],
    *,
    allow_existing: bool = False,
    expected_revision: int | None = None,
    now: datetime,
) -> ContactsAdded:
    """Put contacts on an open segment, in the order given; those already on it are passed over.

    It is a step of the segment, unless nobody was new.
    """
    segment = await locked_open(segment_id, expected_revision)
    now = no_earlier(now, segment)
    problems = Problems()
    await hold_contacts(contact_ids, problems)
    problems.refuse_if_any()
    lines, step = await insert_lines(segment, contact_ids, now, allow_existing=allow_existing)
    if step is not None:
        await bump(segment, now)
    return ContactsAdded(segment, lines, step)


@transactional
async def personalize_segment_lines(
    line_ids: Sequence[int], values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> LinesPersonalized:
    """Set single fields of lines of one open segment; null makes a field inherit again."""
    problems = Problems()
    setup = await setup_for(values)
    checks = shared_checks(setup) | {"letter_content_id": anything}
    fit = checked(values, checks, problems, "values")
    segment = await _locked_segment_of(line_ids, expected_revision, problems)
    now = no_earlier(now, segment)
    await check_chosen(fit, problems)
    problems.refuse_if_any()
    touched = await set_on_lines(line_ids, fit, now) if fit else 0
    if touched:
        await bump(segment, now)
    lines = await rows_by_id(SegmentLine, line_ids)
    return LinesPersonalized(segment, [lines[each] for each in dict.fromkeys(line_ids)], touched > 0)


@transactional
async def remove_segment_lines(
    line_ids: Sequence[int], *, expected_revision: int | None = None, now: datetime
) -> LinesRemoved:
    """Take lines off an open segment: a step like any other, which can be undone."""
    segment = await _locked_segment_of(line_ids, expected_revision)
    now = no_earlier(now, segment)
    contacts = await statements.select(
        f"SELECT contact_id FROM segment_line WHERE id {statements.among('ids')} ORDER BY id",
        ids=list(line_ids),
    )
    by_hand = Choice({"contact_ids": [each["contact_id"] for each in contacts]})
    step = await begin_step(segment, StepKind.REMOVE_BY_HAND, by_hand, now)
    removed = await statements.change(
        f"""
        UPDATE segment_line SET removed_by_step_id = :step_id, revision = revision + 1, updated_at = :now
        WHERE id {statements.among("ids")}
        """,
        step_id=step.id, ids=list(line_ids), now=now,
    )  # fmt: skip
    await end_step(step, removed=removed)
    await bump(segment, now)
    return LinesRemoved(segment, list(dict.fromkeys(line_ids)), step)


async def insert_lines(
    segment: Segment, contact_ids: Sequence[int], now: datetime, *, allow_existing: bool
) -> tuple[list[SegmentLine], SegmentStep | None]:
    """New lines for contacts that are held, as one statement and one step."""
    wanted = list(contact_ids) if allow_existing else list(dict.fromkeys(contact_ids))
    new = "TRUE" if allow_existing else (
        "NOT EXISTS (SELECT 1 FROM segment_line WHERE segment_id = :segment_id"
        f" AND contact_id = given.id AND {SegmentLine.not_removed})"
    )  # fmt: skip
    by_hand = Choice({"contact_ids": wanted}, [StepOption.IGNORE_EXCLUSION])
    step = await begin_step(segment, StepKind.ADD_BY_HAND, by_hand, now)
    records = await statements.change_returning(
        f"""
        INSERT INTO segment_line (segment_id, contact_id, added_by_step_id, revision, created_at, updated_at)
        SELECT :segment_id, given.id, :step_id, 1, :now, :now FROM {statements.ordered("contact_ids")}
        WHERE {new} ORDER BY given.position RETURNING *
        """,
        segment_id=segment.id, step_id=step.id, contact_ids=wanted, now=now,
    )  # fmt: skip
    if not records:
        await delete_row(step)
        return [], None
    await end_step(step, added=len(records))
    return sorted(as_models(SegmentLine, records), key=lambda line: line.id), step


async def hold_contacts(contact_ids: Sequence[int], problems: Problems) -> None:
    """Keep contacts from being deleted until lines name them; reports those that do not exist, or no longer do."""
    if len(contact_ids) > MOST_CONTACTS:
        problems.add(Code.OUT_OF_RANGE, f"Give at most {MOST_CONTACTS:,} contacts at once.", "contact_ids")
        return
    is_given = f"id {statements.among('ids')}"
    records = await statements.select_locking(
        "contact", is_given, "FOR KEY SHARE", columns="id", ids=contact_ids
    )
    found = {record["id"] for record in records}
    for place, identity in enumerate(contact_ids):
        if identity not in found:
            problems.append(not_found("contact", identity, "contact_ids", str(place)))


async def _locked_segment_of(
    line_ids: Sequence[int], expected_revision: int | None, found_before: Sequence[Problem] = ()
) -> Segment:
    """The one open segment of all these lines. It is locked, and the lines are read again under its lock.

    What was found before is told with what is wrong with the lines; by itself it refuses nothing here.
    """
    _check_number(line_ids, found_before)
    before = await _segments_of(line_ids)
    if before:
        segment = await locked_open(
            min(before.values()), expected_revision, "line_ids", problems=found_before
        )
        found = await _segments_of(line_ids)
    else:
        found = {}
    problems = Problems()
    for place, identity in enumerate(line_ids):
        if identity not in found:
            problems.append(not_found("segment line", identity, "line_ids", str(place)))
        elif found[identity] != segment.id:
            problems.add(Code.INVALID, "All lines must belong to one segment.", "line_ids", str(place))
    if problems:
        raise Refused([*found_before, *problems])
    return segment


def _check_number(line_ids: Sequence[int], found_before: Sequence[Problem]) -> None:
    """Refuse none, and too many, with what was found before."""
    problems = Problems()
    if not line_ids:
        problems.add(Code.REQUIRED, "Give at least one line.", "line_ids")
    if len(line_ids) > MOST_CONTACTS:
        problems.add(Code.OUT_OF_RANGE, f"Give at most {MOST_CONTACTS:,} lines at once.", "line_ids")
    if problems:
        raise Refused([*found_before, *problems])


async def _segments_of(line_ids: Sequence[int]) -> dict[int, int]:
    records = await statements.select(
        f"SELECT id, segment_id FROM segment_line WHERE id {statements.among('ids')} AND {SegmentLine.not_removed}",
        ids=list(line_ids),
    )
    return {record["id"]: record["segment_id"] for record in records}


async def set_on_lines(line_ids: Sequence[int], values: Mapping[str, Any], now: datetime) -> int:
    """Write values to lines where they differ; how many lines changed."""
    assigned = ", ".join(f"{name} = :{name}" for name in values)
    differs = " OR ".join(f"{name} {statements.differs_from(name)}" for name in values)
    return await statements.change(
        f"""
        UPDATE segment_line SET {assigned}, revision = revision + 1, updated_at = :now
        WHERE id {statements.among("ids")} AND ({differs})
        """,
        ids=list(line_ids), now=now, **values,
    )  # fmt: skip
