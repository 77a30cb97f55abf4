"""Saved criteria: the steps of a segment under a code, to be taken again on other segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from db.contacts.merged import kept_contacts_of
from db.errors import Code, Problems, Refused, not_found
from db.models import SavedCriteria, SavedCriteriaStep, Segment, SegmentStep
from db.segments.choosing import take_step
from db.segments.criteria import NAMING_CONTACTS
from db.segments.criteria_names import names_of
from db.segments.open_segments import locked_open
from db.segments.saved_steps import (
    StepGiven,
    StepKept,
    StepsReplaced,
    checked_steps,
    replace_steps,
    steps_of,
)
from db.segments.steps import Choice, refuse_after_steps
from db.sql import statements
from db.sql.case_folding import folded, upper_case
from db.sql.filters import Where, is_one_of, text
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import NO_TEXT, Listing, Sort
from db.sql.rows import has_row, save_row
from db.writes.in_the_way import check_free
from db.writes.locking import held_rows, locked, no_earlier, save_changes
from db.writes.names_in_messages import called
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import checked, line, optional, required, upper_line, with_folded

CONDITIONS = {
    **CREATED_AND_UPDATED,
    "code": text("code", upper_case),
    "description": text("description_folded"),
}
SORTS = {
    "CODE": Sort("code"),
    "DESCRIPTION": Sort("description_folded", instead=NO_TEXT),
    **BY_CREATED_AND_UPDATED,
}
STEP_CONDITIONS = {"kind": is_one_of("kind")}
STEP_SORTS = {"POSITION": Sort("position")}
SEARCHED = {"code": upper_case, "description_folded": folded}
CHECKS = {"code": required(upper_line(20)), "description": optional(line(100))}


@dataclass
class CriteriaSaved:
    saved_criteria: SavedCriteria


@dataclass
class SavedCriteriaUpdated:
    saved_criteria: SavedCriteria
    changed: bool
    new_steps: list[SavedCriteriaStep] = field(default_factory=list)
    deleted_step_ids: Annotated[list[int], IdOf("SavedCriteriaStep")] = field(default_factory=list)


@dataclass
class CriteriaReused:
    segment: Segment
    steps: list[SegmentStep]


def find_saved_criteria(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[SavedCriteria]:
    """Saved criteria by code."""
    return found(SavedCriteria, where, CONDITIONS, order, SORTS["CODE"], search=search, searched=SEARCHED)


def find_saved_steps(where: Where | None = None, order: Order = ()) -> Listing[SavedCriteriaStep]:
    """The steps of saved criteria in the order in which they are taken."""
    return found(SavedCriteriaStep, where, STEP_CONDITIONS, order, STEP_SORTS["POSITION"])


@transactional
async def save_segment_criteria(
    segment_id: int, code: str, description: str | None = None, *, now: datetime
) -> CriteriaSaved:
    """Keep the steps of a segment, logged or not, under a code."""
    problems = Problems()
    fit = checked({"code": code, "description": description}, CHECKS, problems)
    segment = await locked(Segment, segment_id, None, "segment_id", problems=problems)
    await _check_code(fit.get("code"), problems)
    if not await has_row(SegmentStep, segment_id=segment.id):
        message = f"{called(segment)} has no steps to be saved. Choose its contacts by criteria first."
        problems.add(Code.SEGMENT_HAS_NO_STEPS, message, "segment_id")
    problems.refuse_if_any()
    saved = await SavedCriteria.create(**with_folded(fit, "description"), created_at=now, updated_at=now)
    copied = "position, kind, criteria, options, names"
    await statements.change(
        f"""
        INSERT INTO saved_criteria_step (saved_criteria_id, {copied}, revision, created_at, updated_at)
        SELECT :saved, {copied}, 1, :now, :now FROM segment_step WHERE segment_id = :segment_id
        ORDER BY position
        """,
        saved=saved.id, segment_id=segment.id, now=now,
    )  # fmt: skip
    return CriteriaSaved(saved)


@transactional
async def reuse_segment_criteria(
    segment_id: int,
    saved_criteria_id: int,
    *,
    only_without_steps: bool = False,
    expected_revision: int | None = None,
    now: datetime,
) -> CriteriaReused:
    """Take each saved step again on an open segment, with all its options; the criteria are evaluated anew."""
    segment = await locked_open(segment_id, expected_revision)
    now = no_earlier(now, segment)
    if only_without_steps:
        await refuse_after_steps(segment)
    if not await held_rows(SavedCriteria, [saved_criteria_id]):
        raise Refused([not_found("saved criteria", saved_criteria_id, "saved_criteria_id")])
    saved = await steps_of(saved_criteria_id)
    choices, problems = [], Problems()
    for step in saved:
        criteria = await _after_merges(step.chosen_criteria)
        names = await names_of(criteria, problems, "saved_criteria_id", str(step.position))
        choices.append(Choice(criteria, step.chosen_options, names))
    problems.refuse_if_any()
    taken = [
        await take_step(segment, step.kind, choice, now) for step, choice in zip(saved, choices, strict=True)
    ]
    return CriteriaReused(segment, taken)


@transactional
async def update_saved_criteria(
    saved_criteria_id: int,
    values: dict[str, Any],
    *,
    steps: Sequence[StepKept | StepGiven] | None = None,
    expected_revision: int | None = None,
    now: datetime,
) -> SavedCriteriaUpdated:
    """Give saved criteria another code, another description, or other steps in place of those that they have."""
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    saved = await locked(
        SavedCriteria, saved_criteria_id, expected_revision, "saved_criteria_id", problems=problems
    )
    if fit.get("code") != saved.code:
        await _check_code(fit.get("code"), problems)
    wanted = None if steps is None else await checked_steps(saved.id, steps, problems)
    problems.refuse_if_any()
    replaced = StepsReplaced() if wanted is None else await replace_steps(saved, wanted, now)
    changed = await save_changes(saved, with_folded(fit, "description"), now)
    if replaced.changed and not changed:
        saved.update_from_dict({"revision": saved.revision + 1, "updated_at": no_earlier(now, saved)})
        await save_row(saved, "revision", "updated_at")
    return SavedCriteriaUpdated(saved, changed or replaced.changed, replaced.new, replaced.deleted_ids)


@transactional
async def delete_saved_criteria(
    saved_criteria_id: int, *, expected_revision: int | None = None
) -> SavedCriteria:
    """Delete saved criteria. Segments that they were used on keep their steps."""
    saved = await locked(SavedCriteria, saved_criteria_id, expected_revision, "saved_criteria_id")
    await saved.delete()
    return saved


async def _check_code(code: str | None, problems: Problems) -> None:
    if code:
        message = f"There are saved criteria with the code {code} already."
        await check_free(SavedCriteria, {"code": code}, problems, message, "code")


async def _after_merges(criteria: Mapping[str, Any]) -> dict[str, Any]:
    """The criteria, with each contact that was merged since replaced by the contact it was merged into."""
    named = {name: criteria[name] for name in NAMING_CONTACTS if name in criteria}
    ids = {each for value in named.values() for each in _ids_in(value)}
    kept_contacts = await kept_contacts_of(ids) if ids else {}
    return {**criteria, **{name: _replaced(value, kept_contacts) for name, value in named.items()}}


def _ids_in(value: Any) -> list[int]:
    """The ids of a criterion: a list of them, or the forms of `IdWhere`."""
    if isinstance(value, Mapping):
        return [*([value["eq"]] if "eq" in value else []), *value.get("in_", ())]
    return value


def _replaced(value: Any, ids: Mapping[int, int]) -> Any:
    """The criterion with other ids in place of those that are replaced."""
    if isinstance(value, Mapping):
        forms = {"eq", "in_"}
        return {form: _replaced(each, ids) if form in forms else each for form, each in value.items()}
    if isinstance(value, list):
        return list(dict.fromkeys(ids.get(each, each) for each in value))
    return ids.get(value, value)
