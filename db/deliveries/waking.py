"""A bell for workers in the same process: what is due need not wait until they look again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

_listening: set[asyncio.Event] = set()


@contextmanager
def listening() -> Iterator[asyncio.Event]:
    """An event that is set whenever the bell is rung."""
    bell = asyncio.Event()
    _listening.add(bell)
    try:
        yield bell
    finally:
        _listening.discard(bell)


def ring() -> None:
    """Deliveries were queued, and the transaction that did it is over."""
    for bell in _listening:
        bell.set()
