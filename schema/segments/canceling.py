"""Canceling logged segments and restoring them: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db.segments import canceling
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.inputs import ActionInput, given
from schema.segments.types import Segment


@strawberry.input
class CancelSegmentInput(ActionInput):
    """A logged segment to mark as a mistake, with its entries of the log and of campaigns."""

    segment_id: strawberry.ID
    """The segment."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""


@strawberry.type
class CancelSegmentPayload(Payload):
    """The canceled segment."""

    segment: Segment | None = None
    """The segment after the change."""
    interaction_count: int = 0
    """How many entries of the log were canceled with it."""
    campaign_entry_count: int = 0
    """How many campaign entries were canceled with it."""
    changed: bool = False
    """Whether it was not canceled before."""


@strawberry.input
class RestoreSegmentInput(ActionInput):
    """A canceled segment to count again, with the entries that were canceled with it."""

    segment_id: strawberry.ID
    """The segment."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""


@strawberry.type
class RestoreSegmentPayload(Payload):
    """The restored segment."""

    segment: Segment | None = None
    """The segment after the change."""
    interaction_count: int = 0
    """How many entries of the log were restored with it."""
    campaign_entry_count: int = 0
    """How many campaign entries were restored with it."""
    changed: bool = False
    """Whether it was canceled before."""


@strawberry.type
class SegmentCancelingMutation:
    @mutation(needs=Scope.SEGMENTS_LOG)
    async def cancel_segment(info: Info, input: CancelSegmentInput) -> CancelSegmentPayload:
        """Mark a logged segment and its entries as a mistake."""
        marked = await canceling.cancel_segment(
            **given(input), canceled_by=info.context.caller.name, now=info.context.now
        )
        return CancelSegmentPayload(**vars(marked))

    @mutation(needs=Scope.SEGMENTS_LOG)
    async def restore_segment(info: Info, input: RestoreSegmentInput) -> RestoreSegmentPayload:
        """Take the mark of a mistake away from a segment and the entries that were canceled with it."""
        marked = await canceling.restore_segment(**given(input), now=info.context.now)
        return RestoreSegmentPayload(**vars(marked))
