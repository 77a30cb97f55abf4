"""How many operations each caller may send, and how often an address may fail to say who calls."""

from __future__ import annotations

import logging
import time
from collections.abc import MutableMapping
from functools import cache
from typing import TYPE_CHECKING, Any

from cachetools import TTLCache

from api.refusals import Refusal
from api.settings import settings

if TYPE_CHECKING:
    from limits import RateLimitItem

logger = logging.getLogger("touchbase")

MOST_BLOCKED = 10_000
SECONDS_BLOCKED = 3600
"""How many addresses are remembered that failed too often, and how long at most."""


class Rate:
    """One setting: so many in so much time, counted for each name.

    If the store that several servers share is away, everybody is let through, and the log says so: a limit is
    not worth an outage.
    """

    def __init__(self, text: str) -> None:
        from limits import parse_many
        from limits.aio.strategies import FixedWindowRateLimiter

        self._items = parse_many(text)
        self._limiter = FixedWindowRateLimiter(_storage())

    async def exceeded_by(self, name: str) -> tuple[RateLimitItem, int] | None:
        """Count one; if that is too many, of which limit, and in how many seconds it may be tried again."""
        try:
            for item in self._items:
                if not await self._limiter.hit(item, name):
                    stats = await self._limiter.get_window_stats(item, name)
                    return item, max(1, round(stats.reset_time - time.time() + 0.5))
        except Exception as error:
            logger.error("the rate of requests is not limited: %s", type(error).__name__)
        return None


async def limit_rate(identity: str) -> None:
    """Count an operation of a caller, or refuse it."""
    if settings().rate_limit == "off":
        return
    if (over := await _rate(settings().rate_limit).exceeded_by(identity)) is not None:
        raise _too_often(f"More than {over[0]} operations were sent.", "RATE_LIMIT", over[0], over[1])


async def limit_failures(address: str | None) -> None:
    """Count that an address failed to say who calls."""
    if settings().failed_authentications == "off":
        return
    name = f"failed:{address}"
    if (over := await _rate(settings().failed_authentications).exceeded_by(name)) is not None:
        _blocked[address] = (time.monotonic() + over[1], over[0])


def refuse_blocked(address: str | None) -> None:
    """Refuse whoever failed too often, the right key included, so that keys cannot be guessed."""
    if not _blocked or (found := _blocked.get(address)) is None:
        return
    left = found[0] - time.monotonic()
    if left <= 0:
        del _blocked[address]
        return
    message = f"This address failed more than {found[1]} to say who calls."
    raise _too_often(message, "FAILED_AUTHENTICATIONS", found[1], max(1, round(left + 0.5)))


_blocked: MutableMapping[str | None, tuple[float, RateLimitItem]] = TTLCache(MOST_BLOCKED, SECONDS_BLOCKED)  # type: ignore[assignment]


def forget_rates() -> None:
    """Count anew, with the settings as they are now."""
    _blocked.clear()
    _rate.cache_clear()
    _storage.cache_clear()


def _too_often(message: str, setting: str, item: RateLimitItem, seconds: int) -> Refusal:
    return Refusal(
        429,
        "RATE_LIMITED",
        f"{message} Try again in {seconds} seconds.",
        ("retry-after", str(seconds)),
        limit="rate",
        maximum=item.amount,
        setting=setting,
    )


@cache
def _rate(text: str) -> Rate:
    return Rate(text)


@cache
def _storage() -> Any:
    from limits.storage import storage_from_string

    url = settings().rate_limit_url
    if url is None:
        return storage_from_string("async+memory://")
    return storage_from_string(
        f"async+{url.get_secret_value()}",
        implementation="redispy",
        socket_timeout=1,
        socket_connect_timeout=1,
    )
