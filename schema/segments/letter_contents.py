"""Letter contents of segments: the type, and how a segment gets one."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.segments import letter_contents as setting
from db.segments.letter_contents import find_segment_letter_contents
from schema.graph.edges import to_one
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId, Node, encoded, node
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.graph.paging import Edge, edge_of
from schema.letter_contents.types import LetterContent


@node(models.SegmentLetterContent, needs=Scope.SEGMENTS_READ)
class SegmentLetterContent(Node):
    """What a segment sends in one language, in place of what its template would."""

    revision: int
    """Grows with every change."""
    language: str
    """The language, as BCP 47 writes it."""
    letter_content: LetterContent | None = to_one("letter_content_id")
    """The letter content."""
    segment: models.Segment = to_one("segment_id")
    """The segment."""
    created_at: datetime
    """When the segment got it."""
    updated_at: datetime
    """When it was last changed."""


@strawberry.input
class SetSegmentLetterContentInput(RevisionCheckedInput):
    """What an open segment sends in one language."""

    segment_id: GlobalId[models.Segment]
    """The open segment."""
    language: str
    """The language, as BCP 47 writes it: en, de-CH."""
    letter_content_id: GlobalId[models.LetterContent] | None = strawberry.UNSET
    """The letter content to send; null or left out: the segment has none of its own in this language, and sends what
    the template has."""


@strawberry.type
class SetSegmentLetterContentPayload(ChangePayload):
    """What the segment sends in a language now. Lines with letter content of their own keep it."""

    segment: models.Segment | None = None
    """The segment after the change."""
    segment_letter_content: SegmentLetterContent | None = None
    """The letter content in this language; null if the template has its say again."""
    segment_letter_content_edge: Edge[SegmentLetterContent] | None = None
    """The letter content in this language as an edge of `Segment.letterContents`; null if the template has its say
    again."""
    deleted_segment_letter_content_id: strawberry.ID | None = None
    """The id that is gone from `Segment.letterContents`; null if none is."""


@strawberry.type
class SegmentLetterContentsMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def set_segment_letter_content(
        info: Info, input: SetSegmentLetterContentInput
    ) -> SetSegmentLetterContentPayload:
        """Say what an open segment sends in a language, in place of what its template would."""
        done = await setting.set_segment_letter_content(**input_values(input), now=info.context.now)
        shown = done.segment_letter_content
        return SetSegmentLetterContentPayload(
            segment=done.segment,
            segment_letter_content=shown,
            segment_letter_content_edge=shown and edge_of(find_segment_letter_contents(), shown),
            deleted_segment_letter_content_id=done.deleted_id and encoded("SegmentContent", done.deleted_id),
            changed=done.changed,
        )
