"""Processes beside this one for work on what others wrote, which may run away: limited, and killed when it does.

There are two lanes. Every piece is tried in the quick one, with a tenth of the time; what does not end there goes to
the slow one, where nothing waits but other pieces that took long.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import orjson

from db.letter_contents.child_process import ProcessUnavailable
from db.letter_contents.lane import Died, Lane, Limits, OverLimits, Result
from db.letter_contents.misses import Misses

__all__ = ["LimitedProcess", "Limits", "OverLimits", "ProcessUnavailable", "Result"]


class LimitedProcess:
    """Does the work of one module, for all who ask, in turns: nobody waits for a slow piece of somebody else.

    Turns are those of callers, and inside of a caller those of kinds. Whoever had pieces that ran into the time of a
    lane waits as if he had come later by a piece's limit for each of them, at most by the patience with one.
    """

    def __init__(self, module: str, limits: Limits) -> None:
        """`module` has a function `work` that makes bytes of what all pieces share and of one piece."""
        self._limits = limits
        self._quick = Lane(module, limits.tenth)
        self._slow = Lane(module, limits)
        self._lines: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()
        self._misses = Misses()

    async def results(
        self, shared: Any, pieces: Sequence[Any], whose: Hashable, kinds: Sequence[Hashable] | None = None
    ) -> list[Result]:
        """What is made of each piece, in order; a piece that is refused or over its limits costs no other piece.

        `shared` and the pieces are sent as JSON. `kinds` says which pieces are likely to be alike: where one took
        long, others of the kind go to the slow lane at once, and after three were over their limits, others have the
        time of the quick lane alone; both for some minutes. A round takes half a second, or one piece; then it is the
        turn of others. Requests of the same `whose` share one place in the queue of a lane. Whoever stops waiting
        while it is their turn has the process killed. Raises ProcessUnavailable.
        """
        request = _Request(shared, pieces, kinds or [None] * len(pieces))
        found: list[Result] = []
        tried: Lane | None = None
        while (done := len(found)) < len(pieces):
            if (known := self._known(request, done)) is not None:
                found.append(known)
                continue
            lane = self._lane(request, done)
            async with self._turn(lane, whose, request.kinds[done]):
                # while it waited, others may have learned that this piece does not belong here
                if self._lane(request, done) is not lane or self._known(request, done) is not None:
                    continue
                news = await self._round(lane, request, done, whose, is_second=tried is lane)
            tried = None if news else lane
            found += news
        return found

    async def check(self) -> None:
        """That the process can start. Raises ProcessUnavailable."""
        async with self._quick.turns.turn():
            await self._quick.start()

    async def close(self) -> None:
        """End the processes. Others start with the next piece of work."""
        await self._quick.close()
        await self._slow.close()

    def _known(self, request: _Request, place: int) -> OverLimits | None:
        refusals = self._misses.refusals
        return refusals.get(request.digest(place)) if refusals else None

    def _lane(self, request: _Request, place: int) -> Lane:
        if not self._misses.knows_long or self._misses.is_hopeless(request.kinds[place]):
            return self._quick
        return self._slow if self._misses.is_long(request.key(place)) else self._quick

    @asynccontextmanager
    async def _turn(self, lane: Lane, whose: Hashable, kind: Hashable) -> AsyncIterator[None]:
        """First among the pieces of a kind, then among the kinds of a caller, then among callers."""
        line = self._lines.setdefault((id(lane), whose, kind), asyncio.Lock())
        place = self._lines.setdefault((id(lane), whose), asyncio.Lock())
        async with line, place:
            late = self._misses.times_late(whose) * self._limits.seconds
            async with lane.turns.turn(min(late, self._limits.patience)):
                yield

    async def _round(
        self, lane: Lane, request: _Request, done: int, whose: Hashable, *, is_second: bool
    ) -> list[Result]:
        """Results of the next pieces: until the round ends, or one of them is over its limits.

        None at all if the first piece goes on in the slow lane, or if somebody else has killed the process over it,
        unless this is the second time.
        """
        until = self._end_of_round(lane, request, done)
        news, died = await lane.round(request.shared, request.pieces[done:until])
        if died is not None and (not died.is_by_others or (is_second and not news)):
            news += self._judged(died, lane, request, done + len(news), whose)
        return news

    def _end_of_round(self, lane: Lane, request: _Request, done: int) -> int:
        """The first of the later pieces that belongs into the other lane or is known to be over its limits."""
        for place in range(done + 1, len(request.pieces)):
            if self._lane(request, place) is not lane or self._known(request, place) is not None:
                return place
        return len(request.pieces)

    def _judged(
        self, died: Died, lane: Lane, request: _Request, place: int, whose: Hashable
    ) -> list[OverLimits]:
        """What is said of a piece over which a process died; nothing of one that may go on in the slow lane."""
        kind = request.kinds[place]
        if died.is_by_time:
            self._misses.was_late(whose)
            if lane is self._quick and not self._misses.is_hopeless(kind):
                self._misses.was_long(request.key(place))
                return []
        over = OverLimits(died.words(lane.limits))
        self._misses.was_over(request.digest(place), kind, over)
        return [over]


@dataclass(frozen=True)
class _Request:
    """The pieces of a request, and of which kind each is."""

    shared: Any
    pieces: Sequence[Any]
    kinds: Sequence[Hashable]

    def digest(self, place: int) -> bytes:
        return hashlib.sha256(orjson.dumps([self.shared, self.pieces[place]])).digest()

    def key(self, place: int) -> Hashable:
        """By what others like it are known: its kind, or itself if it has none."""
        kind = self.kinds[place]
        return self.digest(place) if kind is None else kind
