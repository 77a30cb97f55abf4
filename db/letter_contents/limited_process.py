"""A process beside this one for work on what others wrote, which may run away: limited, and killed when it does.

The process starts with the first piece of work and stays for all later ones. For each round it makes a fork, which is
killed when it is over a limit.
"""

from __future__ import annotations

import asyncio
import hashlib
import signal
from asyncio.subprocess import Process
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import orjson
from cachetools import TTLCache

from db.letter_contents.child_process import ProcessUnavailable, answer_of, ask, ended, started
from db.letter_contents.limited_work import Kind, WorkRefused

PATIENCE_WITH_KIND = 3
"""So many pieces of one kind may be over their limits; then others of the kind have a tenth of the time."""
REMEMBERED = 600.0
"""Seconds for which a piece is refused at once that was over its limits."""
MOST_REMEMBERED = 1000

__all__ = ["LimitedProcess", "Limits", "OverLimits", "ProcessUnavailable", "Result"]


class OverLimits(Exception):
    """A piece took more time or memory than it may; the message says so."""


@dataclass(frozen=True)
class Limits:
    """What one piece of work may take."""

    seconds: float
    """Of processor time."""
    patience: float
    """Seconds of the clock, for a machine that gives the process no time."""
    memory: int
    """Bytes of address space of the process, what it has loaded included."""

    def time_in_words(self, seconds: float) -> str:
        return f"It takes more than {seconds:g} s to make."

    @property
    def memory_in_words(self) -> str:
        return f"It takes more than {self.memory // 1024**2} MB of memory to make."


Result = bytes | WorkRefused | OverLimits


class LimitedProcess:
    """Does the work of one module, for all who ask, in turns: nobody waits for more than a piece of each other."""

    def __init__(self, module: str, limits: Limits) -> None:
        """`module` has a function `work` that makes bytes of what all pieces share and of one piece."""
        self._module = module
        self._limits = limits
        self._process: Process | None = None
        self._in_use = asyncio.Lock()
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()
        self._over: Any = TTLCache(MOST_REMEMBERED, REMEMBERED)
        """By digest, what was said of a piece that was over its limits; by kind, how many such pieces there were."""

    async def results(
        self, shared: Any, pieces: Sequence[Any], whose: Hashable, kinds: Sequence[Hashable] | None = None
    ) -> list[Result]:
        """What is made of each piece, in order; a piece that is refused or over its limits costs no other piece.

        `shared` and the pieces are sent as JSON. `kinds` says which pieces are likely to be alike: after three of a
        kind were over their limits, others of it have a tenth of the time for some minutes. A round takes half a
        second, or one piece; then it is the turn of others. Requests of the same `whose` share one place in the queue.
        Whoever stops waiting while it is their turn has the process killed. Raises ProcessUnavailable.
        """
        request = _Request(shared, pieces, kinds or [None] * len(pieces))
        found: list[Result] = []
        is_second = False
        turn = self._turns.setdefault(whose, asyncio.Lock())
        while len(found) < len(pieces):
            if self._over and (known := self._over.get(request.digest(len(found)))):
                found.append(known)
                continue
            async with turn, self._in_use:
                news = await self._round(request, len(found), is_second)
            is_second = not news
            found += news
        return found

    async def check(self) -> None:
        """That the process can start. Raises ProcessUnavailable."""
        async with self._in_use:
            await self._started()

    async def close(self) -> None:
        """End the process. Another one starts with the next piece of work."""
        if (process := self._process) is not None:
            self._process = None
            await ended(process)

    async def _started(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await started(self._module, self._limits.memory)
        return self._process

    async def _round(self, request: _Request, done: int, is_second: bool) -> list[Result]:
        """Results of the next pieces: until the round ends, or one of them is over its limits.

        None at all if somebody else has killed the process over the first piece, unless this is the second time.
        """
        process = await self._started()
        found: list[Result] = []
        seconds = [self._seconds(kind) for kind in request.kinds[done:]]
        try:
            await ask(process, [request.shared, list(zip(seconds, request.pieces[done:], strict=True))])
            while (result := await self._result(process)) is not None:
                found.append(result)
        except _Died as died:
            if not died.is_replaced:
                await self.close()
            if not died.is_by_others or (is_second and not found):
                over = OverLimits(died.words(self._limits, seconds[len(found)]))
                self._remember(request, done + len(found), over)
                found.append(over)
        except BaseException:
            await self.close()
            raise
        return found

    def _seconds(self, kind: Hashable) -> float:
        is_known = self._over and kind is not None and self._over.get((kind,), 0) >= PATIENCE_WITH_KIND
        return self._limits.seconds / 10 if is_known else self._limits.seconds

    def _remember(self, request: _Request, place: int, over: OverLimits) -> None:
        self._over[request.digest(place)] = over
        kind = (request.kinds[place],)
        self._over[kind] = self._over.get(kind, 0) + 1

    async def _result(self, process: Process) -> Result | None:
        """What came of the next piece; None if the round has ended."""
        try:
            async with asyncio.timeout(self._limits.patience):
                kind, words = await answer_of(process)
        except TimeoutError:
            raise _Died(signal.SIGPROF, is_replaced=False) from None
        except (asyncio.IncompleteReadError, OSError):
            raise _Died(-await process.wait(), is_replaced=False) from None
        if kind is Kind.DIED:
            raise _Died(words[0], is_replaced=True)
        if kind is Kind.ROUND_ENDED:
            return None
        return words if kind is Kind.MADE else WorkRefused(words.decode())


@dataclass(frozen=True)
class _Request:
    """The pieces of a request, and of which kind each is."""

    shared: Any
    pieces: Sequence[Any]
    kinds: Sequence[Hashable]

    def digest(self, place: int) -> bytes:
        return hashlib.sha256(orjson.dumps([self.shared, self.pieces[place]])).digest()


class _Died(Exception):
    """What works has ended, or has to be, by this signal, while it was at work on a piece."""

    def __init__(self, number: int, *, is_replaced: bool) -> None:
        """`is_replaced`: a fork has ended, and the process has made another one."""
        super().__init__(number)
        self.number = number
        self.is_replaced = is_replaced

    @property
    def is_by_others(self) -> bool:
        return self.number in (signal.SIGKILL, signal.SIGTERM)

    def words(self, limits: Limits, seconds: float) -> str:
        if self.number == signal.SIGPROF:
            return limits.time_in_words(seconds)
        if self.number == signal.SIGABRT:
            return limits.memory_in_words
        return "The process that makes it broke down over it."
