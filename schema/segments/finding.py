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
    """Which segments; every field that is given must match, and null asks nothing."""

    number: StringWhere | None = strawberry.UNSET
    """By number."""
    description: StringWhere | None = strawberry.UNSET
    """By description."""
    status: list[SegmentStatus] | None = strawberry.UNSET
    """By status: one of these; an empty list matches nothing. `loggedSegments` refuses `OPEN`, because none of its
    segments is open."""
    template: WhichIds[models.InteractionTemplate] | None = strawberry.UNSET
    """Segments that carry one of these interaction templates; `isNull: true`: those without a template."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """Segments of one of these salespeople; `isNull: true`: those that take the salesperson of each contact."""
    campaign: WhichIds[models.Campaign] | None = strawberry.UNSET
    """Segments for one of these campaigns; `isNull: true`: those without a campaign of their own."""
    contact_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """Segments that this contact is on: short for `contact: { eq: … }`."""
    contact: WhichIds[models.Contact] | None = strawberry.UNSET
    """Segments that at least one of these contacts is on; `isNull: true`: those without contacts."""
    follow_up_of: WhichIds[models.Segment] | None = strawberry.UNSET
    """Segments that follow up one of these; `isNull: true`: those that follow up none."""
    occurred_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment that the interactions are to have; `isNull: true`: those whose interactions get the moment of
    logging."""
    logged_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which the segment was logged; `isNull: true`: open ones."""


STEP_WORDS = {"POSITION": "By the place in the sequence, the first step first."}


@listed(models.SegmentLine, BY_CREATED_AND_UPDATED, default="in the order in which they were added")
class SegmentLineWhere(RowWhere):
    """Which lines of segments; every field that is given must match, and null asks nothing."""

    contact: WhichIds[models.Contact] | None = strawberry.UNSET
    """Lines with one of these contacts; `isNull: true`: those whose contact was deleted."""


@listed(models.SegmentStep, STEP_SORTS, default="in the order in which they were taken", words=STEP_WORDS)
class SegmentStepWhere:
    """Which steps of segments; every field that is given must match, and null asks nothing."""

    kind: list[StepKind] | None = strawberry.UNSET
    """By what the steps did: one of these; an empty list matches nothing."""
    created_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which the step was taken."""


@listed(models.SegmentLetterContent, CONTENT_SORTS, default="by language")
class SegmentLetterContentWhere(RowWhere):
    """Which letter contents of segments; every field that is given must match, and null asks nothing."""

    language: StringWhere | None = strawberry.UNSET
    """By language, as BCP 47 writes it."""


@strawberry.input(one_of=True)
class SegmentBy:
    """Exactly one of the keys of a segment."""

    id: GlobalId[models.Segment] | None = strawberry.UNSET
    """The id that the API gave."""
    number: str | None = strawberry.UNSET
    """The number that people know; upper and lower case do not matter."""


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
