"""What moves when a contact is merged into another: every table that points at contacts, one line for each."""

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
    """A table whose rows go over to the winner: the columns that point, and which rows give way instead.

    A row gives way if the winner has its like already; it is deleted. The condition is about the loser's row.
    """

    kind: MovedKind
    table: str
    columns: tuple[str, ...] = ("contact_id",)
    gives_way: str | None = None
    has_revision: bool = True


def _membership(kind: MovedKind, table: str, group: str) -> Move:
    """The winner is in each group once."""
    has_it = f"{group} IN (SELECT kept.{group} FROM {table} AS kept WHERE kept.contact_id = :winner)"
    return Move(kind, table, gives_way=has_it, has_revision=False)


WINNER_IS_ON_THE_SEGMENT = f"""segment_id IN (
    SELECT kept.segment_id FROM segment_line AS kept JOIN segment ON segment.id = kept.segment_id
    WHERE kept.contact_id = :winner AND kept.{SegmentLine.there} AND segment.status = 'OPEN')"""
"""Nobody gets the same letter twice: on an open segment the winner's line stays as it is, the loser's goes."""

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
"""A test holds that no table that points at contacts is missing."""


@dataclass(frozen=True)
class Moved:
    """How many rows of a table went over, and how many gave way to one that the winner had."""

    kind: MovedKind
    moved: int
    dropped: int


async def move(winner: int, loser: int, *, now: datetime) -> list[Moved]:
    """Everything that points at the loser points at the winner: one statement for each table, and its drops."""
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
    changed = ", revision = revision + 1, updated_at = :now" if of.has_revision else ""
    marks = {"now": now} if of.has_revision else {}
    moved = await statements.change(
        f"UPDATE {of.table} AS moving SET {pointed}{changed} WHERE {pointing}",
        winner=winner, loser=loser, **marks,
    )  # fmt: skip
    return moved if seen is None else seen


async def _number(of: Move, pointing: str, loser: int) -> int:
    """How many rows the caller sees, who is told of no others."""
    return (
        await statements.select_one(f"SELECT count(*) AS n FROM {of.table} WHERE {pointing}", loser=loser)
    )["n"]
