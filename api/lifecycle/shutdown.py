"""How a server stops: not ready first, closed after a while, while what it has begun goes on to its end."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stopping:
    """How far it has come."""

    def __init__(self) -> None:
        self.is_asked = False
        """It is not ready any more, but still answers: whoever sends work here has to notice first."""
        self.is_closed = False
        """Nothing new is begun."""

    def close(self) -> None:
        self.is_asked = self.is_closed = True


stopping = Stopping()


@contextmanager
def stopped_by_signals(delay: float) -> Iterator[None]:
    """Hears what asks the server to stop, and lets the server itself hear it after so many seconds.

    The server has told the system by then what it does on a signal. Its own way begins with closing the port,
    and an application is told only when all requests have ended.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.getsignal(each) for each in SIGNALS}
    loop = asyncio.get_running_loop()

    def close(number: int, frame: FrameType | None) -> None:
        stopping.close()
        if callable(theirs := before[signal.Signals(number)]):
            theirs(number, frame)

    def close_later(number: int) -> None:
        loop.call_later(delay, lambda: None if stopping.is_closed else close(number, None))

    def hear(number: int, frame: FrameType | None) -> None:
        if stopping.is_asked or number == signal.SIGINT or not delay:
            close(number, frame)  # whoever sits at the terminal, or asks twice, does not want to wait
            return
        stopping.is_asked = True
        loop.call_soon_threadsafe(close_later, number)

    for each in SIGNALS:
        if callable(before[each]):
            signal.signal(each, hear)
    try:
        yield
    finally:
        for each in SIGNALS:
            signal.signal(each, before[each])
        stopping.is_asked = stopping.is_closed = False
