"""Follow-up segments: a new segment with the contacts of a logged one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from db.engine.database import is_postgres
from db.errors import Code, Problems, TransactionOvertaken
from db.models import Segment, SegmentLine, SegmentStatus
from db.numbering import take_number, the_setup
from db.segments.open_segments import PERSONAL, hold_contacts_on
from db.segments.outcomes import LeftOut, Outcome, judged_lines
from db.sql import statements
from db.sql.case_folding import folded
from db.writes.authors import author_id
from db.writes.locking import locked, no_earlier
from db.writes.names_in_messages import called
from db.writes.transactions import transactional
from db.writes.validation import checked, line, optional

KEPT = tuple(name for name in PERSONAL if name != "occurred_at")
"""The personalized fields that lines of the follow-up keep with `keep_personalization`."""

EVERYBODY = Outcome()


@dataclass(frozen=True)
class FollowUp:
    """How the next segment is made: its description, whether lines keep what was personalized, and who is on it."""

    description: str | None = None
    keep_personalization: bool = False
    where: Outcome = EVERYBODY


@dataclass
class FollowUpCreated:
    segment: Segment
    follow_up: Segment
    skipped_count: int
    deleted_count: int
    canceled_count: int
    unmatched_count: int
    repeated_count: int


@dataclass(frozen=True)
class FollowUpReport:
    """Contacts of a follow-up that deserve a second look before it is logged."""

    contact_count: int
    blocked_count: int
    excluded_count: int


@transactional
async def create_follow_up_segment(segment_id: int, follow_up: FollowUp, *, now: datetime) -> FollowUpCreated:
    """A segment that goes on with the contacts of a logged one, those with a certain outcome if so asked."""
    of_follow_up, problems = Problems(), Problems()
    await _check(follow_up, of_follow_up)
    segment = await locked(Segment, segment_id, None, "segment_id", problems=of_follow_up)
    if segment.is_open:
        problems.add(Code.NOT_LOGGED, f"{called(segment)} is not logged. Log it first.", "segment_id")
    elif segment.status is SegmentStatus.CANCELED:
        message = f"{called(segment)} is canceled. Restore it first."
        problems.add(Code.SEGMENT_CANCELED, message, "segment_id")
    problems += of_follow_up
    problems.refuse_if_any()
    await hold_contacts_on(segment.id)
    now = no_earlier(now, segment)
    following, left_out = await make_follow_up(segment, follow_up, now, was_logged_before=True)
    return FollowUpCreated(
        segment,
        following,
        skipped_count=left_out[LeftOut.SKIPPED],
        deleted_count=left_out[LeftOut.DELETED],
        canceled_count=left_out[LeftOut.CANCELED],
        unmatched_count=left_out[LeftOut.UNMATCHED],
        repeated_count=left_out[LeftOut.REPEATED],
    )


async def check_follow_up(follow_up: FollowUp | None, problems: Problems) -> None:
    """Report a description that does not fit, or a setup without a number series. Called before anything is written."""
    if follow_up is not None:
        await _check(follow_up, problems, "follow_up")


async def make_follow_up(
    segment: Segment, follow_up: FollowUp, now: datetime, *, was_logged_before: bool = False
) -> tuple[Segment, Counter[str]]:
    """A new segment for the same campaign, and how many lines were not copied to it, by reason."""
    number = await take_number((await the_setup()).segment_number_series_id, Segment)
    description = _description(follow_up, Problems()) or f"Follow-up on segment {segment.number}"
    following = await Segment.create(
        number=number,
        description=description,
        description_folded=folded(description),
        follow_up_of_id=segment.id,
        campaign_id=segment.campaign_id,
        created_by_id=await author_id(),
        created_at=now,
        updated_at=now,
    )
    columns = ["contact_id", *(KEPT if follow_up.keep_personalization else ())]
    judged = judged_lines(columns, follow_up.where, was_logged_before=was_logged_before)
    return following, await _copy_lines(judged, columns, segment, following, now)


async def report_follow_up(segment_id: int) -> FollowUpReport:
    counted = await statements.select_one(
        f"""
        SELECT count(*) AS contacts, COALESCE(sum(CASE WHEN privacy_blocked THEN 1 ELSE 0 END), 0) AS blocked,
            COALESCE(sum(CASE WHEN excluded_from_segments THEN 1 ELSE 0 END), 0) AS excluded
        FROM contact WHERE id IN (
            SELECT contact_id FROM segment_line WHERE segment_id = :segment_id AND {SegmentLine.not_removed}
        )
        """,
        segment_id=segment_id,
    )
    return FollowUpReport(counted["contacts"], counted["blocked"], counted["excluded"])


async def _copy_lines(
    judged: str, columns: list[str], segment: Segment, following: Segment, now: datetime
) -> Counter[str]:
    """Copy the lines that are not left out; how many were left out, by reason.

    On PostgreSQL this is one statement, so that both come from one snapshot.
    """
    copied = ", ".join(columns)
    written = f"""
        INSERT INTO segment_line (segment_id, {copied}, revision, created_at, updated_at)
        SELECT :following, {copied}, 1, :now, :now FROM judged WHERE left_out IS NULL ORDER BY id"""
    counted = "SELECT left_out, count(*) AS n FROM judged WHERE left_out IS NOT NULL GROUP BY left_out"
    with_lines = f"WITH judged AS ({judged})"
    values = {"segment_id": segment.id, "following": following.id, "now": now}
    try:
        if is_postgres():
            records = await statements.change_returning(
                f"{with_lines}, written AS ({written}) {counted}", **values
            )
        else:
            await statements.change_returning(f"{with_lines} {written}", **values)
            records = await statements.select(f"{with_lines} {counted}", **values)
    except IntegrityError as error:
        raise TransactionOvertaken("a contact was deleted while its line was being copied") from error
    return Counter({record["left_out"]: record["n"] for record in records})


async def _check(follow_up: FollowUp, problems: Problems, *path: str) -> None:
    _description(follow_up, problems, *path)
    if (await the_setup()).segment_number_series_id is None:
        message = "Marketing setup names no number series for segments. Choose one, or ask for no follow-up."
        problems.add(Code.NUMBER_SERIES_MISSING, message, *path)


def _description(follow_up: FollowUp, problems: Problems, *path: str) -> str | None:
    values = {"description": follow_up.description}
    return checked(values, {"description": optional(line(100))}, problems, *path).get("description")
