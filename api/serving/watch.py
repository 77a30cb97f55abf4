"""Which connections a server waits for, since when, and which of them are closed to let others in."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from enum import Enum, auto
from functools import cache
from typing import NamedTuple, Protocol

from api.serving.open_files import connections_within
from api.settings import settings

MOST_REFUSED = 100
"""Connections above the limit that are told why; more than those are closed without a word."""
LOOKS = 10
"""How often within its time a connection is looked at: it may last a tenth longer."""


class Phase(Enum):
    """What a server waits for."""

    IDLE = auto()
    """The beginning of a request."""
    HEAD = auto()
    """The rest of its headers."""
    BODY = auto()
    """The next part of its body."""
    READING = auto()
    """That the client takes some of a large answer."""
    CLOSING = auto()
    """That the client takes the rest of the last answer."""


class ConnectionLimits(NamedTuple):
    """What holds for each connection, and for all of them."""

    connections: int
    header_size: int
    request_line: int
    seconds: float


class Watched(Protocol):
    """What is known of a connection here."""

    phase: Phase | None

    def expire(self) -> None:
        """The time for what it is waited for is over."""
        ...

    def make_room(self) -> None:
        """Another one needs its place."""
        ...

    def refuse_for_many(self) -> None:
        """There is no place for it, and none can be made."""
        ...

    def abort(self) -> None: ...


class ConnectionWatch:
    """Holds the connections that are waited for, those of a phase in the order in which they came into it."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._since: dict[Phase, dict[Watched, float]] = {phase: {} for phase in Phase}
        self._loop = asyncio.get_running_loop()
        self._is_looking = False

    def wait_for(self, connection: Watched, phase: Phase) -> None:
        """From now on."""
        if connection.phase is not None:
            del self._since[connection.phase][connection]
        connection.phase = phase
        self._since[phase][connection] = self._loop.time()
        if not self._is_looking:
            self._look_later()

    def leave(self, connection: Watched) -> None:
        """It is this server's turn, or the connection is lost."""
        if connection.phase is not None:
            del self._since[connection.phase][connection]
            connection.phase = None

    def admit(self, new: Watched, open_now: Collection[object]) -> None:
        """Make room for a connection, or refuse it, when there are more than may be.

        Whoever has waited longest without a whole request goes first: nobody can keep others out by waiting.
        """
        excess = len(open_now) - self.limits.connections
        if excess <= 0:
            return
        if excess > MOST_REFUSED:
            new.abort()
        elif (other := self._longest_without_request(new)) is not None:
            other.make_room()
        else:
            new.refuse_for_many()

    def _longest_without_request(self, new: Watched) -> Watched | None:
        waiting = (each for phase in (Phase.IDLE, Phase.HEAD) for each in self._since[phase])
        return next((each for each in waiting if each is not new), None)

    def _look_later(self) -> None:
        self._is_looking = True
        self._loop.call_later(self.limits.seconds / LOOKS, self._look)

    def _look(self) -> None:
        before = self._loop.time() - self.limits.seconds
        for waiting in self._since.values():
            overdue = [each for each, since in waiting.items() if since <= before]
            for each in overdue:
                each.expire()
        self._is_looking = False
        if any(self._since.values()):
            self._look_later()


def watch() -> ConnectionWatch:
    """That of the server in this process."""
    return _watch(asyncio.get_running_loop())


@cache
def _watch(loop: asyncio.AbstractEventLoop) -> ConnectionWatch:
    chosen = settings()
    return ConnectionWatch(
        ConnectionLimits(
            connections_within(chosen.max_connections),
            chosen.max_header_size,
            chosen.max_request_line,
            chosen.client_timeout,
        )
    )
