"""Taking a row for a change: under its lock, and only if nobody changed it since the caller looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from tortoise.models import Model

from db.errors import Code, Problem, Refused, RevisionStale, not_found
from db.models.row import Row
from db.sql import statements
from db.sql.rows import as_models, noun_of, save_row

R = TypeVar("R", bound=Row)
M = TypeVar("M", bound=Model)


async def locked(
    model: type[R],
    identity: int,
    expected_revision: int | None,
    *path: str,
    pointed_at: bool = False,
    problems: Sequence[Problem] = (),
) -> R:
    """The row, locked until the transaction ends; `pointed_at`: rows that point at it may be made meanwhile.

    `problems` are those that were found before. If the row is not there, or not as expected, they are told with it.
    """
    rows = await _rows(model, [identity], "FOR NO KEY UPDATE" if pointed_at else "FOR UPDATE")
    if identity not in rows:
        raise Refused([not_found(noun_of(model), identity, *path), *problems])
    check_revision(rows[identity], expected_revision, problems)
    return rows[identity]


def check_revision(row: Row, expected: int | None, problems: Sequence[Problem] = ()) -> None:
    if problem := stale(row, expected, "expected_revision"):
        raise Refused([problem, *problems])


def stale(row: Row, expected: int | None, *path: str) -> Problem | None:
    """What is wrong if somebody changed the row since the caller looked at it."""
    if expected is None or expected == row.revision:
        return None
    message = f"This is revision {row.revision} by now, not {expected}. Look at it and decide again."
    return RevisionStale(Code.REVISION_CONFLICT, message, path, current=row)


async def locked_rows(model: type[R], ids: Iterable[int | None]) -> dict[int, R]:
    """The rows, locked in the one order (`db/sql/lock_order.py`), so that two callers never wait for each other."""
    return await _rows(model, ids, "FOR UPDATE")


async def held_rows(model: type[M], ids: Iterable[int | None]) -> dict[int, M]:
    """The rows, kept from changing until the transaction ends, but open to others who only hold them too."""
    return await _rows(model, ids, "FOR SHARE")


async def kept_rows(model: type[M], ids: Iterable[int | None]) -> dict[int, M]:
    """The rows, kept from being deleted until the transaction ends; whatever else changes in them is no matter.

    Several people may be taken so without their companies: who moves people does not wait for it.
    """
    return await _rows(model, ids, "FOR KEY SHARE")


async def save_changes(row: Row, values: dict[str, Any], now: datetime) -> bool:
    """Write the values that differ; whether there were any."""
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changes:
        return False
    row.update_from_dict({**changes, "revision": row.revision + 1, "updated_at": no_earlier(now, row)})
    await save_row(row, *changes, "revision", "updated_at")
    return True


def no_earlier(now: datetime, *rows: Row) -> datetime:
    """The moment of a change to locked rows.

    `now` is when the request began; what it waited for may have changed the rows later than that.
    """
    return max([now, *(row.updated_at for row in rows)])


def missing_among(wanted: Sequence[int], found: Mapping[int, Any], noun: str, *path: str) -> list[Problem]:
    return [not_found(noun, identity, *path) for identity in dict.fromkeys(wanted) if identity not in found]


async def _rows(model: type[M], ids: Iterable[int | None], lock: str) -> dict[int, M]:
    wanted = sorted({identity for identity in ids if identity is not None})
    if not wanted:
        return {}
    records = await statements.select_locking(
        model._meta.db_table, f"id {statements.among('ids')}", lock, ids=wanted
    )
    return {row.pk: row for row in as_models(model, records)}
