"""What is made of texts of statements, kept for the next time: in so many bytes, whatever clients ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

T = TypeVar("T")

LONGEST_KEPT = 4_096
"""Characters. A longer statement, of which a client may have written the filter, is worked out each time."""


def kept(most: int, text_of: Callable[[Any], str] = str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Keep what a function makes of a short text, its first argument: for `most` of them, the least used going first.

    `text_of` gives the text of a first argument that is not one itself.
    """

    def declare(work: Callable[..., T]) -> Callable[..., T]:
        known = lru_cache(maxsize=most)(work)

        @wraps(work)
        def looked_up(first: Any, *others: Any) -> T:
            text = first if first.__class__ is str else text_of(first)
            return known(first, *others) if len(text) <= LONGEST_KEPT else work(first, *others)

        looked_up.known = known  # type: ignore[attr-defined]
        return looked_up

    return declare
