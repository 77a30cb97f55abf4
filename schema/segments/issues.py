"""Looking at what logging a segment would write, and what keeps it from being logged."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.errors import InvalidArgument
from db.numbering import the_setup
from db.segments.issues import (
    ALL_CHECKS,
    LineIssue,
    LogPreview,
    count_issues,
    find_issues,
    preview_segment_log,
)
from db.sql.loaders import rows_by_id
from schema.graph.cursors import decoded_place, encoded_place
from schema.graph.enums import Scope
from schema.graph.errors import Code
from schema.graph.ids import GlobalId
from schema.graph.inputs import argument_values
from schema.graph.money import Money, in_currency
from schema.graph.needs import field, object_type
from schema.graph.paging import After, First, PageInfo
from schema.segments.line_types import SegmentLine

LIMITS = (2**62, len(ALL_CHECKS))
"""The upper bounds of the two numbers in a cursor of a problem: the id of the line and the position of the check."""


@strawberry.input
class PreviewSegmentLogInput:
    """The segment to look at."""

    segment_id: GlobalId[models.Segment]
    """The segment, logged or not."""
    deliver: bool = False
    """Whether the letters are to be sent too: then every line needs content, and e-mails an address."""


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
    """The place, for `after`."""
    node: SegmentLineIssue
    """The problem."""


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentLineIssueConnection:
    """A page of the problems of a segment's lines."""

    segment_id: strawberry.Private[int]
    found: strawberry.Private[list[LineIssue]]
    size: strawberry.Private[int]
    is_first: strawberry.Private[bool]
    deliver: strawberry.Private[bool]

    @strawberry.field
    def edges(self) -> list[SegmentLineIssueEdge]:
        """The problems with their cursors."""
        return [SegmentLineIssueEdge(cursor=_cursor(each), node=each) for each in self.found[: self.size]]  # type: ignore[arg-type]

    @strawberry.field
    def nodes(self) -> list[SegmentLineIssue]:
        """The problems alone."""
        return self.found[: self.size]  # type: ignore[return-value]

    @strawberry.field
    def page_info(self) -> PageInfo:
        """Where this page lies in the list."""
        shown = self.found[: self.size]
        return PageInfo(
            has_next_page=len(self.found) > self.size,
            has_previous_page=not self.is_first,
            start_cursor=_cursor(shown[0]) if shown else None,
            end_cursor=_cursor(shown[-1]) if shown else None,
        )

    @strawberry.field
    async def total_count(self) -> int:
        """The number of problems, counted only when asked for."""
        return await count_issues(self.segment_id, deliver=self.deliver)


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentLogPreview:
    """What logging a segment would write, and what keeps it from being logged."""

    segment: strawberry.Private[models.Segment]
    preview: strawberry.Private[LogPreview]
    deliver: strawberry.Private[bool]

    @strawberry.field
    def segment_revision(self) -> int:
        """The revision that was looked at; give it as `expectedRevision` to log just this."""
        return self.segment.revision

    @strawberry.field
    def contact_count(self) -> int:
        """The number of different contacts on the segment."""
        return self.preview.contact_count

    @strawberry.field
    def total_duration_minutes(self) -> int:
        """The duration of all lines together, in minutes."""
        return self.preview.total_duration_minutes

    @strawberry.field
    async def total_cost(self) -> Money:
        """The cost of all lines together."""
        money = in_currency(self.preview.total_cost, (await the_setup()).currency)
        assert money is not None
        return money

    @strawberry.field
    async def issues(
        self, info: Info, first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> SegmentLineIssueConnection:
        """What keeps lines from being logged, by line."""
        size = first if isinstance(first, int) else 50
        if not 1 <= size <= info.context.max_page_size:
            raise InvalidArgument(f"A page holds from 1 to {info.context.max_page_size} nodes, not {size}.")
        place = _place(after) if isinstance(after, str) else None
        found = await find_issues(
            self.segment.id, size + 1, *([place] if place else []), deliver=self.deliver
        )
        return SegmentLineIssueConnection(
            segment_id=self.segment.id, found=found, size=size, is_first=place is None, deliver=self.deliver
        )


@strawberry.type
class SegmentPreviewQuery:
    @field(needs=Scope.SEGMENTS_READ)
    async def preview_segment_log(self, input: PreviewSegmentLogInput) -> SegmentLogPreview:
        """What `logSegment` would write and refuse; nothing is written."""
        number = argument_values(input)["segment_id"]
        segments = await rows_by_id(models.Segment, [number])
        if number not in segments:
            raise InvalidArgument("There is no segment with this id.")
        preview = await preview_segment_log(number)
        return SegmentLogPreview(segment=segments[number], preview=preview, deliver=input.deliver)


def _cursor(issue: LineIssue) -> str:
    return encoded_place([issue.line.id, issue.position])


def _place(cursor: str) -> list[int]:
    place = decoded_place(cursor)
    if len(place) != len(LIMITS) or not all(
        type(each) is int and 0 <= each < limit for each, limit in zip(place, LIMITS, strict=True)
    ):
        raise InvalidArgument("This cursor belongs to no place in this list.")
    return place
