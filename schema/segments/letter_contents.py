"""Content of segments: the type, and how a segment gets it."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.segments import letter_contents
from schema.graph.edges import to_one
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId, Node, node
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.letter_contents.types import LetterContent


@node(models.SegmentLetterContent, needs=Scope.SEGMENTS_READ)
class SegmentLetterContent(Node):
    """What a segment sends in one language, in place of what its template would."""

    revision: int
    """Grows with every change."""
    language: str
    """The language, as BCP 47 writes it."""
    letter_content: LetterContent = to_one("letter_content_id")
    """The content."""
    segment: models.Segment = to_one("segment_id")
    """The segment."""
    created_at: datetime
    """When the segment got it."""
    updated_at: datetime
    """When it was last changed."""


@strawberry.input
class SetSegmentLetterContentInput(RevisionCheckedInput):
    """What an open segment sends in a language."""

    segment_id: GlobalId[models.Segment]
    """The segment."""
    language: str
    """The language, as BCP 47 writes it."""
    letter_content_id: GlobalId[models.LetterContent] | None = strawberry.UNSET
    """The content; null or left out: what the template has in this language."""


@strawberry.type
class SetSegmentLetterContentPayload(ChangePayload):
    """The segment with its content. Lines with content of their own keep it."""

    segment: models.Segment | None = None
    """The segment after the change."""
    segment_letter_content: SegmentLetterContent | None = None
    """The content in this language; null if the template has its say again."""


@strawberry.type
class SegmentLetterContentsMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def set_segment_letter_content(
        info: Info, input: SetSegmentLetterContentInput
    ) -> SetSegmentLetterContentPayload:
        """Say what an open segment sends in a language, in place of what its template would."""
        done = await letter_contents.set_segment_letter_content(**input_values(input), now=info.context.now)
        return SetSegmentLetterContentPayload(
            segment=done.segment, segment_letter_content=done.segment_letter_content, changed=done.changed
        )
