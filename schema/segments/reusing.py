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
    """A logged segment whose contacts to add. Excluded and blocked contacts come too."""

    logged_segment_id: GlobalId[models.Segment]
    """The segment that was logged; it may be canceled."""
    only_logged: bool = False
    """Leave out contacts whose entry of the log was canceled."""
    allow_existing: bool = False
    """A second line for contacts that are on the segment already; otherwise they are passed over."""
    only_without_steps: bool = False
    """Refuse if contacts were chosen for the segment before; otherwise these are further steps."""


@strawberry.type
class ReuseLoggedSegmentPayload(SegmentStepPayload):
    """The step that added the contacts of a logged segment, even if it added nobody."""


@strawberry.type
class SegmentReusingMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def reuse_logged_segment(info: Info, input: ReuseLoggedSegmentInput) -> ReuseLoggedSegmentPayload:
        """Add the contacts that a logged segment has entries for."""
        taken = await reusing.reuse_logged_segment(**input_values(input), now=info.context.now)
        return ReuseLoggedSegmentPayload(**_shown(taken))
