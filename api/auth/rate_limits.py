"""How many operations each caller may send, and how many wrong credentials may come from one address."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from api.auth.windows import Windows
from api.refusals import Refusal
from api.settings import settings

if TYPE_CHECKING:
    from limits import RateLimitItem


class Counts(Protocol):
    """Where is counted, in this process or together with others."""

    async def seconds_over(self, item: RateLimitItem, name: str) -> float | None:
        """Count one; if that is too many, in how many seconds it may be tried again."""
        ...

    async def close(self) -> None: ...


class OwnCounts:
    """What this process has counted alone."""

    def __init__(self) -> None:
        self._windows: dict[RateLimitItem, Windows] = {}

    async def seconds_over(self, item: RateLimitItem, name: str) -> float | None:
        windows = self._windows.get(item)
        if windows is None:
            windows = self._windows[item] = Windows(item.get_expiry())
        window = windows.count(name)
        return None if window.count <= item.amount else window.left()

    async def close(self) -> None:
        """There is nothing to close."""


class Rate:
    """One setting: so many in so much time, counted for each name."""

    def __init__(self, text: str) -> None:
        from limits import parse_many

        self._items = parse_many(text)
        self._counts = _counts()

    async def exceeded_by(self, name: str) -> tuple[RateLimitItem, int] | None:
        """Count one; if that is too many, of which limit, and in how many seconds it may be tried again."""
        for item in self._items:
            if (left := await self._counts.seconds_over(item, name)) is not None:
                return item, max(1, round(left + 0.5))
        return None


async def limit_rate(identity: str) -> None:
    """Count an operation of a caller, or refuse it."""
    if settings().rate_limit == "off":
        return
    if (over := await rate(settings().rate_limit).exceeded_by(identity)) is not None:
        raise too_often(f"More than {over[0]} operations were sent.", "RATE_LIMIT", *over)


def too_often(message: str, setting: str, item: RateLimitItem, seconds: int) -> Refusal:
    return Refusal(
        429,
        "RATE_LIMITED",
        f"{message} Try again in {seconds} seconds.",
        ("retry-after", str(seconds)),
        limit="rate",
        maximum=item.amount,
        setting=setting,
    )


async def close_rates() -> None:
    """Close the connections of whoever counts."""
    if _counts.cache_info().currsize:
        await _counts().close()
    forget_rates()


def forget_rates() -> None:
    """Count anew, with the settings as they are now."""
    rate.cache_clear()
    _counts.cache_clear()


@cache
def rate(text: str) -> Rate:
    return Rate(text)


@cache
def _counts() -> Counts:
    url = settings().rate_limit_url
    if url is None:
        return OwnCounts()
    from api.auth.shared_counts import SharedCounts

    return SharedCounts(url.get_secret_value())
