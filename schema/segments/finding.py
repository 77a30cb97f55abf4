"""Which segments, and in which order."""

from __future__ import annotations

from enum import StrEnum

import strawberry
from strawberry.types import Info

from db import models
from db.segments.finding import SORTS, find_logged_segments, find_segments
from schema.graph.edges import list_of
from schema.graph.enums import Scope, SegmentStatus
from schema.graph.filters import Branches, StringWhere
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId
from schema.graph.needs import field
from schema.graph.paging import Connection, Direction
from schema.segments.types import Segment


@strawberry.enum
class SegmentOrderField(StrEnum):
    """What segments are sorted by."""

    NUMBER = "NUMBER"
    """By number; the default."""
    DESCRIPTION = "DESCRIPTION"
    """By description; upper and lower case do not matter."""
    CREATED_AT = "CREATED_AT"
    """By the moment of creation."""


@strawberry.input
class SegmentOrder:
    """One criterion of an order of segments."""

    field: SegmentOrderField
    """What to sort by."""
    direction: Direction = Direction.ASC
    """Which way."""


@strawberry.input
class SegmentWhere:
    """Which segments; every field that is given must match."""

    and_: Branches[SegmentWhere] | None = strawberry.field(name="and", default=strawberry.UNSET)
    """All of these must match."""
    or_: Branches[SegmentWhere] | None = strawberry.field(name="or", default=strawberry.UNSET)
    """One of these must match."""
    not_: SegmentWhere | None = strawberry.field(name="not", default=strawberry.UNSET)
    """This must not match."""
    number: StringWhere | None = strawberry.UNSET
    """By number."""
    description: StringWhere | None = strawberry.UNSET
    """By description."""
    status: list[SegmentStatus] | None = strawberry.UNSET
    """By status."""
    template_id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    """Those that carry a template."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """Those of a salesperson."""
    campaign_id: GlobalId[models.Campaign] | None = strawberry.UNSET
    """Those for a campaign."""
    contact_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """Those that a contact is on."""


@strawberry.input(one_of=True)
class SegmentBy:
    """One of the keys of a segment."""

    id: GlobalId[models.Segment] | None = strawberry.UNSET
    """The id."""
    number: str | None = strawberry.UNSET
    """The number that people know."""


@strawberry.type
class SegmentsQuery:
    segments: Connection[Segment] = list_of(
        find_segments, where=SegmentWhere, order=SegmentOrder, sorts=SORTS, needs=Scope.SEGMENTS_READ
    )
    """All segments, open and logged ones, by number unless ordered otherwise."""
    logged_segments: Connection[Segment] = list_of(find_logged_segments, needs=Scope.SEGMENTS_READ)
    """The logged segments, canceled ones included, the last logged first."""

    @field(needs=Scope.SEGMENTS_READ)
    async def segment(self, info: Info, by: SegmentBy) -> Segment | None:
        """The segment with a key; null if there is none."""
        return await found_by(models.Segment, find_segments, by, info)
