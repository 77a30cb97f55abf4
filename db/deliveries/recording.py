"""Recording the outcome of a delivery that a worker holds; nothing is written if another worker holds it by now."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from db.sql import statements

LONGEST_RESPONSE = 500


async def record_sent(holder: str, delivery_id: int, response: str, *, now: datetime) -> bool:
    """The mail server has accepted the message. Whether this was recorded."""
    return await _recorded(
        "status = 'SENT', sent_at = :now, response = :response",
        holder, delivery_id, response=_plain(response), now=now,
    )  # fmt: skip


async def record_failed(holder: str, delivery_id: int, response: str, *, now: datetime) -> bool:
    """The mail server refused the message for good. Whether this was recorded."""
    return await _recorded(
        "status = 'FAILED', response = :response", holder, delivery_id, response=_plain(response), now=now
    )


async def record_skipped(holder: str, delivery_id: int, reason: str, *, now: datetime) -> bool:
    """There is nothing to send. Whether this was recorded."""
    return await _recorded(
        "status = 'SKIPPED', response = :response", holder, delivery_id, response=_plain(reason), now=now
    )


async def put_off(
    holder: str, delivery_id: int, response: str, due_at: datetime, *, counted: bool, now: datetime
) -> bool:
    """Try again at `due_at`. `counted`: whether the attempt counts, as it does if the server answered it."""
    uncounted = "" if counted else "attempt_count = attempt_count - 1,"
    return await _recorded(
        f"{uncounted} status = 'QUEUED', response = :response, due_at = :due_at, held_by = NULL, held_until = NULL",
        holder, delivery_id, response=_plain(response), due_at=due_at, now=now,
    )  # fmt: skip


async def give_back(holder: str, delivery_id: int | None = None, *, now: datetime) -> None:
    """Queue a delivery again that was not begun, or all that the worker still holds, for other workers."""
    only = "" if delivery_id is None else "AND id = :id"
    await statements.change_returning(
        f"""
        UPDATE delivery SET status = 'QUEUED', held_by = NULL, held_until = NULL,
            revision = revision + 1, updated_at = :now
        WHERE status = 'SENDING' AND held_by = :holder {only} RETURNING id
        """,
        holder=holder, id=delivery_id, now=now,
    )  # fmt: skip


async def _recorded(changes: str, holder: str, delivery_id: int, **parameters: Any) -> bool:
    records = await statements.change_returning(
        f"""
        UPDATE delivery SET {changes}, revision = revision + 1, updated_at = :now
        WHERE id = :id AND held_by = :holder AND status = 'SENDING' RETURNING id
        """,
        id=delivery_id, holder=holder, **parameters,
    )  # fmt: skip
    return bool(records)


def _plain(words: str) -> str:
    """A response as one line without control characters, so that both databases can store it."""
    shown = "".join(" " if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") else each for each in words)
    return " ".join(shown.split())[:LONGEST_RESPONSE].rstrip()
