"""Logging a segment, and looking before what that would do."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.errors import Code, InvalidArgument, LinesRefused
from db.loaders import rows_by_id
from db.numbering import the_setup
from db.segments import logging
from db.segments.finding import find_logged_segments, find_segments
from db.segments.follow_up import FollowUp, report_follow_up
from db.segments.issues import (
    CHECKS,
    LineIssue,
    LogPreview,
    count_issues,
    find_issues,
    preview_segment_log,
    skipped_lines,
)
from db.segments.logging import SHOWN_ISSUES, ErrorPolicy, SegmentLogged
from schema.errors import Payload, mutation, user_error
from schema.ids import number_of
from schema.inputs import given, once
from schema.money import Money, in_currency
from schema.paging import After, Edge, First, PageInfo, decoded_place, edge_of, encoded_place
from schema.segment_lines import SegmentLineIssue
from schema.segments import Segment

LIMITS = (2**62, len(CHECKS))
"""What the two numbers in a cursor of a problem lie below: the line's and the check's."""

strawberry.enum(ErrorPolicy, name="BatchErrorPolicy")


@strawberry.input
class FollowUpInput:
    """The segment that goes on with the same contacts."""

    description: str | None = strawberry.UNSET
    """At most 100 characters. Left out: "Follow-up on segment" and the number."""
    keep_personalization: bool = False
    """Keep what was personalised on the lines."""


@strawberry.input
class LogSegmentInput:
    """An open segment to log, exactly once."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    idempotency_key: str | None = strawberry.UNSET
    """The same key and input give the first answer again, for at least 24 hours."""
    segment_id: strawberry.ID
    """The segment."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""
    error_policy: ErrorPolicy = ErrorPolicy.REJECT_ALL
    """What happens if some lines cannot be logged."""
    follow_up: FollowUpInput | None = strawberry.UNSET
    """Make a follow-up segment with the contacts that were logged; `{}` is enough."""


@strawberry.type
class FollowUpReport:
    """What deserves a look before the follow-up segment is logged."""

    contact_count: int
    """The number of its contacts."""
    blocked_count: int
    """How many of them are blocked for privacy."""
    excluded_count: int
    """How many of them are excluded from segments."""


@strawberry.type
class LogSegmentPayload(Payload):
    """The logged segment. With SKIP_INVALID the lines left out are listed in `userErrors` as InvalidLines."""

    segment: Segment | None = None
    """The segment, the same node, now logged."""
    logged_segment_edge: Edge[Segment] | None = None
    """Its place in `loggedSegments`."""
    logged_count: int = 0
    """How many entries of the log were made."""
    skipped_count: int = 0
    """How many lines were left out."""
    follow_up_segment: Segment | None = None
    """The follow-up segment."""
    follow_up_segment_edge: Edge[Segment] | None = None
    """Its place in `segments`."""
    follow_up_report: FollowUpReport | None = None
    """What to look at in the follow-up segment."""
    replayed: bool = False
    """Whether this is the first answer to the same idempotency key, given again."""


@strawberry.input
class PreviewSegmentLogInput:
    """The segment to look at."""

    segment_id: strawberry.ID
    """The segment, logged or not."""


@strawberry.type
class SegmentLineIssueEdge:
    """A problem at its place in the list."""

    cursor: str
    """The place, for `after`."""
    node: SegmentLineIssue
    """The problem."""


@strawberry.type
class SegmentLineIssueConnection:
    """A page of the problems of a segment's lines."""

    segment_id: strawberry.Private[int]
    found: strawberry.Private[list[LineIssue]]
    size: strawberry.Private[int]
    is_first: strawberry.Private[bool]

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
        return await count_issues(self.segment_id)


@strawberry.type
class SegmentLogPreview:
    """What logging a segment would write, and what keeps it from being logged."""

    segment: strawberry.Private[models.Segment]
    preview: strawberry.Private[LogPreview]

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
        found = await find_issues(self.segment.id, size + 1, *([place] if place else []))
        return SegmentLineIssueConnection(
            segment_id=self.segment.id, found=found, size=size, is_first=place is None
        )


@strawberry.type
class SegmentLoggingQuery:
    @strawberry.field
    async def preview_segment_log(self, input: PreviewSegmentLogInput) -> SegmentLogPreview:
        """What `logSegment` would write and refuse; nothing is written."""
        number = number_of(input.segment_id, "Segment")
        segments = await rows_by_id(models.Segment, [number])
        if number not in segments:
            raise InvalidArgument("There is no segment with this id.")
        return SegmentLogPreview(segment=segments[number], preview=await preview_segment_log(number))


@strawberry.type
class SegmentLoggingMutation:
    @mutation
    async def log_segment(info: Info, input: LogSegmentInput) -> LogSegmentPayload:
        """Log a segment: every contact gets its own entry of the log, exactly once, in one transaction."""
        asked = given(input)
        follow_up = asked.pop("follow_up", None)
        logged = await logging.log_segment(
            **asked,
            follow_up=None if follow_up is None else FollowUp(**follow_up),
            now=info.context.now,
            once=once(info, input),
        )
        following = logged.follow_up
        report = await report_follow_up(following.id) if following else None
        return LogSegmentPayload(
            segment=logged.segment,
            logged_segment_edge=edge_of(find_logged_segments(), logged.segment),
            logged_count=logged.logged_count,
            skipped_count=logged.skipped_count,
            follow_up_segment=following,
            follow_up_segment_edge=edge_of(find_segments(), following) if following else None,
            follow_up_report=FollowUpReport(**vars(report)) if report else None,
            replayed=logged.replayed,
            user_errors=[user_error(await _skipped(logged))] if logged.skipped_count else [],
        )


async def _skipped(logged: SegmentLogged) -> LinesRefused:
    return LinesRefused(
        Code.LINES_INVALID,
        f"{logged.skipped_count} lines were left out. Their contacts are in no entry of the log.",
        ("segment_id",),
        issues=await skipped_lines(logged.segment.id, SHOWN_ISSUES) if logged.segment else [],
        total=logged.skipped_count,
    )


def _cursor(issue: LineIssue) -> str:
    return encoded_place([issue.line.id, issue.position])


def _place(cursor: str) -> list[int]:
    place = decoded_place(cursor)
    if len(place) != len(LIMITS) or not all(
        type(each) is int and 0 <= each < limit for each, limit in zip(place, LIMITS, strict=True)
    ):
        raise InvalidArgument("This cursor belongs to no place in this list.")
    return place
