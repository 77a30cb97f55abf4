"""Giving a line of a segment another contact: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.segments import replacing
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.segments.line_types import SegmentLine
from schema.segments.types import Segment


@strawberry.input
class ReplaceSegmentLineContactInput(RevisionCheckedInput):
    """Another contact for a line of an open segment."""

    line_id: GlobalId[models.SegmentLine]
    """The line of an open segment. It keeps its id and its place; everything that was personalized on it is inherited
    again."""
    contact_id: GlobalId[models.Contact]
    """The contact that the line gets; if the line has this contact already, nothing changes."""


@strawberry.type
class ReplaceSegmentLineContactPayload(ChangePayload):
    """The line with its contact."""

    line: SegmentLine | None = None
    """The line after the change."""
    segment: Segment | None = None
    """The segment of the line."""
    contacts: list[models.Contact] = strawberry.field(default_factory=list)
    """The contact that the line has now and the one that it had: `Contact.segments` of both may have changed."""


@strawberry.type
class SegmentReplacingMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def replace_segment_line_contact(
        info: Info, input: ReplaceSegmentLineContactInput
    ) -> ReplaceSegmentLineContactPayload:
        """Give a line of an open segment another contact; the line starts afresh."""
        replaced = await replacing.replace_segment_line_contact(**input_values(input), now=info.context.now)
        return ReplaceSegmentLineContactPayload(
            line=replaced.line,
            segment=replaced.segment,
            contacts=replaced.contacts,
            changed=replaced.changed,
        )
