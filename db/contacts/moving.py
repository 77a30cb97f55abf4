"""The tables whose rows move to the kept contact when contacts are merged: every table that points at contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.models import SegmentLine
from db.sql import statements
from db.sql.row_security import is_restricted


class MovedKind(StrEnum):
    """What moves from a merged contact to the one that stays."""

    INTERACTIONS = "INTERACTIONS"
    """Interactions, postponed and canceled ones among them; for a company also those that count towards it."""
    SEGMENT_LINES = "SEGMENT_LINES"
    """Lines of segments, open, logged or canceled."""
    PEOPLE = "PEOPLE"
    """The people of a company."""
    ALTERNATIVE_ADDRESSES = "ALTERNATIVE_ADDRESSES"
    """Alternative addresses with their periods; one with a code that the kept contact has already gives way."""
    MAILING_GROUPS = "MAILING_GROUPS"
    """Memberships of mailing groups."""
    INDUSTRY_GROUPS = "INDUSTRY_GROUPS"
    """Memberships of industry groups, of a company."""
    JOB_RESPONSIBILITIES = "JOB_RESPONSIBILITIES"
    """Job responsibilities, of a person."""


@dataclass(frozen=True)
class Move:
    """A table whose rows move to the kept contact, and the columns that point at the contact.

    `gives_way` is a condition on a row of the duplicate: if the kept contact has its like, it is deleted instead.
    """

    kind: MovedKind
    table: str
    columns: tuple[str, ...] = ("contact_id",)
    gives_way: str | None = None
    has_revision: bool = True


def _membership(kind: MovedKind, table: str, group: str) -> Move:
    """Memberships of groups; those of groups that the kept contact is in already are deleted."""
    has_it = f"{group} IN (SELECT kept.{group} FROM {table} AS kept WHERE kept.contact_id = :kept)"
    return Move(kind, table, gives_way=has_it, has_revision=False)


KEPT_IS_ON_THE_SEGMENT = f"""segment_id IN (
    SELECT kept.segment_id FROM segment_line AS kept JOIN segment ON segment.id = kept.segment_id
    WHERE kept.contact_id = :kept AND kept.{SegmentLine.not_removed} AND segment.status = 'OPEN')"""
"""On an open segment with both contacts the duplicate's line is deleted, so that nobody gets the same letter twice."""

MOVES = (
    Move(MovedKind.INTERACTIONS, "interaction", ("contact_id", "company_id")),
    Move(MovedKind.SEGMENT_LINES, "segment_line", gives_way=KEPT_IS_ON_THE_SEGMENT),
    Move(MovedKind.PEOPLE, "contact", ("company_id",)),
    Move(
        MovedKind.ALTERNATIVE_ADDRESSES,
        "alternative_address",
        gives_way="code IN (SELECT kept.code FROM alternative_address AS kept WHERE kept.contact_id = :kept)",
    ),
    _membership(MovedKind.MAILING_GROUPS, "contact_mailing_group", "mailing_group_id"),
    _membership(MovedKind.INDUSTRY_GROUPS, "contact_industry_group", "industry_group_id"),
    _membership(MovedKind.JOB_RESPONSIBILITIES, "contact_job_responsibility", "job_responsibility_id"),
)
"""Every table that points at contacts; a test fails if one is missing."""


@dataclass(frozen=True)
class Moved:
    """How many rows of a table moved, and how many were deleted because the kept contact had such a row."""

    kind: MovedKind
    moved: int
    dropped: int


async def move(kept: int, duplicate: int, *, now: datetime) -> list[Moved]:
    """Make all rows that point at the duplicate point at the kept contact: one or two statements for each table."""
    done = []
    for each in MOVES:
        dropped = await _dropped(each, kept, duplicate) if each.gives_way else 0
        done.append(Moved(each.kind, await _moved(each, kept, duplicate, now), dropped))
    return done


async def _dropped(of: Move, kept: int, duplicate: int) -> int:
    [column] = of.columns
    return await statements.change(
        f"DELETE FROM {of.table} WHERE {column} = :duplicate AND {of.gives_way}",
        kept=kept,
        duplicate=duplicate,
    )


async def _moved(of: Move, kept: int, duplicate: int, now: datetime) -> int:
    pointed = ", ".join(
        f"{column} = CASE WHEN {column} = :duplicate THEN :kept ELSE {column} END" for column in of.columns
    )
    pointing = " OR ".join(f"{column} = :duplicate" for column in of.columns)
    seen = await _number(of, pointing, duplicate) if is_restricted() else None
    later = statements.later("updated_at", ":now")
    changed = f", revision = revision + 1, updated_at = {later}" if of.has_revision else ""
    marks = {"now": now} if of.has_revision else {}
    moved = await statements.change(
        f"UPDATE {of.table} AS moving SET {pointed}{changed} WHERE {pointing}",
        kept=kept, duplicate=duplicate, **marks,
    )  # fmt: skip
    return moved if seen is None else seen


async def _number(of: Move, pointing: str, duplicate: int) -> int:
    """How many of the rows the caller may see."""
    return (
        await statements.select_one(
            f"SELECT count(*) AS n FROM {of.table} WHERE {pointing}", duplicate=duplicate
        )
    )["n"]
