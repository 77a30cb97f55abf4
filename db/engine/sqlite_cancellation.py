"""A connection to SQLite whose statements end when nobody waits for them any more."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite

STEPS_BETWEEN_LOOKS = 20_000
"""After so many steps of SQLite's machine it is asked whether to go on: about once in a millisecond."""


ROWS_AT_ONCE = 64
"""How many rows are fetched by whoever goes through a result row by row."""


class Ticket:
    """One call of the thread that talks to SQLite."""

    __slots__ = ("is_given_up",)

    def __init__(self) -> None:
        self.is_given_up = False


class InterruptibleConnection(aiosqlite.Connection):
    """One thread runs the statements of everybody, one after the other.

    `sqlite3.Connection.interrupt` would end whatever runs by then. A progress handler is asked by the very
    statement that runs, so it ends no other one; and what has not begun when it is given up is not run at all.
    Only reads, writes and scripts end so: a transaction that is finished is finished.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection], chunk_size: int) -> None:
        super().__init__(connector, chunk_size)
        self._current: Ticket | None = None

    async def watch(self) -> None:
        """Begin to look, on a connection that is open."""
        await self._execute(self._conn.set_progress_handler, self._is_given_up, STEPS_BETWEEN_LOOKS)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if getattr(fn, "__name__", "") in ALWAYS_RUN:
            return await super()._execute(fn, *args, **options)
        ticket = Ticket()
        try:
            return await super()._execute(self._run, ticket, partial(fn, *args, **options))
        except asyncio.CancelledError:
            ticket.is_given_up = True
            raise

    def _run(self, ticket: Ticket, work: Callable[[], Any]) -> Any:
        """In the thread."""
        if ticket.is_given_up:
            raise asyncio.CancelledError
        self._current = ticket
        try:
            return work()
        finally:
            self._current = None

    def _is_given_up(self) -> bool:
        current = self._current
        return current is not None and current.is_given_up


ALWAYS_RUN = frozenset({"commit", "rollback", "close"})


async def connect(path: str) -> InterruptibleConnection:
    connection = InterruptibleConnection(partial(sqlite3.connect, path, isolation_level=None), ROWS_AT_ONCE)
    await connection
    await connection.watch()
    return connection
