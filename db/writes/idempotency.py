"""The same key and input get the same result: it is stored in the transaction that does the work."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Set
from dataclasses import MISSING, fields
from typing import Any, TypeVar

import orjson
from tortoise.models import Model

from db.engine.database import is_postgres
from db.errors import Code, Problem, Refused, refuse
from db.models import IdempotentAnswer
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.partial_rows import only_id
from db.writes.nouns import model_of, noun_of
from db.writes.result_names import NAMES_OF_BEFORE
from db.writes.results import registered_results, result_name
from db.writes.write_context import IdempotencyKey, Write

T = TypeVar("T")


async def run_idempotently(write: Write, key: IdempotencyKey, work: Callable[[], Awaitable[T]]) -> T:
    """Do the work and keep its result, or give the result that was kept for this caller and key.

    A field of the result whose metadata say `kept: False` is not kept: it needs a default for every other time.
    """
    stored = stored_key(write.caller.identity, key.key)
    if not await _claimed(stored):
        message = "A request with this idempotency key is still running. Try again soon."
        refuse(Code.IDEMPOTENCY_IN_PROGRESS, message, "idempotency_key")
    if (kept := await IdempotentAnswer.get_or_none(key=stored)) is not None:
        result = await _kept_result(kept, key)
        write.replayed = True
        return result
    result = await work()
    await IdempotentAnswer.create(
        key=stored, input_digest=key.input_digest, answer=_written(result), created_at=write.now
    )
    return result


async def _kept_result(kept: IdempotentAnswer, key: IdempotencyKey) -> Any:
    if kept.input_digest != key.input_digest:
        message = "This idempotency key was used with another input. Use a new key for a new request."
        refuse(Code.IDEMPOTENCY_MISMATCH, message, "idempotency_key")
    return await _read(kept.answer)


def stored_key(caller: str, key: str) -> str:
    """What the table holds for a key: the same key of another caller is another key."""
    return hashlib.sha256(f"{len(caller)}:{caller}{key}".encode()).hexdigest()


async def _claimed(key: str) -> bool:
    """Whether nobody else works on this key now. The lock goes with the transaction.

    On SQLite the twin waits for the transaction before it, and then finds the answer.
    """
    if not is_postgres():
        return True
    row = await statements.select_one(
        "SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0)) AS free", key=key
    )
    return row["free"]


def _written(result: Any) -> str:
    """A bare row is one that was deleted: its id is all that is left of it."""
    if isinstance(result, Model):
        return orjson.dumps({"deleted": noun_of(result), "id": result.pk}).decode()
    kept = (field.name for field in fields(result) if field.metadata.get("kept", True))
    values = {name: _reference(getattr(result, name)) for name in kept}
    return orjson.dumps({"kind": result_name(result), "values": values}).decode()


def _reference(value: Any) -> Any:
    if isinstance(value, Model):
        return {"row": noun_of(value), "id": value.pk}
    if isinstance(value, list):
        return [_reference(item) for item in value]
    return value


async def _read(written: str) -> Any:
    try:
        kept = orjson.loads(written)
        if "deleted" in kept:
            return only_id(model_of(kept["deleted"]), kept["id"])
        values = {name: await _dereferenced(value) for name, value in kept["values"].items()}
        return _result_type(kept["kind"], values.keys())(**values)
    except (LookupError, TypeError, ValueError, AttributeError) as unreadable:
        raise Refused([UNREADABLE]) from unreadable


UNREADABLE = Problem(
    Code.INVALID,
    "What this idempotency key asked for was done, by a version of the server whose answers cannot be read any"
    " more. Look at what is there before you ask again with a new key.",
    ("idempotency_key",),
)


def _result_type(name: str, given: Set[str]) -> type:
    """The type that was kept by this name, today's or one of before, if it can be made of what was kept."""
    kind = registered_results()[NAMES_OF_BEFORE.get(name, name)]
    known = fields(kind)
    needed = {each.name for each in known if each.default is MISSING and each.default_factory is MISSING}
    if not needed <= given <= {each.name for each in known}:
        raise LookupError(f"{name} was kept with {', '.join(sorted(given))}.")
    return kind


async def _dereferenced(value: Any) -> Any:
    """Rows as they are now; a row that was deleted since, or is not for the caller to see, is left out."""
    if isinstance(value, dict):
        return (await rows_by_id(model_of(value["row"]), [value["id"]])).get(value["id"])
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = await rows_by_id(model_of(value[0]["row"]), [item["id"] for item in value])
        return [rows[item["id"]] for item in value if item["id"] in rows]
    return value
