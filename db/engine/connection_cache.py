"""A cache of open connections in front of the pool: between two statements none of them goes through it."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import deque
from collections.abc import Coroutine
from typing import Any, NamedTuple

from asyncpg import InterfaceError, InternalClientError, Pool, PostgresError
from asyncpg.pool import PoolConnectionProxy

from db.engine.outages import DatabaseUnreachable
from db.engine.seldom import Seldom

CLOSED = "The database is closed, or about to be."

logger = logging.getLogger("touchbase")

LONGEST_CACHED = 60
"""Seconds after which what is cached goes back to the pool, which closes what is used too often or not at all."""

LONGEST_RETURN = 1
"""Seconds for which a server may take to end a statement that was given up; after that the connection is ended."""


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
    of what a short statement costs. A connection that was left as it should be needs none of that: who waits
    longest has it next, or else it is cached. Any other one goes the whole way. Whoever waits is served by
    whatever comes first, a connection that is passed on or one that is opened, so that no connection belongs to
    a caller who is gone by then.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._cached: list[PoolConnectionProxy] = []
        self._waiting: deque[asyncio.Future[PoolConnectionProxy]] = deque()
        self._opening: set[asyncio.Task[PoolConnectionProxy]] = set()
        self._silences = Seldom()
        self._taken = 0
        """How many connections the pool gave away, or is about to: those in use, cached, opening, going back."""
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
            await self._give_back(connection)
        return await self._next_connection()

    async def _next_connection(self) -> PoolConnectionProxy:
        waiting: asyncio.Future[PoolConnectionProxy] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        self._open_if_needed()
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled() and waiting.exception() is None:
                self._pass_on(waiting.result())
            raise

    async def release(self, connection: PoolConnectionProxy) -> None:
        failed = sys.exception() is not None  # a canceled statement has to be waited for
        if failed or self._is_closing or _is_in_transaction(connection):
            await self._give_back(connection)
        else:
            self._pass_on(connection)

    async def expire_connections(self) -> None:
        self._empty()
        await self._pool.expire_connections()

    async def close(self) -> None:
        """Wait for the statements that run; nobody gets a connection any more, those who wait for one included."""
        self._is_closing = True
        self._refuse_all_waiting()
        for opening in self._opening:
            opening.cancel()  # or it would be open for nobody after the pool is closed
        if self._opening:
            await asyncio.wait(self._opening)
        self._empty()
        await self._pool.close()

    def terminate(self) -> None:
        self._pool.terminate()

    def _pass_on(self, connection: PoolConnectionProxy) -> None:
        """To who waits longest, or else into the cache."""
        waiting = self._longest_waiting()
        if waiting is not None:
            waiting.set_result(connection)
            return
        self._cached.append(connection)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LONGEST_CACHED, self._empty)

    def _longest_waiting(self) -> asyncio.Future[PoolConnectionProxy] | None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                return waiting
        return None

    def _refuse_all_waiting(self) -> None:
        while (waiting := self._longest_waiting()) is not None:
            waiting.set_exception(InterfaceError(CLOSED))

    def _open_if_needed(self) -> None:
        """Open one more for those who wait, unless as many are about to come or the pool has no more to give."""
        if len(self._waiting) <= len(self._opening) or self._taken >= self._pool.get_max_size():
            return
        self._taken += 1
        opening = asyncio.ensure_future(self._pool.acquire())
        self._opening.add(opening)
        opening.add_done_callback(self._opened)

    def _opened(self, opening: asyncio.Task[PoolConnectionProxy]) -> None:
        self._opening.discard(opening)
        failure = asyncio.CancelledError() if opening.cancelled() else opening.exception()
        if failure is None:
            self._pass_on(opening.result())
            return
        self._taken -= 1
        waiting = self._longest_waiting()
        if waiting is not None:
            waiting.set_exception(unreachable(failure))
        if not self._is_closing:
            self._open_if_needed()  # for those who wait behind, when there are more of them than connections

    async def _give_back(self, connection: PoolConnectionProxy) -> None:
        """The pool undoes what is left to be undone, or ends the connection when the server does not answer."""
        try:
            await self._pool.release(connection, timeout=LONGEST_RETURN)
        except TimeoutError:  # the pool has ended it
            await self.distrust_connections()
        except (OSError, PostgresError, InterfaceError) as failure:
            logger.info(
                "A connection was ended, since it could not be given back: %s", failure or "no answer"
            )
        finally:
            self._taken -= 1
            if not self._is_closing:
                self._open_if_needed()

    async def distrust_connections(self) -> None:
        """The server gave no answer on one of them, so all that nobody uses are opened anew."""
        if self._silences.is_due():
            logger.warning("The database gave no answer. The connections to it are opened anew.")
        while self._cached:
            cached = self._cached.pop()
            cached.terminate()
            self._taken -= 1
        await self._pool.expire_connections()

    def _empty(self) -> None:
        """Everything that is cached goes back to the pool."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._cached:
            self._begin(self._give_back(self._cached.pop()))

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


def unreachable(failure: BaseException) -> BaseException:
    """What is told when a connection cannot be opened, with what the driver said as its cause."""
    if not isinstance(failure, OSError | PostgresError | InterfaceError | InternalClientError):
        return failure
    error = DatabaseUnreachable(str(failure) or type(failure).__name__)
    error.__cause__ = failure
    return error
