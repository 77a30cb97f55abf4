"""Who is told of each batch while it runs; nobody, unless somebody says so before the first operation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

Around = Callable[[str, str, int], AbstractContextManager[object]]
"""Stands around one call of a resolver: gets the type, the field, and for how many parents it is called."""

_around: Around | None = None


def watch_batches(around: Around | None) -> None:
    """For operations that are planned from here on: plans are kept, and know whether they are watched."""
    global _around
    _around = around


def is_watched() -> bool:
    return _around is not None


def around_batch(kind: str, field: str, parents: int) -> AbstractContextManager[object]:
    assert _around is not None, "watch_batches() comes first"
    return _around(kind, field, parents)
