"""Which segments, and in which order."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.segments.finding import LOGGED_SORTS, SORTS, STEP_SORTS, find_logged_segments, find_segments
from db.segments.letter_contents import SORTS as CONTENT_SORTS
from db.sql.found import BY_CREATED_AND_UPDATED
from schema.graph.edges import list_of
from schema.graph.enums import Scope, SegmentStatus
from schema.graph.filters import DateTimeWhere, RowWhere, StringWhere, WhichIds
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId
from schema.graph.listed import listed
from schema.graph.needs import field
from schema.graph.paging import Connection
from schema.segments.steps import StepKind
from schema.segments.types import Segment


@listed(
    models.Segment,
    SORTS,
    default="by number, logged ones the last logged first",
    search="Finds by any part of number or description.",
    words={"LOGGED_AT": "By the moment of logging; open ones count as the latest."},
)
class SegmentWhere(RowWhere):
    """Which segments; every field that is given must match."""

    number: StringWhere | None = strawberry.UNSET
    """By number."""
    description: StringWhere | None = strawberry.UNSET
    """By description."""
    status: list[SegmentStatus] | None = strawberry.UNSET
    """By status: one of these; an empty list matches nothing. `loggedSegments` refuses `OPEN`."""
    template: WhichIds[models.InteractionTemplate] | None = strawberry.UNSET
    """Those that carry templates; `isNull`: those without one."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """Those of salespeople; `isNull`: those that take the salesperson of each contact."""
    campaign: WhichIds[models.Campaign] | None = strawberry.UNSET
    """Those for campaigns; `isNull`: those without one of their own."""
    contact_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """Those that a contact is on: short for `contact: { eq: … }`."""
    contact: WhichIds[models.Contact] | None = strawberry.UNSET
    """Those that one of some contacts is on; `isNull`: those without contacts."""
    follow_up_of: WhichIds[models.Segment] | None = strawberry.UNSET
    """Those that follow up segments; `isNull`: those that follow up none."""
    occurred_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment that its interactions are to have; `isNull: true`: that of logging."""
    logged_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment of logging; `isNull: true`: open ones."""


STEP_WORDS = {"POSITION": "By the place in the sequence, the first step first."}


@listed(models.SegmentLine, BY_CREATED_AND_UPDATED, default="in the order in which they were added")
class SegmentLineWhere(RowWhere):
    """Which lines of segments; every field that is given must match."""

    contact: WhichIds[models.Contact] | None = strawberry.UNSET
    """Those with contacts; `isNull`: those whose contact was deleted."""


@listed(models.SegmentStep, STEP_SORTS, default="in the order in which they were taken", words=STEP_WORDS)
class SegmentStepWhere:
    """Which steps of segments; every field that is given must match."""

    kind: list[StepKind] | None = strawberry.UNSET
    """By what they did: one of these; an empty list matches nothing."""
    created_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which they were taken."""


@listed(models.SegmentLetterContent, CONTENT_SORTS, default="by language")
class SegmentLetterContentWhere(RowWhere):
    """Which letter contents of segments; every field that is given must match."""

    language: StringWhere | None = strawberry.UNSET
    """By language, as BCP 47 writes it."""


@strawberry.input(one_of=True)
class SegmentBy:
    """One of the keys of a segment."""

    id: GlobalId[models.Segment] | None = strawberry.UNSET
    """The id."""
    number: str | None = strawberry.UNSET
    """The number that people know."""


@strawberry.type
class SegmentsQuery:
    segments: Connection[Segment] = list_of(find_segments, needs=Scope.SEGMENTS_READ)
    """All segments, open and logged ones, by number unless ordered otherwise."""
    logged_segments: Connection[Segment] = list_of(
        find_logged_segments, sorts=LOGGED_SORTS, needs=Scope.SEGMENTS_READ
    )
    """The logged segments, canceled ones included, the last logged first."""

    @field(needs=Scope.SEGMENTS_READ)
    async def segment(self, info: Info, by: SegmentBy) -> Segment | None:
        """The segment with a key; null if there is none."""
        return await found_by(models.Segment, find_segments, by, info)
