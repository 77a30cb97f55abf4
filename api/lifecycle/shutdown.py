"""How a server stops: not ready first, closed after a while, and what it has begun comes to its end."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

SignalFunction = Callable[[int, FrameType | None], None]

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Shutdown:
    """How far the stopping of a server has come."""

    def __init__(self) -> None:
        self.is_requested = False
        """It is not ready any more, but still answers: whoever sends work here has to notice first."""
        self.is_closed = False
        """Nothing new is begun."""
        self.is_cutting_off = False
        """What runs is broken off."""
        self.running: set[asyncio.Task[Any]] = set()
        """The requests that are being answered."""

    def cut_off(self) -> None:
        """Break off what runs: each answers what became of it."""
        self.is_cutting_off = True
        for task in self.running:
            task.cancel()

    def close(self) -> None:
        self.is_requested = self.is_closed = True


shutdown = Shutdown()


@contextmanager
def stopped_by_signals(delay: float, seconds: float) -> Iterator[None]:
    """Takes the signals that stop the server, and passes them on to the server itself after a delay.

    What runs then has so many seconds to come to its end.

    The server has set its own handlers by then. They begin with closing the port, and it tells an application
    that it stops only when all requests have ended.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    of_the_server = {each: signal.getsignal(each) for each in SIGNALS}
    with _signals_go_to(_beginning(delay, seconds, of_the_server), of_the_server):
        yield


def _beginning(delay: float, seconds: float, of_the_server: Mapping[signal.Signals, Any]) -> SignalFunction:
    """What begins to stop the server."""
    loop = asyncio.get_running_loop()

    def close(number: int, frame: FrameType | None) -> None:
        shutdown.close()
        loop.call_soon_threadsafe(loop.call_later, seconds, shutdown.cut_off)
        if callable(stop := of_the_server[signal.Signals(number)]):
            stop(number, frame)

    def close_unless_closed(number: int) -> None:
        if not shutdown.is_closed:
            close(number, None)

    def begin(number: int, frame: FrameType | None) -> None:
        if shutdown.is_requested or number == signal.SIGINT or not delay:
            close(
                number, frame
            )  # whoever sits at the terminal, or sends a second signal, does not want to wait
            return
        shutdown.is_requested = True
        loop.call_soon_threadsafe(loop.call_later, delay, close_unless_closed, number)

    return begin


@contextmanager
def _signals_go_to(begin: SignalFunction, before: Mapping[signal.Signals, Any]) -> Iterator[None]:
    for each, function in before.items():
        if callable(function):
            signal.signal(each, begin)
    try:
        yield
    finally:
        for each, function in before.items():
            signal.signal(each, function)
        shutdown.is_requested = shutdown.is_closed = shutdown.is_cutting_off = False
