"""Counting together with other servers, in Redis; while it is away, nothing is counted and everybody is let through."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from db.engine.seldom import Seldom

if TYPE_CHECKING:
    from limits import RateLimitItem

logger = logging.getLogger("touchbase")

PATIENCE = 1.0
"""Seconds that Redis has for an answer."""
PAUSE = 5.0
"""Seconds for which it is not asked again when it gave none: nobody waits for it meanwhile."""
AWAY = "RATE_LIMIT_URL cannot be asked, and rates are not limited: %s"


class SharedCounts:
    """What several servers have counted."""

    def __init__(self, url: str) -> None:
        storage = storage_from_string(
            f"async+{url}",
            implementation="redispy",
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # it is handed on to redis
        )
        self._storage: Any = storage
        self._limiter = FixedWindowRateLimiter(storage)
        self._asked_again_at = 0.0
        self._telling = Seldom()

    async def seconds_over(self, item: RateLimitItem, name: str) -> float | None:
        """Count one; if that is too many, in how many seconds the window ends."""
        if time.monotonic() < self._asked_again_at:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                if await self._limiter.hit(item, name):
                    return None
                stats = await self._limiter.get_window_stats(item, name)
        except Exception as error:
            self._asked_again_at = time.monotonic() + PAUSE
            if self._telling.is_due():
                logger.error(AWAY, type(error).__name__)
            return None
        return stats.reset_time - time.time()  # both of this moment: Redis tells how many seconds are left

    async def close(self) -> None:
        """Close the connections to Redis."""
        await self._storage.bridge.storage.aclose()
