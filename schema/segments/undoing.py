"""Undoing the last step of a segment: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db.segments import undoing
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import encoded
from schema.graph.inputs import input_values
from schema.segments.choosing import StepInput
from schema.segments.types import Segment


@strawberry.input
class UndoSegmentStepInput(StepInput):
    """An open segment whose last step to undo."""


@strawberry.type
class UndoSegmentStepPayload(Payload):
    """What undoing the last step changed."""

    segment: Segment | None = None
    """The segment after the change."""
    deleted_step_id: strawberry.ID | None = None
    """The id of the step that was undone and is gone."""
    removed_line_count: int = 0
    """How many lines went that the step had added."""
    restored_line_count: int = 0
    """How many lines came back that the step had removed, as they were."""


@strawberry.type
class SegmentUndoingMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def undo_segment_step(info: Info, input: UndoSegmentStepInput) -> UndoSegmentStepPayload:
        """Undo the last step of an open segment: lines that it removed come back as they were."""
        undone = await undoing.undo_segment_step(**input_values(input), now=info.context.now)
        return UndoSegmentStepPayload(
            segment=undone.segment,
            deleted_step_id=encoded("SegmentStep", undone.step_id),
            removed_line_count=undone.removed_count,
            restored_line_count=undone.restored_count,
        )
