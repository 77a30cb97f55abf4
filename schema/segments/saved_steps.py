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
    """A step that adds the contacts that meet criteria. The options are those of `addSegmentContactsByCriteria`."""

    criteria: SegmentCriteriaInput
    """Which contacts."""
    expand_companies: bool = False
    """Everyone of the same companies too, the companies included."""
    include_companies: bool = False
    """The company of each person too."""
    ignore_exclusion: bool = False
    """Contacts that are excluded from segments too."""
    allow_existing: bool = False
    """A second line for contacts that are on the segment already; otherwise they are passed over."""


@strawberry.input
class SavedReduceStepInput:
    """A step that removes the contacts that meet criteria."""

    criteria: SegmentCriteriaInput
    """Which contacts."""
    entire_companies: bool = False
    """Remove everyone of a company of which anyone meets the criteria, on the segment or not."""


@strawberry.input
class SavedRefineStepInput:
    """A step that keeps the contacts that meet criteria, and removes all others."""

    criteria: SegmentCriteriaInput
    """Which contacts."""
    entire_companies: bool = False
    """Keep everyone of a company of which anyone meets the criteria, on the segment or not."""


@strawberry.input(one_of=True)
class SavedCriteriaStepInput:
    """A step that saved criteria are to have: one that they have already, or a new one."""

    step_id: GlobalId[models.SavedCriteriaStep] | None = strawberry.UNSET
    """A step of the same saved criteria, which stays as it is: those too that were made by hand."""
    add: SavedAddStepInput | None = strawberry.UNSET
    """Add the contacts that meet criteria."""
    reduce: SavedReduceStepInput | None = strawberry.UNSET
    """Remove the contacts that meet criteria."""
    refine: SavedRefineStepInput | None = strawberry.UNSET
    """Keep the contacts that meet criteria."""


def steps_given(steps: list[dict[str, Any]]) -> list[StepKept | StepGiven]:
    """What the input says of each step: it holds just one field."""
    return [_step(name, value) for step in steps for name, value in step.items()]


def _step(name: str, value: Any) -> StepKept | StepGiven:
    if name == "step_id":
        return StepKept(value)
    return StepGiven(StepKind(name.upper()), path=name, **with_options(value))
