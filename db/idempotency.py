"""The same key and input get the same answer: it is stored in the transaction that does the work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar

import orjson
from tortoise import Tortoise
from tortoise.models import Model

from db import sql
from db.config import APP, is_postgres
from db.errors import Code, refuse
from db.loaders import rows_by_id
from db.models import IdempotentAnswer

T = TypeVar("T")


@dataclass(frozen=True)
class Once:
    """The idempotency key of a request, what it asks for, and when."""

    key: str
    input_digest: str
    now: datetime


async def answer_once(once: Once, work: Callable[[], Awaitable[T]]) -> T:
    """Do the work and keep its answer, or give the answer that was kept.

    The work returns a dataclass whose fields are rows, lists of rows and plain values. A field whose metadata
    say `kept: False` is told once: it needs a default for every other time.
    """
    if not await _claimed(once.key):
        refuse(
            Code.IDEMPOTENCY_IN_PROGRESS,
            "A request with this idempotency key is still running. Try again soon.",
            "idempotency_key",
        )
    kept = await IdempotentAnswer.get_or_none(key=once.key)
    if kept is None:
        answer = await work()
        await IdempotentAnswer.create(
            key=once.key, input_digest=once.input_digest, answer=_written(answer), created_at=once.now
        )
        return answer
    if kept.input_digest != once.input_digest:
        refuse(
            Code.IDEMPOTENCY_MISMATCH,
            "This idempotency key was used with another input. Use a new key for a new request.",
            "idempotency_key",
        )
    return await _read(kept.answer)


async def _claimed(key: str) -> bool:
    """Whether nobody else works on this key now. The lock goes with the transaction.

    On SQLite the twin waits for the transaction before it, and then finds the answer.
    """
    if not is_postgres():
        return True
    row = await sql.select_one("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0)) AS free", key=key)
    return row["free"]


def _written(answer: Any) -> str:
    kept = (field.name for field in fields(answer) if field.metadata.get("kept", True))
    values = {name: _reference(getattr(answer, name)) for name in kept}
    kind = type(answer)
    return orjson.dumps({"kind": f"{kind.__module__}:{kind.__qualname__}", "values": values}).decode()


def _reference(value: Any) -> Any:
    if isinstance(value, Model):
        return {"row": type(value).__name__, "id": value.pk}
    if isinstance(value, list):
        return [_reference(item) for item in value]
    return value


async def _read(written: str) -> Any:
    kept = orjson.loads(written)
    module, _, name = kept["kind"].partition(":")
    kind = getattr(__import__(module, fromlist=[name]), name)
    values = {name: await _dereferenced(value) for name, value in kept["values"].items()}
    return replace(kind(**values), replayed=True)


async def _dereferenced(value: Any) -> Any:
    """Rows as they are now; a row that was deleted since is left out."""
    if isinstance(value, dict):
        return (await rows_by_id(_model(value["row"]), [value["id"]])).get(value["id"])
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = await rows_by_id(_model(value[0]["row"]), [item["id"] for item in value])
        return [rows[item["id"]] for item in value if item["id"] in rows]
    return value


def _model(name: str) -> type[Model]:
    assert Tortoise.apps is not None
    return Tortoise.apps[APP][name]
