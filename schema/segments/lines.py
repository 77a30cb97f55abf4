"""Changing the lines of segments: inputs, payloads and mutations."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry.types import Info

from db import models
from db.segments import lines
from db.segments.finding import find_lines, find_steps
from db.segments.lines import MOST_CONTACTS
from schema.graph.at_most import AtMost
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.graph.paging import Edge, edge_of
from schema.segments.line_types import SegmentLine
from schema.segments.steps import SegmentStep
from schema.segments.types import Segment
from schema.segments.values import SegmentLineValues


@strawberry.input
class AddSegmentContactsInput(RevisionCheckedInput):
    """Contacts to put on an open segment."""

    segment_id: GlobalId[models.Segment]
    """The open segment."""
    contact_ids: Annotated[list[GlobalId[models.Contact]], AtMost(MOST_CONTACTS)]
    """The contacts, at most 10,000 at once."""
    allow_existing: bool = False
    """True: add a second line for contacts that are on the segment already. False: they are passed over."""


@strawberry.type
class AddSegmentContactsPayload(Payload):
    """The new lines."""

    segment: Segment | None = None
    """The segment after the change."""
    added_count: int = 0
    """How many lines were added."""
    line_edges: list[Edge[SegmentLine]] = strawberry.field(default_factory=list)
    """The new lines as edges of `Segment.lines`."""
    step_edge: Edge[SegmentStep] | None = None
    """The step as an edge of `Segment.steps`; null if nobody was new."""


@strawberry.input
class PersonalizeSegmentLinesInput(RevisionCheckedInput):
    """Values for single lines of one open segment."""

    line_ids: Annotated[list[GlobalId[models.SegmentLine]], AtMost(MOST_CONTACTS)]
    """The lines to personalize, at most 10,000, all of one open segment."""
    values: SegmentLineValues
    """What to set on the lines, and with null what they are to inherit again."""


@strawberry.type
class PersonalizeSegmentLinesPayload(ChangePayload):
    """The personalized lines."""

    lines: list[SegmentLine] = strawberry.field(default_factory=list)
    """The lines after the change."""
    segment: Segment | None = None
    """The segment of the lines."""


@strawberry.input
class RemoveSegmentLinesInput(RevisionCheckedInput):
    """Lines to take off an open segment."""

    line_ids: Annotated[list[GlobalId[models.SegmentLine]], AtMost(MOST_CONTACTS)]
    """The lines to take off, at most 10,000, all of one open segment."""


@strawberry.type
class RemoveSegmentLinesPayload(Payload):
    """What was taken off."""

    deleted_line_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    """The ids that are gone; `undoSegmentStep` brings the lines back."""
    step_edge: Edge[SegmentStep] | None = None
    """The step as an edge of `Segment.steps`."""
    segment: Segment | None = None
    """The segment after the change."""


@strawberry.type
class SegmentLinesMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def add_segment_contacts(info: Info, input: AddSegmentContactsInput) -> AddSegmentContactsPayload:
        """Put contacts on an open segment."""
        added = await lines.add_segment_contacts(**input_values(input), now=info.context.now)
        listing = find_lines()
        return AddSegmentContactsPayload(
            segment=added.segment,
            added_count=len(added.lines),
            line_edges=[edge_of(listing, line) for line in added.lines],
            step_edge=edge_of(find_steps(), added.step),
        )

    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def personalize_segment_lines(
        info: Info, input: PersonalizeSegmentLinesInput
    ) -> PersonalizeSegmentLinesPayload:
        """Give lines of an open segment values of their own, or let them inherit again."""
        personalized = await lines.personalize_segment_lines(**input_values(input), now=info.context.now)
        return PersonalizeSegmentLinesPayload(
            lines=personalized.lines, segment=personalized.segment, changed=personalized.changed
        )

    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def remove_segment_lines(info: Info, input: RemoveSegmentLinesInput) -> RemoveSegmentLinesPayload:
        """Take lines off an open segment."""
        removed = await lines.remove_segment_lines(**input_values(input), now=info.context.now)
        return RemoveSegmentLinesPayload(
            deleted_line_ids=[encoded("SegmentLine", each) for each in removed.line_ids],
            step_edge=edge_of(find_steps(), removed.step),
            segment=removed.segment,
        )
