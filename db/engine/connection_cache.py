"""A cache of open connections in front of the pool: between two statements none of them goes through it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, NamedTuple

from asyncpg import InterfaceError, Pool
from asyncpg.pool import PoolConnectionProxy

CLOSED = "The database is closed, or about to be."

LONGEST_CACHED = 60
"""Seconds after which what is cached goes back to the pool, which closes what is used too often or not at all."""


class PoolCounts(NamedTuple):
    """Connections at one moment."""

    open: int
    idle: int
    """Those of them that nobody uses."""
    waiting: int
    """How many callers wait for one."""


class ConnectionCache:
    """asyncpg's pool, as Tortoise asks it, with the connections that nobody uses at hand in front of it.

    Giving a connection back to asyncpg takes a task, a timer and another turn of the event loop, which is half
    of what a short statement costs. A connection that was left as it should be needs none of that; any other
    one goes the whole way, and so does every one for which somebody waits, be it the pool itself to close it.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._cached: list[PoolConnectionProxy] = []
        self._waiting: set[asyncio.Task[PoolConnectionProxy]] = set()
        self._is_closing = False
        self._timer: asyncio.TimerHandle | None = None
        self._returning: set[asyncio.Task[None]] = set()

    @property
    def cached(self) -> int:
        """How many connections are at hand."""
        return len(self._cached)

    def counts(self) -> PoolCounts:
        pool = self._pool
        return PoolCounts(pool.get_size(), pool.get_idle_size() + self.cached, len(self._waiting))

    async def acquire(self) -> PoolConnectionProxy:
        if self._is_closing:
            raise InterfaceError(CLOSED)
        while self._cached:
            connection = self._cached.pop()
            if _is_open(connection):
                return connection
            await self._pool.release(connection)
        return await self._acquired_from_pool()

    async def _acquired_from_pool(self) -> PoolConnectionProxy:
        """In a task that closing can cancel: the pool would close a connection under who waits for it meanwhile."""
        waiting = asyncio.ensure_future(self._pool.acquire())
        self._waiting.add(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._is_closing and not (task and task.cancelling()):
                raise InterfaceError(CLOSED) from None
            raise
        finally:
            self._waiting.discard(waiting)

    async def release(self, connection: PoolConnectionProxy) -> None:
        failed = sys.exception() is not None  # a canceled statement has to be waited for
        if failed or self._waiting or self._is_closing or _is_in_transaction(connection):
            await self._pool.release(connection)
            return
        self._cached.append(connection)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LONGEST_CACHED, self._empty)

    async def expire_connections(self) -> None:
        self._empty()
        await self._pool.expire_connections()

    async def close(self) -> None:
        """Wait for the statements that run; nobody gets a connection any more, those who wait for one included."""
        self._is_closing = True
        for waiting in self._waiting:
            waiting.cancel()
        self._empty()
        await self._pool.close()

    def terminate(self) -> None:
        self._pool.terminate()

    def _empty(self) -> None:
        """Everything that is cached goes back to the pool."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._cached:
            self._begin(self._pool.release(self._cached.pop()))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._returning.add(task)  # the event loop itself holds tasks weakly
        task.add_done_callback(self._returning.discard)


def _is_open(connection: PoolConnectionProxy) -> bool:
    """Whether it can be used. One that broke has left the pool, and does not even answer that."""
    try:
        return not connection.is_closed()
    except InterfaceError:
        return False


def _is_in_transaction(connection: PoolConnectionProxy) -> bool:
    """Whether something is left to be undone; one that broke has to be replaced as well."""
    try:
        return connection.is_in_transaction()
    except InterfaceError:
        return True
