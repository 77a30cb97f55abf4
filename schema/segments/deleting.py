"""Deleting many segments at once: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.segments import deleting
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionsCheckedInput, input_values_of_many
from schema.segments.types import Segment


@strawberry.input
class DeleteSegmentsInput(RevisionsCheckedInput):
    """Open and canceled segments to delete with their lines, all or nothing. Entries of the log stay."""

    segment_ids: list[GlobalId[models.Segment]]
    """The segments, at most 1,000. One that is logged must be canceled first."""


@strawberry.type
class DeleteSegmentsPayload(Payload):
    """What was deleted."""

    deleted_segment_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    """The ids that are gone, in the order in which they were named."""
    campaigns: list[models.Campaign] = strawberry.field(default_factory=list)
    """The campaigns that the deleted segments were for, by id."""
    followed_segments: list[Segment] = strawberry.field(default_factory=list)
    """The segments that the deleted ones followed up (`followUpOf`) and that are still there, by id."""


@strawberry.type
class ManySegmentsMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def delete_segments(info: Info, input: DeleteSegmentsInput) -> DeleteSegmentsPayload:
        """Delete many open or canceled segments, all or nothing."""
        deleted = await deleting.delete_segments(**input_values_of_many(input, models.Segment))
        return DeleteSegmentsPayload(
            deleted_segment_ids=[encoded("Segment", each) for each in deleted.segment_ids],
            campaigns=deleted.campaigns,
            followed_segments=deleted.followed,
        )
