"""Open segments: the lock that guards one with its lines, and the values that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Code, Problem, Problems, Refused, Users
from db.models import (
    Campaign,
    InteractionTemplate,
    LetterContent,
    MarketingSetup,
    Salesperson,
    Segment,
    SegmentLine,
)
from db.sql import statements
from db.sql.row_security import seeing_all
from db.writes.in_the_way import users_in
from db.writes.locking import check_revision, locked, no_earlier
from db.writes.names_in_messages import called
from db.writes.references import check_references
from db.writes.validation import anything, language, line, minutes, moment, money, optional

SHARED = (
    "template_id", "salesperson_id", "description", "cost", "duration_minutes", "information_flow",
    "initiated_by", "correspondence_type", "language", "occurred_at", "campaign_id", "is_campaign_target",
    "is_campaign_response",
)  # fmt: skip
"""What lines inherit from their segment."""

PERSONAL = (*SHARED, "letter_content_id")
"""Fields that a line may personalize. `letter_content_id` is not shared: a segment has content for each language."""


@dataclass
class AlreadyLogged(Problem):
    """The segment was logged before."""

    segment: Segment | None = None


def shared_checks(setup: MarketingSetup) -> dict[str, Any]:
    """The checks of the values that a segment and its lines have in common."""
    return {
        "template_id": anything,
        "salesperson_id": anything,
        "description": optional(line(100)),
        "cost": optional(money(setup.currency)),
        "duration_minutes": optional(minutes),
        "information_flow": anything,
        "initiated_by": anything,
        "correspondence_type": anything,
        "language": optional(language),
        "occurred_at": optional(moment),
        "campaign_id": anything,
        "is_campaign_target": anything,
        "is_campaign_response": anything,
    }


async def locked_open(
    segment_id: int, expected_revision: int | None = None, *path: str, problems: Sequence[Problem] = ()
) -> Segment:
    """The segment under its lock, which guards its lines too; refused once it is logged.

    `problems` are those that were found before. If the segment is refused, they are told with it.
    """
    path = path or ("segment_id",)
    segment = await locked(Segment, segment_id, None, *path, problems=problems)
    if not segment.is_open:
        message = f"{called(segment)} was logged on {segment.logged_at:%Y-%m-%d}. It is read-only."
        raise Refused([AlreadyLogged(Code.SEGMENT_ALREADY_LOGGED, message, path, segment=segment), *problems])
    check_revision(segment, expected_revision, problems)
    return segment


async def hold_contacts_on(segment_id: int) -> None:
    """Keep the contacts on a locked segment, and their companies, from going or merging until new rows name them."""
    on_it = (
        f"SELECT contact_id FROM segment_line WHERE segment_id = :segment_id AND {SegmentLine.not_removed}"
    )
    companies = f"SELECT company_id FROM contact WHERE id IN ({on_it})"
    with seeing_all():
        await statements.lock_rows(
            "contact", f"id IN ({on_it} UNION {companies})", "FOR KEY SHARE", segment_id=segment_id
        )


async def bump(segment: Segment, now: datetime) -> None:
    """Count a change of lines as a change of their segment: its revision grows."""
    segment.revision += 1
    segment.updated_at = no_earlier(now, segment)
    await segment.save(update_fields=["revision", "updated_at"])


async def check_chosen(values: dict[str, Any], problems: Problems) -> None:
    """Report chosen rows that do not exist, and a salesperson that is blocked."""
    found = await check_references(
        [
            (("values", "template_id"), InteractionTemplate, values.get("template_id")),
            (("values", "salesperson_id"), Salesperson, values.get("salesperson_id")),
            (("values", "campaign_id"), Campaign, values.get("campaign_id")),
            (("values", "letter_content_id"), LetterContent, values.get("letter_content_id")),
        ],
        problems,
    )
    salesperson = found.get(("values", "salesperson_id"))
    if salesperson and salesperson.is_blocked:
        message = f"{called(salesperson)} is blocked. Choose another salesperson."
        problems.add(Code.SALESPERSON_BLOCKED, message, "values", "salesperson_id")


async def on_an_open_segment(contact_ids: Sequence[int]) -> bool:
    """Whether any of the contacts has a line on an open segment."""
    return bool(await on_open_segments(contact_ids))


async def on_open_segments(contact_ids: Sequence[int]) -> set[int]:
    """The ids of the given contacts that have a line on an open segment."""
    found = await statements.select(
        f"""
        SELECT DISTINCT contact_id FROM segment_line JOIN segment ON segment.id = segment_line.segment_id
        WHERE contact_id {statements.among("ids")} AND segment.status = 'OPEN'
            AND segment_line.{SegmentLine.not_removed}
        """,
        ids=contact_ids,
    )
    return {each["contact_id"] for each in found}


async def segments_holding(contact_ids: Sequence[int]) -> dict[int, Users]:
    """The open segments by the contacts on them, as far as the caller sees the lines."""
    return await users_in(
        Segment,
        f"""
        SELECT segment.*, segment_line.contact_id AS used FROM segment
        JOIN segment_line ON segment_line.segment_id = segment.id
        WHERE segment_line.contact_id {statements.among("ids")} AND segment.status = 'OPEN'
            AND segment_line.{SegmentLine.not_removed}
        """,
        contact_ids,
    )
