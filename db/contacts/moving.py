"""The tables whose rows move to the winner when contacts are merged: every table that points at contacts."""

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
    """Alternative addresses with their periods; one with a code that the winner has already gives way."""
    MAILING_GROUPS = "MAILING_GROUPS"
    """Memberships of mailing groups."""
    INDUSTRY_GROUPS = "INDUSTRY_GROUPS"
    """Memberships of industry groups, of a company."""
    JOB_RESPONSIBILITIES = "JOB_RESPONSIBILITIES"
    """Job responsibilities, of a person."""


@dataclass(frozen=True)
class Move:
    """A table whose rows move to the winner, and the columns that point at the contact.

    `gives_way` is a condition on a row of the loser: if the winner has such a row already, it is deleted instead.
    """

    kind: MovedKind
    table: str
    columns: tuple[str, ...] = ("contact_id",)
    gives_way: str | None = None
    has_revision: bool = True


def _membership(kind: MovedKind, table: str, group: str) -> Move:
    """Memberships of groups; those of groups that the winner is in already are deleted."""
    has_it = f"{group} IN (SELECT kept.{group} FROM {table} AS kept WHERE kept.contact_id = :winner)"
    return Move(kind, table, gives_way=has_it, has_revision=False)


WINNER_IS_ON_THE_SEGMENT = f"""segment_id IN (
    SELECT kept.segment_id FROM segment_line AS kept JOIN segment ON segment.id = kept.segment_id
    WHERE kept.contact_id = :winner AND kept.{SegmentLine.not_removed} AND segment.status = 'OPEN')"""
"""On an open segment with both contacts the loser's line is deleted, so that nobody gets the same letter twice."""

MOVES = (
    Move(MovedKind.INTERACTIONS, "interaction", ("contact_id", "company_id")),
    Move(MovedKind.SEGMENT_LINES, "segment_line", gives_way=WINNER_IS_ON_THE_SEGMENT),
    Move(MovedKind.PEOPLE, "contact", ("company_id",)),
    Move(
        MovedKind.ALTERNATIVE_ADDRESSES,
        "alternative_address",
        gives_way="code IN (SELECT kept.code FROM alternative_address AS kept WHERE kept.contact_id = :winner)",
    ),
    _membership(MovedKind.MAILING_GROUPS, "contact_mailing_group", "mailing_group_id"),
    _membership(MovedKind.INDUSTRY_GROUPS, "contact_industry_group", "industry_group_id"),
    _membership(MovedKind.JOB_RESPONSIBILITIES, "contact_job_responsibility", "job_responsibility_id"),
)
"""Every table that points at contacts; a test fails if one is missing."""


@dataclass(frozen=True)
class Moved:
    """How many rows of a table moved, and how many were deleted because the winner had such a row."""

    kind: MovedKind
    moved: int
    dropped: int


async def move(winner: int, loser: int, *, now: datetime) -> list[Moved]:
    """Make all rows that point at the loser point at the winner: one or two statements for each table."""
    done = []
    for each in MOVES:
        dropped = await _dropped(each, winner, loser) if each.gives_way else 0
        done.append(Moved(each.kind, await _moved(each, winner, loser, now), dropped))
    return done


async def _dropped(of: Move, winner: int, loser: int) -> int:
    [column] = of.columns
    return await statements.change(
        f"DELETE FROM {of.table} WHERE {column} = :loser AND {of.gives_way}", winner=winner, loser=loser
    )


async def _moved(of: Move, winner: int, loser: int, now: datetime) -> int:
    pointed = ", ".join(
        f"{column} = CASE WHEN {column} = :loser THEN :winner ELSE {column} END" for column in of.columns
    )
    pointing = " OR ".join(f"{column} = :loser" for column in of.columns)
    seen = await _number(of, pointing, loser) if is_restricted() else None
    later = statements.later("updated_at", ":now")
    changed = f", revision = revision + 1, updated_at = {later}" if of.has_revision else ""
    marks = {"now": now} if of.has_revision else {}
    moved = await statements.change(
        f"UPDATE {of.table} AS moving SET {pointed}{changed} WHERE {pointing}",
        winner=winner, loser=loser, **marks,
    )  # fmt: skip
    return moved if seen is None else seen


async def _number(of: Move, pointing: str, loser: int) -> int:
    """How many of the rows the caller may see."""
    return (
        await statements.select_one(f"SELECT count(*) AS n FROM {of.table} WHERE {pointing}", loser=loser)
    )["n"]
