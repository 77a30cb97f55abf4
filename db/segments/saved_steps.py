"""The steps of saved criteria: which stay, which are new, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.errors import Code, Problems, not_found
from db.models import SavedCriteria, SavedCriteriaStep, StepKind, StepOption
from db.segments.criteria import checked_criteria
from db.segments.criteria_names import names_of_all
from db.segments.steps import Choice, as_kept
from db.sql import statements
from db.sql.row_security import seeing_all
from db.sql.rows import insert_rows


@dataclass(frozen=True)
class StepKept:
    """A step that stays as it is."""

    step_id: int


@dataclass(frozen=True)
class StepGiven:
    """A new step; `path` is the field of the input that it stands in."""

    kind: StepKind
    criteria: Mapping[str, Any]
    options: Sequence[StepOption]
    path: str


@dataclass
class StepsReplaced:
    """What became of the steps: those that are new, and the ids that are gone."""

    new: list[SavedCriteriaStep] = field(default_factory=list)
    deleted_ids: list[int] = field(default_factory=list)
    changed: bool = False


Wanted = Sequence[SavedCriteriaStep | tuple[StepKind, Choice]]


async def steps_of(saved_criteria_id: int) -> list[SavedCriteriaStep]:
    """In their order. What they say is taken again, but not shown."""
    with seeing_all():
        return await SavedCriteriaStep.filter(saved_criteria_id=saved_criteria_id).order_by("position")


async def checked_steps(
    saved_criteria_id: int, given: Sequence[StepKept | StepGiven], problems: Problems
) -> Wanted:
    """The steps that are wanted; what is wrong with them becomes problems. One statement for each noun they name."""
    if not given:
        problems.add(Code.REQUIRED, "Give at least one step.", "steps")
    known = {step.id: step for step in await steps_of(saved_criteria_id)}
    fit: dict[int, tuple[dict[str, Any], tuple[str, ...]]] = {}
    for place, each in enumerate(given):
        if isinstance(each, StepGiven):
            path = ("steps", str(place), each.path, "criteria")
            fit[place] = checked_criteria(each.criteria, problems, *path), path
        elif each.step_id not in known:
            problems.append(not_found("saved criteria step", each.step_id, "steps", str(place), "step_id"))
        elif each in given[:place]:
            problems.add(Code.INVALID, "This step is given twice.", "steps", str(place), "step_id")
    if problems:
        return []
    names = iter(await names_of_all(list(fit.values()), problems))
    return [
        (each.kind, Choice(fit[place][0], each.options, next(names)))
        if isinstance(each, StepGiven)
        else known[each.step_id]
        for place, each in enumerate(given)
    ]


async def replace_steps(saved: SavedCriteria, wanted: Wanted, now: datetime) -> StepsReplaced:
    """Put these steps in the place of those that locked criteria have. Those that stay keep their ids."""
    before = await steps_of(saved.id)
    if list(wanted) == before:
        return StepsReplaced()
    await statements.change("DELETE FROM saved_criteria_step WHERE saved_criteria_id = :id", id=saved.id)
    kept, new = [], []
    for place, each in enumerate(wanted, 1):
        if isinstance(each, SavedCriteriaStep):
            kept.append({name: getattr(each, name) for name in each._meta.db_fields} | {"position": place})
        else:
            kind, choice = each
            new.append(
                {"saved_criteria_id": saved.id, "position": place, "kind": kind, **as_kept(choice)}
                | {"revision": 1, "created_at": now, "updated_at": now}
            )
    await insert_rows(SavedCriteriaStep, kept)
    gone = {step.id for step in before} - {row["id"] for row in kept}
    return StepsReplaced(await insert_rows(SavedCriteriaStep, new), sorted(gone), True)
