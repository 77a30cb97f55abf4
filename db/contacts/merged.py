"""Keys of contacts that were merged into others: whoever still has one gets the contact that stayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from tortoise.models import Model

from db.errors import Code, Problems
from db.models import Contact, MergedContact
from db.sql import statements
from db.sql.case_folding import exact, upper_case
from db.sql.loaders import rows_by_id

M = TypeVar("M", bound=Model)

FOLDED = {"number": upper_case, "external_id": exact}
"""The keys besides the id, and how they are kept."""


async def keep_keys(loser: Contact, winner: Contact, merged_by: str | None, now: datetime) -> None:
    """The loser's keys lead to the winner, and so do those that led to the loser: always in one step."""
    await statements.change(
        "UPDATE merged_contact SET winner_id = :winner WHERE winner_id = :loser",
        winner=winner.id, loser=loser.id,
    )  # fmt: skip
    await MergedContact.create(
        id=loser.id,
        number=loser.number,
        external_id=loser.external_id,
        winner_id=winner.id,
        merged_at=now,
        merged_by=merged_by,
    )


async def winners_of(losers: Iterable[int]) -> dict[int, int]:
    """Into which contact each was merged. Those that were not are left out."""
    records = await statements.select(
        f"SELECT id, winner_id FROM merged_contact WHERE id {statements.among('losers')}", losers=list(losers)
    )
    return {record["id"]: record["winner_id"] for record in records}


async def rows_answering(
    model: type[M], identities: Iterable[int], columns: frozenset[str] | None = None
) -> dict[int, M]:
    """The rows with these ids; for a contact that was merged the one that stayed.

    The second and third statement are for ids without a row alone.
    """
    wanted = set(identities)
    rows = await rows_by_id(model, wanted, columns)
    gone = wanted - rows.keys()
    if not gone or model is not Contact:
        return rows
    winners = await winners_of(sorted(gone))
    stayed = await rows_by_id(model, winners.values(), columns)
    return rows | {loser: stayed[winner] for loser, winner in winners.items() if winner in stayed}


async def winner_by_key(key: str, value: str) -> int | None:
    """The contact that stayed of the one that had this number or external id last."""
    had = MergedContact.filter(**{key: FOLDED[key](value)}).order_by("-merged_at", "-id")
    merged = await had.first()
    return merged.winner_id if merged else None


async def winner_by(key: str, value: Any) -> int | None:
    """The contact that stayed of the one that had this id, number or external id; None for any other key."""
    if key == "id":
        return (await winners_of([value])).get(value)
    return await winner_by_key(key, value) if key in FOLDED else None


async def check_not_merged(keys: Mapping[str, Any], own_id: int | None, problems: Problems) -> None:
    """A key of a merged contact leads to the winner, who alone may have it again."""
    for key in FOLDED:
        if keys.get(key) is None:
            continue
        winner = await winner_by_key(key, keys[key])
        if winner not in (None, own_id):
            message = f"{keys[key]} belonged to a contact that was merged, and leads to the one that stayed."
            problems.add(Code.NOT_UNIQUE, message, key)
