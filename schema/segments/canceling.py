"""Canceling logged segments and restoring them: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.segments import canceling
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.segments.types import Segment


@strawberry.input
class CancelSegmentInput(RevisionCheckedInput):
    """A logged segment to mark as a mistake, with its entries of the log and of campaigns."""

    segment_id: GlobalId[models.Segment]
    """The logged segment."""


@strawberry.type
class CancelSegmentPayload(ChangePayload):
    """The canceled segment."""

    segment: Segment | None = None
    """The segment after the change."""
    canceled_interaction_count: int = 0
    """How many entries of the log were canceled with the segment."""
    canceled_campaign_entry_count: int = 0
    """How many campaign entries were canceled with the segment."""


@strawberry.input
class RestoreSegmentInput(RevisionCheckedInput):
    """A canceled segment to count again, with the entries that were canceled with it."""

    segment_id: GlobalId[models.Segment]
    """The canceled segment."""


@strawberry.type
class RestoreSegmentPayload(ChangePayload):
    """The restored segment."""

    segment: Segment | None = None
    """The segment after the change."""
    restored_interaction_count: int = 0
    """How many entries of the log were restored with the segment."""
    restored_campaign_entry_count: int = 0
    """How many campaign entries were restored with the segment."""


@strawberry.type
class SegmentCancelingMutation:
    @mutation(needs=Scope.SEGMENTS_LOG)
    async def cancel_segment(info: Info, input: CancelSegmentInput) -> CancelSegmentPayload:
        """Mark a logged segment and its entries as a mistake."""
        marked = await canceling.cancel_segment(**input_values(input), now=info.context.now)
        return CancelSegmentPayload(
            segment=marked.segment,
            canceled_interaction_count=marked.interaction_count,
            canceled_campaign_entry_count=marked.campaign_entry_count,
            changed=marked.changed,
        )

    @mutation(needs=Scope.SEGMENTS_LOG)
    async def restore_segment(info: Info, input: RestoreSegmentInput) -> RestoreSegmentPayload:
        """Take the mark of a mistake away from a segment and the entries that were canceled with it."""
        marked = await canceling.restore_segment(**input_values(input), now=info.context.now)
        return RestoreSegmentPayload(
            segment=marked.segment,
            restored_interaction_count=marked.interaction_count,
            restored_campaign_entry_count=marked.campaign_entry_count,
            changed=marked.changed,
        )
