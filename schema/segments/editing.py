"""Changing segments: inputs, payloads and mutations."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry.types import Info

from db import models
from db.segments import editing
from db.segments.editing import ApplyTo
from db.segments.finding import find_segments
from db.segments.lines import MOST_CONTACTS
from schema.campaigns.types import Campaign
from schema.graph.at_most import AtMost
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.paging import Edge, edge_of
from schema.segments.types import Segment
from schema.segments.values import SegmentValues

strawberry.enum(ApplyTo)


@strawberry.input
class CreateSegmentInput(ActionInput):
    """A new segment."""

    number: str | None = strawberry.UNSET
    """A number of your own, at most 20 characters, kept in upper case; left out or null: the next of the number
    series for segments."""
    description: str
    """What the interaction is about, at most 100 characters; lines inherit it."""
    values: SegmentValues | None = strawberry.UNSET
    """What the segment carries; left out or null: nothing of its own."""
    contact_ids: Annotated[list[GlobalId[models.Contact]], AtMost(MOST_CONTACTS)] | None = strawberry.UNSET
    """The first contacts to put on the segment, at most 10,000; left out or null: none."""


@strawberry.type
class CreateSegmentPayload(Payload):
    """The new segment."""

    segment: Segment | None = None
    """The segment that was created."""
    segment_edge: Edge[Segment] | None = None
    """The segment as an edge of `segments`."""


@strawberry.input
class UpdateSegmentInput(RevisionCheckedInput):
    """Changes of an open segment. What is left out stays."""

    segment_id: GlobalId[models.Segment]
    """The open segment to change."""
    description: str | None = strawberry.UNSET
    """What the interaction is about, at most 100 characters; left out: it stays. Null is refused."""
    values: SegmentValues | None = strawberry.UNSET
    """What the segment carries from now on; left out or null: as before."""
    apply_to: ApplyTo = ApplyTo.INHERITED
    """What the change does to lines."""


@strawberry.type
class UpdateSegmentPayload(ChangePayload):
    """The changed segment."""

    segment: Segment | None = None
    """The segment after the change."""


@strawberry.input
class DeleteSegmentInput(RevisionCheckedInput):
    """An open or canceled segment to delete with its lines. Entries of the log stay."""

    segment_id: GlobalId[models.Segment]
    """The segment. A logged one must be canceled first."""


@strawberry.type
class DeleteSegmentPayload(Payload):
    """What was deleted."""

    deleted_segment_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""
    campaign: Campaign | None = None
    """The campaign that the deleted segment was for; null: none."""
    follow_up_of: Segment | None = None
    """The segment that the deleted one followed up; null: none."""


@strawberry.type
class SegmentsMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def create_segment(info: Info, input: CreateSegmentInput) -> CreateSegmentPayload:
        """Create an open segment, with its first contacts if you like."""
        values = input_values(input)
        created = await editing.create_segment(
            values.get("number"),
            values["description"],
            values.get("values") or {},
            values.get("contact_ids") or [],
            now=info.context.now,
        )
        return CreateSegmentPayload(
            segment=created.segment, segment_edge=edge_of(find_segments(), created.segment)
        )

    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def update_segment(info: Info, input: UpdateSegmentInput) -> UpdateSegmentPayload:
        """Change what an open segment carries, and say what the change means for its lines."""
        given = input_values(input)
        changes = {name: given.pop(name) for name in ("description",) if name in given}
        values = given.pop("values", None) or {}
        updated = await editing.update_segment(
            given.pop("segment_id"), changes, values, **given, now=info.context.now
        )
        return UpdateSegmentPayload(segment=updated.segment, changed=updated.changed)

    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def delete_segment(info: Info, input: DeleteSegmentInput) -> DeleteSegmentPayload:
        """Delete an open or canceled segment."""
        deleted = await editing.delete_segment(**input_values(input))
        return DeleteSegmentPayload(
            deleted_segment_id=encoded("Segment", deleted.segment_id),
            campaign=deleted.campaign,
            follow_up_of=deleted.follow_up_of,
        )
