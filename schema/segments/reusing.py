"""Putting the contacts of a logged segment on another one: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.segments import reusing
from schema.graph.enums import Scope
from schema.graph.errors import mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import input_values
from schema.segments.choosing import SegmentStepPayload, StepInput, _shown


@strawberry.input
class ReuseLoggedSegmentInput(StepInput):
    """An open segment, and a logged one whose contacts to add to it. Contacts that are excluded from segments or
    blocked for privacy come too."""

    logged_segment_id: GlobalId[models.Segment]
    """The segment that was logged; it may be canceled."""
    only_logged: bool = False
    """True: leave out contacts whose entry of the log was canceled. False: take them too."""
    allow_existing: bool = False
    """True: add a second line for contacts that are on the segment already. False: they are passed over."""
    only_without_steps: bool = False
    """True: refuse if contacts were chosen for the segment before. False: this is one more step."""


@strawberry.type
class ReuseLoggedSegmentPayload(SegmentStepPayload):
    """The step that added the contacts of a logged segment, even if it added nobody."""


@strawberry.type
class SegmentReusingMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def reuse_logged_segment(info: Info, input: ReuseLoggedSegmentInput) -> ReuseLoggedSegmentPayload:
        """Add the contacts that a logged segment has entries for to an open segment."""
        taken = await reusing.reuse_logged_segment(**input_values(input), now=info.context.now)
        return ReuseLoggedSegmentPayload(**_shown(taken))
