"""Logging a segment: every contact gets its own entry of the log, exactly once, as one set in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.deliveries.queuing import queue_segment, wanted_delivery
from db.errors import Code, Problems, Refused, TransactionOvertaken, refuse
from db.letter_contents.merge_fields import frozen_values
from db.models import Segment, SegmentStatus
from db.segments.campaign_entries import COUNTED_LINES, COUNTS, make_segment_entries
from db.segments.effective import EFFECTIVE_LINES, ON_SEGMENT
from db.segments.follow_up import FollowUp, check_follow_up, make_follow_up
from db.segments.issues import LinesRefused, count_issues, find_issues, first_failure, invalid
from db.segments.open_segments import hold_contacts_on, locked_open
from db.segments.outcomes import LeftOut
from db.sql import statements
from db.writes.authors import author_id
from db.writes.locking import no_earlier, save_changes
from db.writes.transactions import transactional

SHOWN_ISSUES = 100


def logged(deliver: bool) -> str:
    """Whether an effective line gets an entry of the log, as SQL."""
    return f"skipped_because IS NULL AND NOT ({invalid(deliver)})"


class ErrorPolicy(StrEnum):
    """What happens to a batch with bad lines."""

    REJECT_ALL = "REJECT_ALL"
    """One bad line keeps all from being done."""
    SKIP_INVALID = "SKIP_INVALID"
    """The good ones are done; the bad ones are left out and listed."""


@dataclass
class SegmentLogged:
    segment: Segment
    logged_count: int
    skipped_count: int
    follow_up: Segment | None
    unmatched_count: int = 0


@transactional
async def log_segment(
    segment_id: int,
    *,
    error_policy: ErrorPolicy = ErrorPolicy.REJECT_ALL,
    follow_up: FollowUp | None = None,
    delivery: Mapping[str, Any] | None = None,
    expected_revision: int | None = None,
    now: datetime,
) -> SegmentLogged:
    """Log every line of an open segment in one transaction; no line adds a statement to it.

    With `delivery` the letters of the entries are queued in the same transaction.
    """
    problems = Problems()
    wanted = wanted_delivery(delivery, problems, now)
    segment = await _locked(segment_id, expected_revision, follow_up, problems)
    now = no_earlier(now, segment)
    deliver = wanted is not None
    await hold_contacts_on(segment.id)
    lines, bad, for_campaigns = await _checked_lines(segment, deliver, error_policy)
    if await _written(segment, deliver, bad, for_campaigns, now) != (bad, lines - bad):
        raise TransactionOvertaken("a contact, a salesperson or a campaign changed after the count")
    if wanted is not None:
        await queue_segment(segment.id, wanted, now)
    await _mark_logged(segment, now)
    following, unmatched = await _followed_up(segment, follow_up, now)
    return SegmentLogged(segment, lines - bad, bad, following, unmatched)


async def _locked(
    segment_id: int, expected_revision: int | None, follow_up: FollowUp | None, problems: Problems
) -> Segment:
    """The open segment under its lock, with a follow-up that can be made and nothing else that is wrong."""
    await check_follow_up(follow_up, problems)
    segment = await locked_open(segment_id, expected_revision, problems=problems)
    problems.refuse_if_any()
    return segment


async def _mark_logged(segment: Segment, now: datetime) -> None:
    marks = {"status": SegmentStatus.LOGGED, "logged_at": now, "logged_by_id": await author_id()}
    await save_changes(segment, marks, now)


async def _followed_up(
    segment: Segment, follow_up: FollowUp | None, now: datetime
) -> tuple[Segment | None, int]:
    """The follow-up, if one is wanted, and how many contacts its conditions left out."""
    if follow_up is None:
        return None, 0
    following, left_out = await make_follow_up(segment, follow_up, now)
    return following, left_out[LeftOut.UNMATCHED]


async def _checked_lines(segment: Segment, deliver: bool, error_policy: ErrorPolicy) -> tuple[int, int, int]:
    """How many lines there are, how many of them cannot be logged, and how many are for a campaign."""
    lines, bad, for_campaigns = await _count_lines(segment, deliver)
    if not lines:
        refuse(Code.SEGMENT_EMPTY, "The segment has no lines. Add contacts first.", "segment_id")
    if bad and (error_policy is ErrorPolicy.REJECT_ALL or bad == lines):
        await _refuse_lines(segment, deliver)
    return lines, bad, for_campaigns


async def _count_lines(segment: Segment, deliver: bool) -> tuple[int, int, int]:
    """How many lines there are, how many of them cannot be logged, and how many are for a campaign."""
    counted = await statements.select_one(
        f"""
        SELECT count(*) AS lines, COALESCE(sum(CASE WHEN {invalid(deliver)} THEN 1 ELSE 0 END), 0) AS invalid,
            count(campaign_id) AS for_campaigns
        FROM ({EFFECTIVE_LINES} WHERE {ON_SEGMENT}) AS line
        """,
        segment_id=segment.id,
    )
    return counted["lines"], counted["invalid"], counted["for_campaigns"]


async def _refuse_lines(segment: Segment, deliver: bool) -> None:
    issues = await find_issues(segment.id, SHOWN_ISSUES, deliver=deliver)
    total = await count_issues(segment.id, deliver=deliver)
    if not issues:
        raise TransactionOvertaken("what was wrong with the lines was mended after they were counted")
    message = f"Lines with {total} problems cannot be logged. Mend them, or log the others (SKIP_INVALID)."
    raise Refused([LinesRefused(Code.LINES_INVALID, message, ("segment_id",), lines=issues, total=total)])


async def _written(
    segment: Segment, deliver: bool, bad: int, for_campaigns: int, now: datetime
) -> tuple[int, int]:
    """How many lines were marked as skipped, and how many entries were made of the others."""
    skipped = await _mark_skipped(segment, deliver) if bad else 0
    if for_campaigns:
        await make_segment_entries(segment, logged(deliver), now)
    return skipped, await _write_entries(segment, deliver, now)


async def _mark_skipped(segment: Segment, deliver: bool) -> int:
    return await statements.change(
        f"""
        UPDATE segment_line SET skipped_because = failed.reason
        FROM (SELECT id, {first_failure(deliver)} AS reason
              FROM ({EFFECTIVE_LINES} WHERE {ON_SEGMENT}) AS line WHERE {invalid(deliver)}) AS failed
        WHERE segment_line.id = failed.id
        """,
        segment_id=segment.id,
    )


async def _write_entries(segment: Segment, deliver: bool, now: datetime) -> int:
    """One entry for each line that was not skipped and still passes the checks; how many."""
    copied = (
        "segment_id, contact_id, company_id, template_id, interaction_group_id, salesperson_id, description, cost,"
        " duration_minutes, information_flow, initiated_by, correspondence_type, language, campaign_id,"
        " is_campaign_target, is_campaign_response, campaign_entry_id, letter_content_id"
    )
    values = frozen_values("line", "COALESCE(line.occurred_at, :now)")
    frozen = f"CASE WHEN letter_content_id IS NOT NULL THEN {values} END"
    return await statements.change(
        f"""
        INSERT INTO interaction (segment_line_id, {copied}, merge_values, occurred_at, status, attempt_failed,
            logged_at, created_by_id, logged_by_id, revision, created_at, updated_at)
        SELECT id, {copied}, {frozen}, COALESCE(occurred_at, :now), 'LOGGED', FALSE, :now,
            CAST(:by AS BIGINT), CAST(:by AS BIGINT), 1, :now, :now
        FROM ({COUNTED_LINES}) AS line WHERE {logged(deliver)} AND {COUNTS}
        ORDER BY id
        """,
        segment_id=segment.id, now=now, today=now.date(), by=await author_id(),
    )  # fmt: skip
