"""Which connections a server waits for, since when, and which of them are closed to let others in."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from enum import Enum, auto
from functools import cache
from typing import NamedTuple, Protocol

from api.serving.open_files import connections_within
from api.settings import settings

MOST_REFUSED = 100
"""Connections above the limit that are told why; more than those are closed without a word."""
LOOKS = 10
"""How often within its time a connection is looked at: it may last a tenth longer."""


YOUNG = 1 / 30
"""The part of its time in which a connection makes no room if there is another: it has only just begun."""


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
    body_size: int
    """Bytes of the body that is waited for, as many as have come."""
    body_since: float
    """When that body began."""

    @property
    def was_answered(self) -> bool:
        """Whether it has had an answer to a request."""
        ...

    @property
    def is_read(self) -> bool:
        """Whether it is the client that is waited for, and not the server."""
        ...

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
        self._ending: set[Watched] = set()
        """Those that are cut off, for as long as their clients have for reading why."""
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
        """It is this server's turn."""
        if connection.phase is not None:
            del self._since[connection.phase][connection]
            connection.phase = None

    def end(self, connection: Watched) -> None:
        """It has no place any more, and the client a moment for reading why."""
        self.leave(connection)
        self._ending.add(connection)

    def forget(self, connection: Watched) -> None:
        self.leave(connection)
        self._ending.discard(connection)

    def admit(self, new: Watched, open_now: Collection[object]) -> None:
        """Make room for a connection, or refuse it, when there are more than may be.

        Whoever waits, or sends or takes least, goes first: nobody can keep others out by being slow.
        """
        if len(open_now) - len(self._ending) <= self.limits.connections:
            return
        other = self._makes_room(new)
        if len(self._ending) > MOST_REFUSED:
            (other or new).abort()
        elif other is not None:
            other.make_room()
        else:
            new.refuse_for_many()

    def _makes_room(self, new: Watched) -> Watched | None:
        before = self._loop.time() - self.limits.seconds * YOUNG
        waiting = (Phase.IDLE, Phase.HEAD)
        return (
            self._longest(waiting, new, before)
            or self._longest_answered(new)
            or self._slowest_body(before)
            or self._longest((Phase.READING, Phase.CLOSING), new, before)
            or self._longest(waiting, new, self._loop.time())
        )

    def _longest(self, phases: Iterable[Phase], new: Watched, before: float) -> Watched | None:
        """The connection that came first into a phase, if that was early enough."""
        for phase in phases:
            first = next(
                ((each, since) for each, since in self._since[phase].items() if each is not new), None
            )
            if first is not None and first[1] <= before:
                return first[0]
        return None

    def _longest_answered(self, new: Watched) -> Watched | None:
        """However young: it has had what it came for, and many of them must not cost others their bodies."""
        return next((each for each in self._since[Phase.IDLE] if each.was_answered and each is not new), None)

    def _slowest_body(self, before: float) -> Watched | None:
        """By all that has come of it: a byte now and then is no progress."""
        now = self._loop.time()
        begun = (each for each in self._since[Phase.BODY] if each.body_since <= before and each.is_read)
        return min(begun, key=lambda each: each.body_size / (now - each.body_since), default=None)

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
