"""What moves when a contact is merged into another: every table that points at contacts, one line for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db import sql


class MovedKind(StrEnum):
    """What moves from a merged contact to the one that stays."""

    INTERACTIONS = "INTERACTIONS"
    """Interactions, postponed and canceled ones among them; for a company also those that count towards it."""
    SEGMENT_LINES = "SEGMENT_LINES"
    """Lines of segments, open, logged or canceled."""
    PEOPLE = "PEOPLE"
    """The people of a company."""


@dataclass(frozen=True)
class Move:
    """A table whose rows go over to the winner: the columns that point, and which rows give way instead.

    A row gives way if the winner has its like already; it is deleted. The condition is about the loser's row.
    """

    kind: MovedKind
    table: str
    columns: tuple[str, ...] = ("contact_id",)
    gives_way: str | None = None


WINNER_IS_ON_THE_SEGMENT = """segment_id IN (
    SELECT kept.segment_id FROM segment_line AS kept JOIN segment ON segment.id = kept.segment_id
    WHERE kept.contact_id = :winner AND segment.status = 'OPEN')"""
"""Nobody gets the same letter twice: on an open segment the winner's line stays as it is, the loser's goes."""

MOVES = (
    Move(MovedKind.INTERACTIONS, "interaction", ("contact_id", "company_id")),
    Move(MovedKind.SEGMENT_LINES, "segment_line", gives_way=WINNER_IS_ON_THE_SEGMENT),
    Move(MovedKind.PEOPLE, "contact", ("company_id",)),
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
    return await sql.change(
        f"DELETE FROM {of.table} WHERE {column} = :loser AND {of.gives_way}", winner=winner, loser=loser
    )


async def _moved(of: Move, winner: int, loser: int, now: datetime) -> int:
    pointed = ", ".join(
        f"{column} = CASE WHEN {column} = :loser THEN :winner ELSE {column} END" for column in of.columns
    )
    return await sql.change(
        f"""
        UPDATE {of.table} SET {pointed}, revision = revision + 1, updated_at = :now
        WHERE {" OR ".join(f"{column} = :loser" for column in of.columns)}
        """,
        winner=winner, loser=loser, now=now,
    )  # fmt: skip
