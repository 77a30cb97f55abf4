"""How fast messages leave: so many a second, later when refused, none while the server is in trouble."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

from aiolimiter import AsyncLimiter

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)
LONGEST_PAUSE = 300.0
"""Seconds."""


def delay_after(attempt: int) -> timedelta:
    """How long a message waits that was refused for now: twice as long each time, and not all at once."""
    doubled = FIRST_DELAY * 2 ** min(attempt - 1, 20)
    return min(doubled * random.uniform(1, 1.25), LONGEST_DELAY)


class Pace:
    """The pace that all connections of a worker keep together."""

    def __init__(self, rate: float | None, first_pause: float) -> None:
        """`rate` is how many messages a second may leave, None for any number."""
        self._limiter = AsyncLimiter(max(1, rate), max(1, rate) / rate) if rate else None
        self._first_pause = first_pause
        self._paused_until = 0.0
        self.troubles = 0
        """How often in a row the server was in trouble."""
        self.last_trouble = ""

    @property
    def pause(self) -> float:
        """Seconds until the server is tried again."""
        return max(0.0, self._paused_until - asyncio.get_running_loop().time())

    async def turn(self, stopping: asyncio.Event) -> None:
        """Until the next message may leave, or none is to leave any more."""
        if self._limiter is None:
            return
        if self._limiter.has_capacity():
            return await self._limiter.acquire()
        waiting = [asyncio.create_task(each) for each in (self._limiter.acquire(), stopping.wait())]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()

    def went_well(self) -> None:
        """The server answers as it should, if only with a refusal."""
        self.troubles = 0

    def trouble(self, words: str) -> None:
        """Nothing is sent for a while, twice as long as the last time. Connections that fail together count once."""
        self.last_trouble = words
        if self.pause == 0:
            length = min(self._first_pause * 2**self.troubles, LONGEST_PAUSE)
            self._paused_until = asyncio.get_running_loop().time() + length
            self.troubles += 1
