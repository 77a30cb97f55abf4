"""What keeps lines of a segment from being logged: a problem, and pages of problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry

from db.errors import InvalidArgument, told_of
from db.segments.issues import FIRST, LAST, LineIssue, count_issues, find_issues
from schema.graph.cursors import decoded_place, encoded_place
from schema.graph.enums import Scope
from schema.graph.errors import Code
from schema.graph.needs import object_type
from schema.graph.paging import PageInfo, size_of_page
from schema.segments.line_types import SegmentLine


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentLineIssue:
    """Why a line cannot be logged."""

    line: SegmentLine
    """The line."""
    code: Code
    """The stable name of the problem."""
    message: str
    """A sentence that says what to do."""


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentLineIssueEdge:
    """A problem at its place in the list."""

    cursor: str
    """The place, for `after` and `before`."""
    node: SegmentLineIssue
    """The problem."""


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentLineIssueConnection:
    """A page of the problems of a segment's lines."""

    segment_id: strawberry.Private[int | None] = None
    deliver: strawberry.Private[bool] = False
    found: strawberry.Private[list[LineIssue]] = strawberry.field(default_factory=list)
    has_next: strawberry.Private[bool] = False
    has_previous: strawberry.Private[bool] = False

    @strawberry.field
    def edges(self) -> list[SegmentLineIssueEdge]:
        """The problems with their cursors."""
        return [SegmentLineIssueEdge(cursor=_cursor(each), node=each) for each in self.found]  # type: ignore[arg-type]

    @strawberry.field
    def nodes(self) -> list[SegmentLineIssue]:
        """The problems alone."""
        return self.found  # type: ignore[return-value]

    @strawberry.field
    def page_info(self) -> PageInfo:
        """Where this page lies in the list."""
        return PageInfo(
            has_next_page=self.has_next,
            has_previous_page=self.has_previous,
            start_cursor=_cursor(self.found[0]) if self.found else None,
            end_cursor=_cursor(self.found[-1]) if self.found else None,
        )

    @strawberry.field
    async def total_count(self) -> int:
        """The number of problems, counted only when asked for."""
        return 0 if self.segment_id is None else await count_issues(self.segment_id, deliver=self.deliver)


async def page_of_issues(
    segment_id: int, deliver: bool, most: int, arguments: dict[str, Any]
) -> SegmentLineIssueConnection:
    """The page of problems that paging arguments ask for; `most` is the largest page."""
    size, backward, after, before = page_asked_for(most, arguments)
    found = await find_issues(
        segment_id, size + 1, after or FIRST, before=before or LAST, backward=backward, deliver=deliver
    )
    has_more = len(found) > size
    return SegmentLineIssueConnection(
        segment_id=segment_id,
        deliver=deliver,
        found=found[-size:] if backward else found[:size],
        has_next=before is not None if backward else has_more,
        has_previous=has_more if backward else after is not None,
    )


def page_asked_for(
    most: int, arguments: Mapping[str, Any]
) -> tuple[int, bool, list[int] | None, list[int] | None]:
    """How many problems are asked for, whether from the end, and between which places."""
    size, backward = size_of_page(most, arguments)
    places: list[list[int] | None] = []
    for name in ("after", "before"):
        with told_of(name):
            cursor = arguments.get(name)
            places.append(_place(cursor) if isinstance(cursor, str) else None)
    return size, backward, places[0], places[1]


def _cursor(issue: LineIssue) -> str:
    return encoded_place([issue.line.id, issue.position])


def _place(cursor: str) -> list[int]:
    place = decoded_place(cursor)
    if len(place) != len(LAST) or not all(
        type(each) is int and 0 <= each < limit for each, limit in zip(place, LAST, strict=True)
    ):
        raise InvalidArgument("This cursor belongs to no place in this list.")
    return place
