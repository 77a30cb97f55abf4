"""Turns: who comes next in front of what one at a time may use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count
from time import monotonic


class Turns:
    """A line in front of what one at a time may use: whoever came first, or would have if he were not late."""

    def __init__(self) -> None:
        self._is_taken = False
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def locked(self) -> bool:
        return self._is_taken

    @asynccontextmanager
    async def turn(self, late: float = 0) -> AsyncIterator[None]:
        """A turn, in the place of somebody who came `late` seconds later: nobody is passed for ever."""
        if self._is_taken:
            await self._wait(late)
        self._is_taken = True
        try:
            yield
        finally:
            self._give_on()

    async def _wait(self, late: float) -> None:
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (monotonic() + late, next(self._numbers), called))
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._give_on()
            raise

    def _give_on(self) -> None:
        """To the next who still waits; it stays taken until then, so that nobody comes in between."""
        while self._waiting:
            _, _, called = heappop(self._waiting)
            if not called.done():
                return called.set_result(None)
        self._is_taken = False
        return None
