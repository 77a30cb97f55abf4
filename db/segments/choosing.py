"""Choosing contacts by criteria: added to a segment, removed from it, or kept while all others are removed.

Each is one set statement, whatever it moves. A removed line keeps its values and is only marked, so that undoing
the step brings it back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Problems, Refused, not_found
from db.models import Contact, Segment, SegmentLine, SegmentStep, StepKind, StepOption
from db.segments.criteria import checked_criteria, meeting
from db.segments.criteria_names import names_of
from db.segments.open_segments import bump, locked_open
from db.segments.steps import Choice, begin_step, end_step, summary_of_choice
from db.sql import statements
from db.sql.clauses import Clause, all_of
from db.sql.keyset_pages import Listing, Sort
from db.sql.loaders import rows_by_id
from db.sql.lock_order import order_within
from db.writes.locking import no_earlier
from db.writes.transactions import transactional


@dataclass
class StepTaken:
    segment: Segment
    step: SegmentStep


@dataclass(frozen=True)
class CriteriaPreview:
    segment: Segment
    summary: str
    contacts: Listing[Contact]


NOT_EXCLUDED = Clause("NOT excluded_from_segments")
COMPANY = "CASE WHEN kind = 'COMPANY' THEN id ELSE company_id END"
"""The company that a contact is or belongs to."""


@transactional
async def add_segment_contacts_by_criteria(
    segment_id: int,
    criteria: Mapping[str, Any],
    *,
    options: Sequence[StepOption] = (),
    expected_revision: int | None = None,
    now: datetime,
) -> StepTaken:
    """Add the contacts that meet the criteria, by company and name.

    After matching come everyone of the same companies, the companies of persons, the exclusion from segments,
    and those that are on the segment already, in this order.
    """
    segment = await locked_open(segment_id, expected_revision)
    now = no_earlier(now, segment)
    choice = await chosen_by(criteria, options)
    return StepTaken(segment, await take_step(segment, StepKind.ADD, choice, now))


@transactional
async def reduce_segment(
    segment_id: int,
    criteria: Mapping[str, Any],
    *,
    options: Sequence[StepOption] = (),
    expected_revision: int | None = None,
    now: datetime,
) -> StepTaken:
    """Remove the contacts that meet the criteria."""
    segment = await locked_open(segment_id, expected_revision)
    now = no_earlier(now, segment)
    choice = await chosen_by(criteria, options)
    return StepTaken(segment, await take_step(segment, StepKind.REDUCE, choice, now))


@transactional
async def refine_segment(
    segment_id: int,
    criteria: Mapping[str, Any],
    *,
    options: Sequence[StepOption] = (),
    expected_revision: int | None = None,
    now: datetime,
) -> StepTaken:
    """Keep the contacts that meet the criteria, and remove all others."""
    segment = await locked_open(segment_id, expected_revision)
    now = no_earlier(now, segment)
    choice = await chosen_by(criteria, options)
    return StepTaken(segment, await take_step(segment, StepKind.REFINE, choice, now))


async def chosen_by(criteria: Mapping[str, Any], options: Sequence[StepOption] = (), *path: str) -> Choice:
    """The checked criteria, with the names of the rows whose ids they hold; refused if anything is wrong."""
    path = path or ("criteria",)
    problems = Problems()
    fit = checked_criteria(criteria, problems, *path)
    problems.refuse_if_any()
    names = await names_of(fit, problems, *path)
    problems.refuse_if_any()
    return Choice(fit, options, names)


async def take_step(segment: Segment, kind: StepKind, choice: Choice, now: datetime) -> SegmentStep:
    """Add or remove lines of a segment that the caller has locked, and record that as a step."""
    step = await begin_step(segment, kind, choice, now)
    match kind:
        case StepKind.ADD | StepKind.REUSE_LOGGED | StepKind.ADD_BY_HAND:
            await end_step(step, added=await _add(segment, step, choice, now))
        case StepKind.REDUCE | StepKind.REMOVE_BY_HAND:
            await end_step(step, removed=await _remove(segment, step, choice, "EXISTS", now))
        case StepKind.REFINE:
            await end_step(step, removed=await _remove(segment, step, choice, "NOT EXISTS", now))
    await bump(segment, now)
    return step


async def preview_segment_criteria(
    segment_id: int, criteria: Mapping[str, Any], *, options: Sequence[StepOption] = ()
) -> CriteriaPreview:
    """The contacts that an addition would bring, by number."""
    segment = (await rows_by_id(Segment, [segment_id])).get(segment_id)
    if segment is None:
        raise Refused([not_found("segment", segment_id, "segment_id")])
    choice = await chosen_by(criteria, options)
    listing = Listing(Contact, _addable(segment, choice), (Sort("number"),))
    return CriteriaPreview(segment, summary_of_choice(StepKind.ADD, choice), listing)


async def _add(segment: Segment, step: SegmentStep, choice: Choice, now: datetime) -> int:
    """Insert the lines; how many. Waits for transactions that are deleting a contact, and then leaves it out."""
    condition, values = statements.named(_addable(segment, choice))
    return await statements.change(
        f"""
        INSERT INTO segment_line (segment_id, contact_id, added_by_step_id, revision, created_at, updated_at)
        WITH chosen AS (
            SELECT id, kind, name_folded, company_id FROM contact WHERE {condition}
            ORDER BY {order_within("contact")} {statements.locking("FOR KEY SHARE")}
        )
        SELECT :segment_id, id, :step_id, 1, :now, :now
        FROM chosen
        LEFT JOIN (SELECT id AS employer_id, name_folded AS employer_name FROM contact) AS employer
            ON employer_id = chosen.company_id
        ORDER BY CASE WHEN kind = 'COMPANY' THEN name_folded ELSE COALESCE(employer_name, '') END,
            {COMPANY}, kind, name_folded, id
        """,
        segment_id=segment.id, step_id=step.id, now=now, **values,
    )  # fmt: skip


async def _remove(segment: Segment, step: SegmentStep, choice: Choice, wanted: str, now: datetime) -> int:
    condition, values = statements.named(_meeting(choice, companies=StepOption.ENTIRE_COMPANIES))
    return await statements.change(
        f"""
        UPDATE segment_line SET removed_by_step_id = :step_id, revision = revision + 1, updated_at = :now
        WHERE segment_id = :segment_id AND {SegmentLine.not_removed} AND {wanted} (
            SELECT 1 FROM contact WHERE contact.id = segment_line.contact_id AND {condition}
        )
        """,
        segment_id=segment.id, step_id=step.id, now=now, **values,
    )  # fmt: skip


def _addable(segment: Segment, choice: Choice) -> Clause:
    conditions = [_meeting(choice, companies=StepOption.EXPAND_COMPANIES)]
    if not choice.has(StepOption.IGNORE_EXCLUSION):
        conditions.append(NOT_EXCLUDED)
    if not choice.has(StepOption.ALLOW_EXISTING):
        on = f"segment_line.contact_id = contact.id AND segment_line.{SegmentLine.not_removed}"
        lines = f"SELECT 1 FROM segment_line WHERE segment_line.segment_id = ? AND {on}"
        conditions.append(Clause(f"NOT EXISTS ({lines})", (segment.id,)))
    return all_of(conditions)


def _meeting(choice: Choice, companies: StepOption) -> Clause:
    """The contacts that meet the criteria, with their companies and colleagues as far as the options ask for them."""
    met = meeting(choice.criteria)
    if not choice.has(companies) and not choice.has(StepOption.INCLUDE_COMPANIES):
        return met
    also = ["SELECT its_company FROM met WHERE its_company IS NOT NULL"]
    if choice.has(companies):
        also.append("SELECT contact.id FROM contact JOIN met ON contact.company_id = met.its_company")
    all_met = " UNION ".join(["SELECT id FROM met", *also])
    return Clause(
        f'"id" IN (WITH met AS (SELECT id, {COMPANY} AS its_company FROM contact WHERE {met.text}) {all_met})',
        met.values,
    )
