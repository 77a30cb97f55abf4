"""Counting in windows of time, in this process, by a clock that never goes back."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from cachetools import TTLCache

MOST_NAMES = 50_000
"""Whose windows are remembered at a time; beyond that, those begin anew that were used the longest ago."""


@dataclass(slots=True)
class Window:
    """What was counted for one name, and until when."""

    until: float
    count: int = 0

    def left(self) -> float:
        """Seconds until it ends."""
        return self.until - monotonic()


class Windows:
    """Windows of so many seconds, each of which begins when a name is counted that has none."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._of: TTLCache[str, Window] = TTLCache(MOST_NAMES, seconds, timer=monotonic)

    def count(self, name: str) -> Window:
        """One more for this name: its window."""
        window = self._of.get(name)
        if window is None:
            window = self._of[name] = Window(monotonic() + self._seconds)
        window.count += 1
        return window
