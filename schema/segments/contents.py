"""Content of segments: the type, and how a segment gets it."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.segments import contents
from schema.contents.types import Content
from schema.graph.edges import to_one
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId, Node, node
from schema.graph.inputs import RevisionCheckedInput, input_values


@node(models.SegmentContent, needs=Scope.SEGMENTS_READ)
class SegmentContent(Node):
    """What a segment sends in one language, in place of what its template would."""

    revision: int
    """Grows with every change."""
    language: str
    """The language, as BCP 47 writes it."""
    content: Content | None = to_one("content_id")
    """The content."""
    segment: models.Segment = to_one("segment_id")
    """The segment."""
    created_at: datetime
    """When the segment got it."""
    updated_at: datetime
    """When it was last changed."""


@strawberry.input
class SetSegmentContentInput(RevisionCheckedInput):
    """What an open segment sends in a language."""

    segment_id: GlobalId[models.Segment]
    """The segment."""
    language: str
    """The language, as BCP 47 writes it."""
    content_id: GlobalId[models.Content] | None = strawberry.UNSET
    """The content; null or left out: what the template has in this language."""


@strawberry.type
class SetSegmentContentPayload(ChangePayload):
    """The segment with its content. Lines with content of their own keep it."""

    segment: models.Segment | None = None
    """The segment after the change."""
    segment_content: SegmentContent | None = None
    """The content in this language; null if the template has its say again."""


@strawberry.type
class SegmentContentsMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def set_segment_content(info: Info, input: SetSegmentContentInput) -> SetSegmentContentPayload:
        """Say what an open segment sends in a language, in place of what its template would."""
        done = await contents.set_segment_content(**input_values(input), now=info.context.now)
        return SetSegmentContentPayload(
            segment=done.segment, segment_content=done.segment_content, changed=done.changed
        )
