"""What is remembered of work that took too long, so that it costs others nothing when it comes again."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from cachetools import TTLCache

PATIENCE_WITH_KIND = 3
"""So many pieces of one kind may be over their limits; then others of the kind have a tenth of the time."""
REMEMBERED = 600.0
"""Seconds for which a piece is refused at once that was over its limits."""
MOST_REMEMBERED = 1000
"""Pieces, kinds, and callers, each."""


def _memory() -> Any:
    return TTLCache(MOST_REMEMBERED, REMEMBERED)


class Misses:
    """One memory for all lanes of a process, and for all who ask."""

    def __init__(self) -> None:
        self.refusals: Any = _memory()
        """By digest, what was said of a piece that was over its limits."""
        self._times_over: Any = _memory()
        """By kind, how many of its pieces were over their limits."""
        self._long: Any = _memory()
        """The kinds, or digests of pieces without one, that took longer than the quick lane allows."""
        self._times_late: Any = _memory()
        """By whose they were, how many pieces ran into the time of a lane."""

    def is_hopeless(self, kind: Hashable) -> bool:
        return kind is not None and self._times_over.get(kind, 0) >= PATIENCE_WITH_KIND

    @property
    def knows_long(self) -> bool:
        """Whether anything is long; where nothing is, no digest has to be made."""
        return bool(self._long)

    def is_long(self, kind_or_digest: Hashable) -> bool:
        return kind_or_digest in self._long

    def times_late(self, whose: Hashable) -> int:
        """0 for the worker that delivers, which chooses nothing of what it sends."""
        return 0 if whose is None else self._times_late.get(whose, 0)

    def was_late(self, whose: Hashable) -> None:
        self._times_late[whose] = self._times_late.get(whose, 0) + 1

    def was_long(self, kind_or_digest: Hashable) -> None:
        self._long[kind_or_digest] = True

    def was_over(self, digest: bytes, kind: Hashable, refusal: Exception) -> None:
        self.refusals[digest] = refusal
        if kind is not None:
            self._times_over[kind] = self._times_over.get(kind, 0) + 1
