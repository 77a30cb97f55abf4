"""Waking the delivery workers of this process, so that new deliveries need not wait for their next look."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

_listening: set[asyncio.Event] = set()


@contextmanager
def listening() -> Iterator[asyncio.Event]:
    """An event that `wake_workers` sets."""
    wake = asyncio.Event()
    _listening.add(wake)
    try:
        yield wake
    finally:
        _listening.discard(wake)


def wake_workers() -> None:
    """To be called when deliveries were queued, after their transaction has ended."""
    for wake in _listening:
        wake.set()
