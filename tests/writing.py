"""Verbs as requests call them: with what is known of the request, and perhaps an idempotency key."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.callers import LOCAL, SCOPES_OF, Caller, CallerKind, Role
from db.models import KnownCaller
from db.writes.authors import author_id
from db.writes.write_context import IdempotencyKey, Write, writing
from tests.conftest import NOW


@dataclass
class Done:
    """What a verb answered, and whether it was its first answer to the same key."""

    answer: Any
    replayed: bool


async def requested(
    work: Awaitable[Any],
    idempotency_key: IdempotencyKey | None = None,
    *,
    by: Caller = LOCAL,
    at: datetime = NOW,
) -> Done:
    """Await a verb on behalf of a request."""
    write = Write("anAction", by, at, "127.0.0.1", "request-1", "AnOperation", idempotency_key)
    before = writing.set(write)
    try:
        await author_id()
        return Done(await work, write.replayed)
    finally:
        writing.reset(before)


async def keyed(work: Awaitable[Any], key: str = "key", digest: str = "digest", **request: Any) -> Done:
    """The same with a key."""
    return await requested(work, IdempotencyKey(key, digest), **request)


async def done_by(name: str, work: Awaitable[Any]) -> Any:
    """What a verb answers that somebody asks for who is called so."""
    caller = Caller(CallerKind.LOCAL, f"name:{name}", name, Role.ADMIN, SCOPES_OF[Role.ADMIN])
    return (await requested(work, by=caller)).answer


async def name_of(caller_id: int | None) -> str | None:
    """What a caller is called to whom a row points."""
    return None if caller_id is None else (await KnownCaller.get(id=caller_id)).name


async def known_caller() -> None:
    """The caller of requests has a row from now on, and costs no further statement."""
    await requested(author_id())
