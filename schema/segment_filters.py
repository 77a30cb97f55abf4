"""Which segments, and in which order."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from schema.filters import StringWhere
from schema.paging import Direction
from schema.vocabulary import SegmentStatus


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

    and_: list[SegmentWhere] | None = strawberry.field(name="and", default=strawberry.UNSET)
    """All of these must match."""
    or_: list[SegmentWhere] | None = strawberry.field(name="or", default=strawberry.UNSET)
    """One of these must match."""
    not_: SegmentWhere | None = strawberry.field(name="not", default=strawberry.UNSET)
    """This must not match."""
    number: StringWhere | None = strawberry.UNSET
    """By number."""
    description: StringWhere | None = strawberry.UNSET
    """By description."""
    status: list[SegmentStatus] | None = strawberry.UNSET
    """By status."""
    template_id: strawberry.ID | None = strawberry.UNSET
    """Those that carry a template."""
    salesperson_id: strawberry.ID | None = strawberry.UNSET
    """Those of a salesperson."""
    campaign_id: strawberry.ID | None = strawberry.UNSET
    """Those for a campaign."""
    contact_id: strawberry.ID | None = strawberry.UNSET
    """Those that a contact is on."""
