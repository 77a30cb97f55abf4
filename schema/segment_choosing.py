"""Choosing the contacts of a segment by criteria, from a logged segment, and undoing it."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db.segments import choosing, reusing, undoing
from db.segments.choosing import StepTaken
from db.segments.finding import find_steps
from schema.errors import Payload, mutation
from schema.ids import encoded
from schema.inputs import ActionInput, given
from schema.paging import Edge, edge_of
from schema.segment_criteria import SegmentCriteriaInput
from schema.segment_steps import SegmentStep, StepOption
from schema.segments import Segment


@strawberry.input
class StepInput(ActionInput):
    """What every step of a segment is given."""

    segment_id: strawberry.ID
    """The open segment."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""


@strawberry.input
class AddSegmentContactsByCriteriaInput(StepInput):
    """Contacts to add by criteria."""

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
class ReduceSegmentInput(StepInput):
    """Contacts to remove by criteria."""

    criteria: SegmentCriteriaInput
    """Which contacts."""
    entire_companies: bool = False
    """Remove everyone of a company of which anyone meets the criteria, on the segment or not."""


@strawberry.input
class RefineSegmentInput(StepInput):
    """Contacts to keep by criteria; all others are removed."""

    criteria: SegmentCriteriaInput
    """Which contacts."""
    entire_companies: bool = False
    """Keep everyone of a company of which anyone meets the criteria, on the segment or not."""


@strawberry.input
class ReuseLoggedSegmentInput(StepInput):
    """A logged segment whose contacts to add. Excluded and blocked contacts come too."""

    logged_segment_id: strawberry.ID
    """The segment that was logged; it may be canceled."""
    only_logged: bool = False
    """Leave out contacts whose entry of the log was canceled."""
    allow_existing: bool = False
    """A second line for contacts that are on the segment already; otherwise they are passed over."""
    only_without_steps: bool = False
    """Refuse if contacts were chosen for the segment before; otherwise these are further steps."""


@strawberry.input
class UndoSegmentStepInput(StepInput):
    """A segment whose last step to undo."""


@strawberry.type
class SegmentStepPayload(Payload):
    """The step that was taken."""

    segment: Segment | None = None
    """The segment after the step."""
    step: SegmentStep | None = None
    """The step, with what it added and removed. Ask `Segment.lines` for the lines."""
    step_edge: Edge[SegmentStep] | None = None
    """Its place in `Segment.steps`."""


@strawberry.type
class AddSegmentContactsByCriteriaPayload(SegmentStepPayload):
    """The step that added contacts, even if it added nobody."""


@strawberry.type
class ReduceSegmentPayload(SegmentStepPayload):
    """The step that removed contacts, even if it removed nobody."""


@strawberry.type
class RefineSegmentPayload(SegmentStepPayload):
    """The step that removed all but some contacts, even if it removed nobody."""


@strawberry.type
class ReuseLoggedSegmentPayload(SegmentStepPayload):
    """The step that added the contacts of a logged segment, even if it added nobody."""


@strawberry.type
class UndoSegmentStepPayload(Payload):
    """What undoing the last step changed."""

    segment: Segment | None = None
    """The segment after the change."""
    deleted_step_id: strawberry.ID | None = None
    """The step that is gone."""
    removed_count: int = 0
    """How many lines went that the step had added."""
    restored_count: int = 0
    """How many lines came back that the step had removed, as they were."""


@strawberry.type
class SegmentChoosingMutation:
    @mutation
    async def add_segment_contacts_by_criteria(
        info: Info, input: AddSegmentContactsByCriteriaInput
    ) -> AddSegmentContactsByCriteriaPayload:
        """Add the contacts that meet criteria to an open segment."""
        taken = await choosing.add_segment_contacts_by_criteria(
            **with_options(given(input)), now=info.context.now
        )
        return AddSegmentContactsByCriteriaPayload(**_shown(taken))

    @mutation
    async def reduce_segment(info: Info, input: ReduceSegmentInput) -> ReduceSegmentPayload:
        """Remove the contacts that meet criteria from an open segment."""
        taken = await choosing.reduce_segment(**with_options(given(input)), now=info.context.now)
        return ReduceSegmentPayload(**_shown(taken))

    @mutation
    async def refine_segment(info: Info, input: RefineSegmentInput) -> RefineSegmentPayload:
        """Keep the contacts of an open segment that meet criteria, and remove all others."""
        taken = await choosing.refine_segment(**with_options(given(input)), now=info.context.now)
        return RefineSegmentPayload(**_shown(taken))

    @mutation
    async def reuse_logged_segment(info: Info, input: ReuseLoggedSegmentInput) -> ReuseLoggedSegmentPayload:
        """Add the contacts that a logged segment has entries for."""
        taken = await reusing.reuse_logged_segment(**given(input), now=info.context.now)
        return ReuseLoggedSegmentPayload(**_shown(taken))

    @mutation
    async def undo_segment_step(info: Info, input: UndoSegmentStepInput) -> UndoSegmentStepPayload:
        """Undo the last step of an open segment: lines that it removed come back as they were."""
        undone = await undoing.undo_segment_step(**given(input), now=info.context.now)
        return UndoSegmentStepPayload(
            segment=undone.segment,
            deleted_step_id=encoded("SegmentStep", undone.step_id),
            removed_count=undone.removed_count,
            restored_count=undone.restored_count,
        )


def with_options(asked: dict[str, Any]) -> dict[str, Any]:
    """The options of a step as a list."""
    chosen = [option for option in StepOption if asked.pop(option.value.lower(), False)]
    return asked | {"options": chosen}


def _shown(taken: StepTaken) -> dict[str, Any]:
    return {
        "segment": taken.segment,
        "step": taken.step,
        "step_edge": edge_of(find_steps(), taken.step),
    }
