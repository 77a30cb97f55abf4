"""Connections to SQLite that only read: nobody who writes, or waits to write, is in their way."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from db.engine.sqlite_cancellation import InterruptibleConnection

MOST_READERS = 4
"""Threads that read at a time in one process. Each is started when all others are at work."""


class SqliteReaders:
    """In the mode WAL a reader sees what was committed when its statement began, and waits for no writer.

    Who comes first is served first. A connection whose statement was given up goes to the next one when its
    thread has noticed.
    """

    def __init__(self, open_reader: Callable[[], Awaitable[InterruptibleConnection]]) -> None:
        self._open_reader = open_reader
        self._free = asyncio.Semaphore(MOST_READERS)
        self._resting: list[InterruptibleConnection] = []
        self._opened: list[InterruptibleConnection] = []
        self._stopping: set[asyncio.Task[None]] = set()
        self._is_closed = False

    @property
    def opened(self) -> int:
        return len(self._opened)

    async def fetch(self, text: str, values: Iterable[Any] | None) -> list[sqlite3.Row]:
        """The rows of a statement that changes nothing; SQLite refuses any other here."""
        await self._free.acquire()
        try:
            reader = await self._next()
        except BaseException:
            self._free.release()
            raise
        try:
            rows = await reader.execute_fetchall(text, values)
        except asyncio.CancelledError:
            self._give_back_at_rest(reader)
            raise
        except BaseException:
            self._give_back(reader)
            raise
        self._give_back(reader)
        return rows  # type: ignore[return-value]

    async def close(self) -> None:
        """Wait for what is read; nobody reads any more."""
        self._is_closed = True
        for reader in self._opened:
            await reader.close()
        if self._stopping:
            await asyncio.wait(self._stopping)
        self._opened.clear()
        self._resting.clear()

    async def _next(self) -> InterruptibleConnection:
        if self._is_closed:
            raise sqlite3.ProgrammingError("The database is closed, or about to be.")
        if self._resting:
            return self._resting.pop()
        reader = await self._open_reader()
        self._opened.append(reader)
        return reader

    def _give_back(self, reader: InterruptibleConnection) -> None:
        self._resting.append(reader)
        self._free.release()

    def _give_back_at_rest(self, reader: InterruptibleConnection) -> None:
        task = asyncio.get_running_loop().create_task(self._rest(reader))
        self._stopping.add(task)  # the event loop itself holds tasks weakly
        task.add_done_callback(self._stopping.discard)

    async def _rest(self, reader: InterruptibleConnection) -> None:
        try:
            await reader.come_to_rest()
        finally:
            self._give_back(reader)
