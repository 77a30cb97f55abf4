"""Creating, changing and deleting segments, and what a change does to the lines that inherit its values."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from db.errors import Code, Problems, refuse
from db.marketing_setup import setup_for
from db.models import Campaign, MarketingSetup, Segment, SegmentStatus
from db.numbering import check_manual_number, take_number
from db.segments.deleting import lock_pointing_at
from db.segments.effective import EFFECTIVE_LINES
from db.segments.lines import hold_contacts, insert_lines
from db.segments.open_segments import SHARED, bump, check_chosen, locked_open, shared_checks
from db.sql import statements
from db.sql.case_folding import folded
from db.sql.loaders import rows_by_id
from db.writes.authors import author_id
from db.writes.locking import locked, no_earlier, save_changes
from db.writes.names_in_messages import called
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import anything, checked, line, required, upper_line


class ApplyTo(StrEnum):
    """What a change of the segment does to its lines."""

    INHERITED = "INHERITED"
    """Lines see the change unless they personalized the field."""
    ALL = "ALL"
    """Personal values of the changed fields are cleared: all lines see the change."""
    NONE = "NONE"
    """No line sees the change: what it showed before is written to it."""


FOLLOW_THE_TEMPLATE = (
    "cost", "duration_minutes", "information_flow", "initiated_by", "description", "is_campaign_target",
    "is_campaign_response",
)  # fmt: skip
"""Fields that a line with a template of its own takes from that template instead of the segment."""

FOLLOWS = "shown.template_id_origin = 'SEGMENT'"
"""Whether a line has no template of its own."""


@dataclass
class SegmentCreated:
    segment: Segment


@dataclass
class SegmentUpdated:
    segment: Segment
    changed: bool


@transactional
async def create_segment(
    number: str | None, description: str, values: dict[str, Any], contact_ids: list[int], *, now: datetime
) -> SegmentCreated:
    """A new open segment, with its first contacts if there are any."""
    setup = await setup_for(values)
    problems = Problems()
    top = {"description": description} if number is None else {"description": description, "number": number}
    fit = checked(top, {"description": required(line(100)), "number": required(upper_line(20))}, problems)
    if "number" in fit:
        await check_manual_number(setup.segment_number_series_id, fit["number"], Segment, problems)
    unknown = Problems()
    if contact_ids:
        await hold_contacts(contact_ids, unknown)
    fit |= _checked_values(values, setup, problems)
    await check_chosen(fit, problems)
    problems += unknown
    problems.refuse_if_any()
    if "number" not in fit:
        fit["number"] = await take_number(setup.segment_number_series_id, Segment)
    made = {"created_by_id": await author_id(), "created_at": now, "updated_at": now}
    segment = await Segment.create(**fit, description_folded=folded(fit["description"]), **made)
    if contact_ids:
        await insert_lines(segment, contact_ids, now, allow_existing=False)
    return SegmentCreated(segment)


@transactional
async def update_segment(
    segment_id: int,
    changes: dict[str, Any],
    values: dict[str, Any],
    *,
    apply_to: ApplyTo = ApplyTo.INHERITED,
    expected_revision: int | None = None,
    now: datetime,
) -> SegmentUpdated:
    """Change the description and what else an open segment carries.

    `INHERITED`: lines see the change unless they personalized the field. `ALL`: personal values of the fields
    given are cleared. `NONE`: lines keep what they showed; the old effective value is written to them.
    """
    setup = await setup_for(values)
    problems = Problems()
    fit = checked(changes, {"description": required(line(100))}, problems)
    fit |= _checked_values(values, setup, problems)
    segment = await locked_open(segment_id, expected_revision, problems=problems)
    now = no_earlier(now, segment)
    await check_chosen(fit, problems)
    problems.refuse_if_any()
    touched = await _apply_to_lines(segment, fit, apply_to, now)
    if "description" in fit:
        fit["description_folded"] = folded(fit["description"])
    changed = await save_changes(segment, fit, now)
    if touched and not changed:
        await bump(segment, now)
    return SegmentUpdated(segment, changed or touched > 0)


async def _apply_to_lines(segment: Segment, fit: dict[str, Any], apply_to: ApplyTo, now: datetime) -> int:
    """What a change of the segment does to its lines; how many were written."""
    if apply_to is ApplyTo.NONE:
        return await _pin(segment, {name for name in fit if getattr(segment, name) != fit[name]}, now)
    if apply_to is ApplyTo.ALL:
        return await _unpin(segment, [name for name in fit if name in SHARED], now)
    return 0


@dataclass
class SegmentDeleted:
    segment_id: Annotated[int, IdOf("Segment")]
    campaign: Campaign | None
    follow_up_of: Segment | None


@transactional
async def delete_segment(segment_id: int, *, expected_revision: int | None = None) -> SegmentDeleted:
    """Delete an open or canceled segment with its lines. Entries of the log stay."""
    segment = await locked(Segment, segment_id, expected_revision, "segment_id")
    if segment.status is SegmentStatus.LOGGED:
        refuse(Code.MUST_CANCEL_FIRST, f"{called(segment)} is logged. Cancel it first.", "segment_id")
    await lock_pointing_at([segment.id])
    await segment.delete()
    campaigns = await rows_by_id(Campaign, [segment.campaign_id])
    followed = await rows_by_id(Segment, [segment.follow_up_of_id])
    return SegmentDeleted(
        segment.id, campaigns.get(segment.campaign_id or 0), followed.get(segment.follow_up_of_id or 0)
    )


def _checked_values(values: dict[str, Any], setup: MarketingSetup, problems: Problems) -> dict[str, Any]:
    checks = shared_checks(setup) | {"ignores_contact_correspondence_type": anything}
    return checked(values, checks, problems, "values")


async def _pin(segment: Segment, changing: set[str], now: datetime) -> int:
    """Write the old effective values to the lines whose effective values would change; how many lines were written.

    Lines that a step removed are written too: if it is undone, they show what they showed before.
    """
    kept = _kept(segment, changing)
    if not kept:
        return 0
    columns = ", ".join(
        f"{name} = CASE WHEN {condition} THEN COALESCE(segment_line.{name}, shown.{name})"
        f" ELSE segment_line.{name} END"
        for name, condition in kept.items()
    )
    written = " OR ".join(
        f"(segment_line.{name} IS NULL AND shown.{name} IS NOT NULL AND {condition})"
        for name, condition in kept.items()
    )
    return await statements.change(
        f"""
        UPDATE segment_line SET {columns}, revision = segment_line.revision + 1, updated_at = :now
        FROM ({EFFECTIVE_LINES} WHERE line.segment_id = :segment_id) AS shown
        WHERE segment_line.id = shown.id AND ({written})
        """,
        segment_id=segment.id, now=now,
    )  # fmt: skip


def _kept(segment: Segment, changing: set[str]) -> dict[str, str]:
    """The columns of lines whose effective value the change could alter, each with a condition on these lines."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for name in changing & {"template_id", *FOLLOW_THE_TEMPLATE}:
        lines[name].append(FOLLOWS)
    for name in changing & {"salesperson_id", "occurred_at", "campaign_id"}:
        lines[name].append("TRUE")
    if changing & {"correspondence_type", "ignores_contact_correspondence_type"}:
        lines["correspondence_type"].append("TRUE")
    if "language" in changing:
        lines["language"].append("shown.language_origin <> 'CONTACT'")
        # A line without a language would now find its own template's description in the new one.
        lines["description"].append(f"NOT {FOLLOWS} AND shown.language IS NULL")
    if "template_id" in changing:
        # A line that gets the old template as its own no longer inherits the content of the segment.
        lines["letter_content_id"].append(f"{FOLLOWS} AND shown.letter_content_id_origin = 'SEGMENT'")
        # Nor does it inherit the fields that follow the template, so that those which the segment sets are kept.
        # Without an old template the line inherits the new one, which could set language and correspondence type.
        following = (*FOLLOW_THE_TEMPLATE, "correspondence_type")
        set_by_segment = [name for name in following if getattr(segment, name) is not None]
        for name in set_by_segment if segment.template_id else ("language", "correspondence_type"):
            lines[name].append(FOLLOWS)
    return {name: f"({' OR '.join(conditions)})" for name, conditions in lines.items()}


async def _unpin(segment: Segment, names: list[str], now: datetime) -> int:
    if not names:
        return 0
    cleared = ", ".join(f"{name} = NULL" for name in names)
    personal = " OR ".join(f"{name} IS NOT NULL" for name in names)
    return await statements.change(
        f"""
        UPDATE segment_line SET {cleared}, revision = revision + 1, updated_at = :now
        WHERE segment_id = :segment_id AND ({personal})
        """,
        segment_id=segment.id, now=now,
    )  # fmt: skip
