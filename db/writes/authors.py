"""Who makes, logs or cancels something: a row for each caller, which what they did points at."""

from __future__ import annotations

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

_Known = dict[tuple[str, str, int | None], int]
_known: WeakKeyDictionary[Any, _Known] = WeakKeyDictionary()
"""The ids of callers by what is kept of them, for each open database."""


async def author_id() -> int | None:
    """The id of the row of whoever does the write that is going on; None for work that nobody asked for.

    It costs a statement once for each caller and process. A row that is made inside of a transaction may be undone
    with it, and is not remembered: a request makes it before its transaction begins.
    """
    write = writing.get()
    if write is None:
        return None
    caller = write.caller
    kept = caller.identity[:LONGEST_IDENTITY], caller.name[:LONGEST_NAME], caller.salesperson_id
    if isinstance(connection(), TransactionalDBClient):
        if write.author_id is None:
            write.author_id = await _made(caller, *kept)
        return write.author_id
    known = _known.setdefault(connection(), {})
    if kept not in known:
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[kept] = await _made(caller, *kept)
    write.author_id = known[kept]
    return write.author_id


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
