"""What stands around each batch while it runs: nothing, unless somebody wants to watch."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Around = Callable[[str, str, int], AbstractContextManager[object]]
"""Stands around one call of a resolver: gets the type, the field, and for how many parents it is called."""

_NOTHING = nullcontext()
_around: Around | None = None


def watch_batches(around: Around | None) -> None:
    """From here on, until it is called with None."""
    global _around
    _around = around


def is_watched() -> bool:
    return _around is not None


def around_batch(kind: str, field: str, parents: int) -> AbstractContextManager[object]:
    return _NOTHING if _around is None else _around(kind, field, parents)
