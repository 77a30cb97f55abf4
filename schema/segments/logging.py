"""Logging a segment: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.errors import Code
from db.segments import logging
from db.segments.finding import find_logged_segments, find_segments
from db.segments.issues import skipped_lines
from db.segments.logging import SHOWN_ISSUES, ErrorPolicy, SegmentLogged
from schema.deliveries.queuing import DeliveryInput, wake_if_wanted
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.graph.paging import Edge, edge_of
from schema.segments.errors import InvalidLines
from schema.segments.follow_up import FollowUpInput, FollowUpLeftOut, FollowUpReport, follow_up_of, report_of
from schema.segments.types import Segment

strawberry.enum(ErrorPolicy, name="BatchErrorPolicy")


@strawberry.input
class LogSegmentInput(RevisionCheckedInput):
    """An open segment to log, exactly once."""

    segment_id: GlobalId[models.Segment]
    """The open segment to log."""
    error_policy: ErrorPolicy = ErrorPolicy.REJECT_ALL
    """What happens if some lines cannot be logged."""
    delivery: DeliveryInput | None = strawberry.UNSET
    """Send the letters too; `{}` is enough. They are queued with the entries; every line then needs letter content, and
    for EMAIL an e-mail address. Left out or null: nothing is sent."""
    follow_up: FollowUpInput | None = strawberry.UNSET
    """Make a follow-up segment with the contacts that were logged; `{}` is enough. Left out or null: none is made."""


@strawberry.type
class LogSegmentPayload(Payload):
    """The logged segment. With SKIP_INVALID the lines left out are listed in `userErrors` as InvalidLines."""

    segment: Segment | None = None
    """The segment, now logged; its id stays."""
    logged_segment_edge: Edge[Segment] | None = None
    """The logged segment as an edge of `loggedSegments`."""
    logged_count: int = 0
    """How many entries of the log were made."""
    skipped_count: int = 0
    """How many lines were left out."""
    follow_up_segment: Segment | None = None
    """The follow-up segment; null if none was asked for."""
    follow_up_segment_edge: Edge[Segment] | None = None
    """The follow-up segment as an edge of `segments`; null if none was asked for."""
    follow_up_report: FollowUpReport | None = None
    """What deserves a look in the follow-up segment before it is logged; null if no such segment was asked for."""
    follow_up_left_out: FollowUpLeftOut | None = None
    """How many lines of the logged segment are not in the follow-up segment, and why; null if no such segment was asked
    for."""


@strawberry.type
class SegmentLoggingMutation:
    @mutation(needs=Scope.SEGMENTS_LOG)
    async def log_segment(info: Info, input: LogSegmentInput) -> LogSegmentPayload:
        """Log a segment: every contact on it gets an entry of the log, exactly once, in one transaction."""
        values = input_values(input)
        follow_up = values.pop("follow_up", None)
        logged = await logging.log_segment(
            **values, follow_up=None if follow_up is None else follow_up_of(follow_up), now=info.context.now
        )
        wake_if_wanted(values)
        following = logged.follow_up
        return LogSegmentPayload(
            segment=logged.segment,
            logged_segment_edge=edge_of(find_logged_segments(), logged.segment),
            logged_count=logged.logged_count,
            skipped_count=logged.skipped_count,
            follow_up_segment=following,
            follow_up_segment_edge=edge_of(find_segments(), following) if following else None,
            follow_up_report=await report_of(following),
            follow_up_left_out=FollowUpLeftOut.of(logged) if following else None,
            user_errors=[await _skipped(logged)] if logged.skipped_count else [],
        )


async def _skipped(logged: SegmentLogged) -> InvalidLines:
    return InvalidLines(
        code=Code.LINES_INVALID,
        message=f"{logged.skipped_count} lines were left out. Their contacts are in no entry of the log.",
        path=["input", "segmentId"],
        lines=await skipped_lines(logged.segment.id, SHOWN_ISSUES) if logged.segment else [],
        total=logged.skipped_count,
    )
