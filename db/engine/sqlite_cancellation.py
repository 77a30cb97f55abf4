"""A connection to SQLite whose statements end when nobody waits for them any more."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiosqlite

STEPS_BETWEEN_LOOKS = 20_000
"""After so many steps of SQLite's machine it is asked whether to go on: about once in a millisecond."""


ROWS_AT_ONCE = 64
"""How many rows are fetched by whoever goes through a result row by row."""

LONGEST_TURN = 0.1
"""Seconds for which SQLite itself waits for a lock: so long a call that was given up may go on waiting."""

BETWEEN_TURNS = 0.005
"""Seconds between two of them: SQLite answers some collisions at once, without waiting."""

LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY})
"""What SQLite answers while another process has the lock, and nothing of the statement was done."""


def is_locked(error: BaseException) -> bool:
    """Whether it is worth to try again."""
    return getattr(error, "sqlite_errorcode", None) in LOCKED


class Ticket:
    """One call of the thread that talks to SQLite."""

    __slots__ = ("is_given_up",)

    def __init__(self) -> None:
        self.is_given_up = False


class InterruptibleConnection(aiosqlite.Connection):
    """One thread runs the statements of everybody, one after the other.

    `sqlite3.Connection.interrupt` would end whatever runs by then. A progress handler is asked by the very
    statement that runs, so it ends no other one; and what has not begun when it is given up is not run at all.
    A lock is waited for in short turns, between which is seen whether somebody still waits.
    Only reads, writes and scripts end so: a transaction that is finished is finished.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection], chunk_size: int, patience: float) -> None:
        super().__init__(connector, chunk_size)
        self._patience = patience
        self._current: Ticket | None = None

    async def watch(self) -> None:
        """Begin to look, on a connection that is open."""
        await self._execute(self._conn.set_progress_handler, self._is_given_up, STEPS_BETWEEN_LOOKS)

    async def come_to_rest(self) -> None:
        """Wait until everything that was asked before has ended, given up or not."""
        await super()._execute(int)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **options: Any) -> Any:
        ticket = Ticket()
        name = getattr(fn, "__name__", "")
        run = self._run if name in REPEATABLE else self._run_once
        try:
            return await super()._execute(run, ticket, partial(fn, *args, **options))
        except asyncio.CancelledError:
            ticket.is_given_up = name not in ALWAYS_RUN
            raise

    def _run(self, ticket: Ticket, work: Callable[[], Any]) -> Any:
        """In the thread; again for as long as another process has the lock."""
        end = time.monotonic() + self._patience
        while True:
            try:
                return self._run_once(ticket, work)
            except sqlite3.OperationalError as error:
                if not is_locked(error) or time.monotonic() >= end:
                    raise
            time.sleep(BETWEEN_TURNS)

    def _run_once(self, ticket: Ticket, work: Callable[[], Any]) -> Any:
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
REPEATABLE = frozenset({"execute", "executemany", "_execute_fetchall", "_execute_insert", "commit"})
"""Calls that have done nothing when they meet a lock. A script may have done half of its work."""


async def connect(path: str, patience: float) -> InterruptibleConnection:
    """One more thread, and a connection that waits for a lock of another process for so many seconds."""
    connector = partial(sqlite3.connect, path, isolation_level=None, timeout=min(LONGEST_TURN, patience))
    connection = InterruptibleConnection(connector, ROWS_AT_ONCE, patience)
    await connection
    async with closed_on_failure(connection):
        await connection.watch()
        connection.row_factory = sqlite3.Row
    return connection


@asynccontextmanager
async def closed_on_failure(connection: aiosqlite.Connection) -> AsyncIterator[None]:
    """A thread that nobody stops keeps the process from ending."""
    try:
        yield
    except BaseException:
        await connection.close()
        raise
