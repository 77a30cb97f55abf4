"""Finding the caller of an API key, by one statement; the result is remembered for some seconds."""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime, timedelta
from functools import wraps
from time import monotonic
from typing import Any, ParamSpec, Protocol, TypeVar

from db.callers import Caller, CallerKind, Role, narrowed
from db.engine.database import connection, is_postgres
from db.models import ApiKey
from db.sql import statements

P = ParamSpec("P")
logger = logging.getLogger("touchbase")

LASTS = 10.0
"""Seconds for which a result is remembered: a key that another process revoked may work that much longer."""
MOST_KNOWN = 1000
MOST_UNKNOWN = 1000
"""How many results are remembered. Unknown keys are counted apart, so that guessing displaces no real key."""
USE_IS_WRITTEN = timedelta(minutes=1)
"""How old `last_used_at` has to be before it is written again."""

NO_SUCH_KEY = "There is no such API key. Ask for a new one."
_SHAPE = re.compile(r"tb_([a-z0-9]{10})_[A-Za-z0-9]{40}")

_KEY = """
SELECT k.*, s.is_blocked AS salesperson_blocked
FROM api_key k LEFT JOIN salesperson s ON s.id = k.salesperson_id
WHERE k.prefix = :prefix
"""
_USED = "UPDATE api_key SET last_used_at = {} WHERE id = {} AND (last_used_at IS NULL OR last_used_at <= {})"


class KeyRefused(Exception):
    """The key is not valid. The message gives the reason only to callers with the whole key."""


Found = Caller | str
"""A caller, or why the key is refused."""

_known: dict[str, tuple[Found, float]] = {}
_unknown: dict[str, tuple[Found, float]] = {}
_revocations = 0
_writing: dict[int, asyncio.Task[None]] = {}


def known(digest: str) -> Caller | None:
    """The caller with the key of this digest, if it is remembered; raises KeyRefused if its refusal is."""
    kept = _known.get(digest) or _unknown.get(digest)
    if kept is None or kept[1] <= monotonic():
        return None
    return _caller(kept[0])


def was_known(digest: str) -> bool:
    """Whether the key of this digest had a caller when it was last looked up, however long ago that was."""
    kept = _known.get(digest)
    return kept is not None and isinstance(kept[0], Caller)


async def looked_up(key: str, digest: str, *, own_only: bool, now: datetime) -> Caller:
    """The caller with a key, looked up. `own_only`: whether salespeople see only their own contacts."""
    shaped = _SHAPE.fullmatch(key)
    if shaped is None:
        raise KeyRefused(NO_SUCH_KEY)
    revocations = _revocations
    row = await _row_of(shaped[1], digest)
    if row is None:
        _remember(_unknown, MOST_UNKNOWN, digest, NO_SUCH_KEY, LASTS)
        raise KeyRefused(NO_SUCH_KEY)
    found: Found = _refusal(row, now) or _caller_of(row, own_only)
    if revocations == _revocations:
        expires_at = statements.as_moment(row["expires_at"])
        left = LASTS if expires_at is None else (expires_at - now).total_seconds()
        _remember(_known, MOST_KNOWN, digest, found, min(LASTS, left) if left > 0 else LASTS)
    caller = _caller(found)
    _note_use(row, now)
    return caller


class _Changed(Protocol):
    api_key: ApiKey


T = TypeVar("T", bound=_Changed)


def forgetting(verb: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """A decorator: the key that the verb changes is forgotten, and look-ups running meanwhile are not remembered."""

    @wraps(verb)
    async def run(*args: P.args, **options: P.kwargs) -> T:
        global _revocations
        changed = await verb(*args, **options)
        _revocations += 1
        _known.pop(changed.api_key.digest, None)
        return changed

    return run


def forget_keys() -> None:
    """Forget all keys, because another database was opened."""
    _known.clear()
    _unknown.clear()


async def uses_written() -> None:
    """Wait until the pending writes of `last_used_at` have ended."""
    await asyncio.gather(*_writing.values())


async def _row_of(prefix: str, digest: str) -> dict[str, Any] | None:
    rows = await statements.select(_KEY, prefix=prefix)
    return next((row for row in rows if hmac.compare_digest(row["digest"], digest)), None)


def _refusal(row: dict[str, Any], now: datetime) -> str | None:
    expires_at = statements.as_moment(row["expires_at"])
    if row["revoked_at"] is not None:
        return "This API key was revoked. Ask for a new one."
    if expires_at is not None and expires_at <= now:
        return "This API key has expired. Ask for a new one."
    if row["salesperson_blocked"]:
        return "The salesperson of this API key is blocked. Ask for a key of somebody else."
    return None


def _caller_of(row: dict[str, Any], own_only: bool) -> Caller:
    role = Role(row["role"])
    return Caller(
        CallerKind.API_KEY,
        f"key:{row['prefix']}",
        row["name"],
        role,
        narrowed(role, None if row["scopes"] is None else row["scopes"].split()),
        row["salesperson_id"],
        sees_only_own=own_only and role is Role.SALESPERSON,
    )


def _caller(found: Found) -> Caller:
    if isinstance(found, str):
        raise KeyRefused(found)
    return found


def _remember(
    memory: dict[str, tuple[Found, float]], most: int, digest: str, found: Found, seconds: float
) -> None:
    memory.pop(digest, None)
    while len(memory) >= most:
        del memory[next(iter(memory))]
    memory[digest] = (found, monotonic() + seconds)


def _note_use(row: dict[str, Any], now: datetime) -> None:
    """Start writing `last_used_at` in the background. If that fails, the next use writes it."""
    last = statements.as_moment(row["last_used_at"])
    if row["id"] in _writing or (last is not None and now - last < USE_IS_WRITTEN):
        return
    _writing[row["id"]] = task = asyncio.create_task(_write_use(row["id"], now))
    task.add_done_callback(lambda _: _writing.pop(row["id"], None))


async def _write_use(key_id: int, now: datetime) -> None:
    try:
        if is_postgres():
            text = _USED.format(":now", ":key_id", ":before")
            await statements.change(text, now=now, key_id=key_id, before=now - USE_IS_WRITTEN)
        else:
            path: str = connection().filename  # type: ignore[attr-defined]
            await asyncio.to_thread(_write_use_into, path, key_id, now)
    except Exception as error:
        logger.info("the last use of API key %s was not noted: %s", key_id, error)


def _write_use_into(path: str, key_id: int, now: datetime) -> None:
    """Write by a connection of its own that gives up if another one is writing; requests share the ordinary one."""
    stored = [each.isoformat(" ") for each in (now, now - USE_IS_WRITTEN)]
    with closing(sqlite3.connect(path, timeout=0)) as file, file:
        file.execute("PRAGMA synchronous = NORMAL")
        file.execute(_USED.format("?", "?", "?"), (stored[0], key_id, stored[1]))
