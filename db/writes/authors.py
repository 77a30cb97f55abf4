"""Who makes, logs or cancels something: a row for each caller, which what they did points at."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from tortoise.backends.base.client import TransactionalDBClient

from db.callers import Caller
from db.engine.database import connection
from db.sql import statements
from db.writes.write_context import writing

MOST_REMEMBERED = 10_000
LONGEST_IDENTITY = 300
LONGEST_NAME = 200

_Known = dict[str, tuple[tuple[str, int | None], int]]
_known: WeakKeyDictionary[Any, _Known] = WeakKeyDictionary()
"""What the rows of callers say, and their ids, by identity: for each open database."""


async def author_id() -> int | None:
    """The id of the row of whoever does the write that is going on; None for work that nobody asked for.

    It costs a statement once for each caller and process. A request asks before its transaction begins. What asks
    only inside of one, such as the command line, makes a row that may be undone with it, and remembers nothing.
    """
    write = writing.get()
    if write is None:
        return None
    identity, says = _identity(write.caller), (write.caller.name[:LONGEST_NAME], write.caller.salesperson_id)
    if isinstance(connection(), TransactionalDBClient):
        if write.author_id is None:
            write.author_id = await _found(identity) or await _made(write.caller, identity, *says)
        return write.author_id
    known = _known.setdefault(connection(), {})
    if identity not in known or known[identity][0] != says:
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[identity] = says, await _made(write.caller, identity, *says)
    write.author_id = known[identity][1]
    return write.author_id


def _identity(caller: Caller) -> str:
    """The identity of a caller; one that is too long ends with a digest, so that no two become one."""
    if len(caller.identity) <= LONGEST_IDENTITY:
        return caller.identity
    digest = sha256(caller.identity.encode()).hexdigest()
    return f"{caller.identity[: LONGEST_IDENTITY - len(digest) - 1]}:{digest}"


async def _found(identity: str) -> int | None:
    """The row that is there: it is left as it is, so that nobody waits for it until the transaction ends."""
    rows = await statements.select("SELECT id FROM caller WHERE identity = :identity", identity=identity)
    return rows[0]["id"] if rows else None


async def _made(caller: Caller, identity: str, name: str, salesperson_id: int | None) -> int:
    """The row of a caller, made or brought up to date. An API key is found by the prefix in its identity."""
    [row] = await statements.change_returning(
        """
        INSERT INTO caller (identity, kind, name, salesperson_id, api_key_id)
        VALUES (:identity, :kind, :name, (SELECT id FROM salesperson WHERE id = :salesperson_id),
            (SELECT id FROM api_key WHERE prefix = :prefix))
        ON CONFLICT (identity) DO UPDATE SET name = excluded.name, salesperson_id = excluded.salesperson_id
        RETURNING id
        """,
        identity=identity, kind=caller.kind.value, name=name, salesperson_id=salesperson_id,
        prefix=identity.partition("key:")[2],
    )  # fmt: skip
    return row["id"]
