"""The segment that goes on with the same people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import sql
from db.checks import checked, line, optional
from db.errors import Code, Problems
from db.folding import folded
from db.models import Segment
from db.numbering import take_number, the_setup

PERSONAL = (
    "template_id, salesperson_id, description, cost, duration_minutes, information_flow, initiated_by,"
    " correspondence_type, language, campaign_id, campaign_target, campaign_response"
)


@dataclass(frozen=True)
class FollowUp:
    """How the next segment is made: its description, and whether the lines keep what was personalized."""

    description: str | None = None
    keep_personalization: bool = False


@dataclass(frozen=True)
class FollowUpReport:
    """Contacts of a follow-up that deserve a second look before it is logged."""

    contact_count: int
    blocked_count: int
    excluded_count: int


async def check_follow_up(follow_up: FollowUp) -> None:
    """Before anything is written: the description fits, and there is a series to take the number from."""
    problems = Problems()
    _description(follow_up, problems)
    if (await the_setup()).segment_number_series_id is None:
        message = "Marketing setup names no number series for segments. Choose one, or ask for no follow-up."
        problems.add(Code.NUMBER_SERIES_MISSING, message, "follow_up")
    problems.refuse_if_any()


async def make_follow_up(segment: Segment, follow_up: FollowUp, now: datetime) -> Segment:
    """A new segment for the same campaign with every contact that was logged, numbered from the segment series."""
    number = await take_number((await the_setup()).segment_number_series_id, Segment)
    description = _description(follow_up, Problems()) or f"Follow-up on segment {segment.number}"
    following = await Segment.create(
        number=number,
        description=description,
        description_folded=folded(description),
        follow_up_of_id=segment.id,
        campaign_id=segment.campaign_id,
        created_at=now,
        updated_at=now,
    )
    personal = f", {PERSONAL}" if follow_up.keep_personalization else ""
    await sql.change(
        f"""
        INSERT INTO segment_line (segment_id, contact_id, revision, created_at, updated_at{personal})
        SELECT :following, contact_id, 1, :now, :now{personal} FROM segment_line
        WHERE segment_id = :logged AND skipped_because IS NULL ORDER BY id
        """,
        following=following.id, logged=segment.id, now=now,
    )  # fmt: skip
    return following


async def report_follow_up(segment_id: int) -> FollowUpReport:
    counted = await sql.select_one(
        """
        SELECT count(*) AS contacts, COALESCE(sum(CASE WHEN privacy_blocked THEN 1 ELSE 0 END), 0) AS blocked,
            COALESCE(sum(CASE WHEN excluded_from_segments THEN 1 ELSE 0 END), 0) AS excluded
        FROM contact WHERE id IN (SELECT contact_id FROM segment_line WHERE segment_id = :segment_id)
        """,
        segment_id=segment_id,
    )
    return FollowUpReport(counted["contacts"], counted["blocked"], counted["excluded"])


def _description(follow_up: FollowUp, problems: Problems) -> str | None:
    asked = {"description": follow_up.description}
    return checked(asked, {"description": optional(line(100))}, problems, "follow_up").get("description")
