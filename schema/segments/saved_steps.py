"""The steps that saved criteria are to have, as clients give them."""

from __future__ import annotations

from typing import Any

import strawberry

from db import models
from db.models import StepKind
from db.segments.saved_steps import StepGiven, StepKept
from schema.graph.ids import GlobalId
from schema.segments.choosing import with_options
from schema.segments.criteria import SegmentCriteriaInput


@strawberry.input
class SavedAddStepInput:
    """A step that adds the contacts that meet criteria, with the options that `addSegmentContactsByCriteria` has."""

    criteria: SegmentCriteriaInput
    """Which contacts to add."""
    expand_companies: bool = False
    """True: add everyone of the companies of those who meet the criteria too, the companies included. False: do not."""
    include_companies: bool = False
    """True: add the company of each person who meets the criteria too. False: do not."""
    ignore_exclusion: bool = False
    """True: add contacts that are excluded from segments too. False: leave them out."""
    allow_existing: bool = False
    """True: add a second line for contacts that are on the segment already. False: they are passed over."""


@strawberry.input
class SavedReduceStepInput:
    """A step that removes the contacts that meet criteria."""

    criteria: SegmentCriteriaInput
    """Which contacts to remove."""
    entire_companies: bool = False
    """True: remove everyone of a company of which anyone meets the criteria, on the segment or not. False: only those
    who meet them."""


@strawberry.input
class SavedRefineStepInput:
    """A step that keeps the contacts that meet criteria, and removes all others."""

    criteria: SegmentCriteriaInput
    """Which contacts to keep."""
    entire_companies: bool = False
    """True: keep everyone of a company of which anyone meets the criteria, on the segment or not. False: only those
    who meet them."""


@strawberry.input(one_of=True)
class SavedCriteriaStepInput:
    """A step that saved criteria are to have: exactly one of a step that they have already, and a new one."""

    step_id: GlobalId[models.SavedCriteriaStep] | None = strawberry.UNSET
    """A step that these saved criteria have already, which stays as it is; contacts that were added or removed by
    hand are such a step too."""
    add: SavedAddStepInput | None = strawberry.UNSET
    """A new step: add the contacts that meet criteria."""
    reduce: SavedReduceStepInput | None = strawberry.UNSET
    """A new step: remove the contacts that meet criteria."""
    refine: SavedRefineStepInput | None = strawberry.UNSET
    """A new step: keep the contacts that meet criteria, and remove all others."""


def steps_given(steps: list[dict[str, Any]]) -> list[StepKept | StepGiven]:
    """What the input says of each step: it holds just one field."""
    return [_step(name, value) for step in steps for name, value in step.items()]


def _step(name: str, value: Any) -> StepKept | StepGiven:
    if name == "step_id":
        return StepKept(value)
    return StepGiven(StepKind(name.upper()), path=name, **with_options(value))
