"""A process beside this one for work on what others wrote, which may run away: limited, and killed when it does.

The process starts with the first piece of work and stays for all later ones; when it is over a limit, another one takes
its place. It inherits nothing from this one but its standard streams: no connection to the database, and no variable
of the environment in which a password may stand. It ends by itself when this process ends, however that happens.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import orjson
from cachetools import TTLCache

from db.contents.limited_work import FRAME, Kind, WorkRefused

ROOT = Path(__file__).parents[2]
INHERITED = (
    "HOME",
    "LANG",
    "LC_",
    "PATH",
    "TZ",
    "TMPDIR",
    "XDG_",
    "FONTCONFIG_",
    "LD_",
    "DYLD_",
    "SYSTEMROOT",
)
"""How variables of the environment begin that the process may see."""

START = 60.0
"""Seconds in which the process has to be ready."""
REMEMBERED = 600.0
"""Seconds for which a piece is refused at once that was over its limits."""
MOST_REMEMBERED = 1000


class OverLimits(Exception):
    """A piece took more time or memory than it may; the message says so."""


class ProcessUnavailable(Exception):
    """The process cannot start; the message says why."""


@dataclass(frozen=True)
class Limits:
    """What one piece of work may take."""

    seconds: float
    """Of processor time."""
    patience: float
    """Seconds of the clock, for a machine that gives the process no time."""
    memory: int
    """Bytes of address space of the process, what it has loaded included."""

    @property
    def time_in_words(self) -> str:
        return f"It takes more than {self.seconds:g} s to make."

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
        self._over: TTLCache[bytes, OverLimits] = TTLCache(MOST_REMEMBERED, REMEMBERED)

    async def results(self, shared: Any, pieces: Sequence[Any], whose: Hashable) -> list[Result]:
        """What is made of each piece, in order; a piece that is refused or over its limits costs no other piece.

        `shared` and the pieces are sent as JSON. A round takes half a second, or one piece; then it is the turn of
        others. Requests of the same `whose` share one place in the queue. Whoever stops waiting while it is their turn
        has the process killed. Raises ProcessUnavailable.
        """
        found: list[Result] = []
        is_second = False
        turn = self._turns.setdefault(whose, asyncio.Lock())
        while len(found) < len(pieces):
            left = pieces[len(found) :]
            if self._over and (known := self._over.get(_digest(shared, left[0]))):
                found.append(known)
                continue
            async with turn, self._in_use:
                news = await self._round(shared, left, is_second)
            is_second = not news
            found += news
        return found

    async def check(self) -> None:
        """That the process can start. Raises ProcessUnavailable."""
        async with self._in_use:
            await self._started()

    async def close(self) -> None:
        """End the process. Another one starts with the next piece of work."""
        if self._process is not None:
            await self._killed(self._process)

    async def _round(self, shared: Any, pieces: Sequence[Any], is_second: bool) -> list[Result]:
        """Results of the first pieces: until the round ends, or a piece has the process killed.

        None at all if somebody else has killed it over the first piece, unless this is the second time.
        """
        process = await self._started()
        found: list[Result] = []
        try:
            await _ask(process, [shared, pieces])
            while (result := await self._result(process)) is not None:
                found.append(result)
        except _Died as died:
            await self._killed(process)
            is_second = is_second and not found
            if is_second or not died.is_by_others:
                over = self._over[_digest(shared, pieces[len(found)])] = OverLimits(died.words(self._limits))
                found.append(over)
        except BaseException:
            await self._killed(process)
            raise
        return found

    async def _result(self, process: Process) -> Result | None:
        """What came of the next piece; None if the round has ended."""
        try:
            async with asyncio.timeout(self._limits.patience):
                kind, words = await _answer(process)
        except TimeoutError:
            raise _Died(signal.SIGPROF) from None
        except (asyncio.IncompleteReadError, OSError):
            raise _Died(-await process.wait()) from None
        if kind is Kind.OUT_OF_MEMORY:
            raise _Died(signal.SIGABRT)
        if kind is Kind.ROUND_ENDED:
            return None
        return words if kind is Kind.MADE else WorkRefused(words.decode())

    async def _started(self) -> Process:
        """The process, ready for work. A start that is called off leaves none behind."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        limits = self._limits
        program = (
            "from db.contents.limited_work import serve;"
            f"serve({self._module!r}, {limits.seconds}, {limits.memory})"
        )
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-c", program,
            stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_environment(), start_new_session=True,
        )  # fmt: skip
        try:
            async with asyncio.timeout(START):
                kind, words = await _answer(process)
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            await self._killed(process)
            raise ProcessUnavailable("It does not start.") from None
        except BaseException:
            await self._killed(process)
            raise
        if kind is not Kind.READY:
            await self._killed(process)
            raise ProcessUnavailable(words.decode(errors="replace"))
        return process

    async def _killed(self, process: Process) -> None:
        self._process = None if self._process is process else self._process
        if process.returncode is None:
            process.kill()
        assert process.stdin is not None
        process.stdin.close()
        await asyncio.shield(process.wait())


class _Died(Exception):
    """The process has ended, or has to be, by this signal, while it was at work on a piece."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def is_by_others(self) -> bool:
        return self.number in (signal.SIGKILL, signal.SIGTERM)

    def words(self, limits: Limits) -> str:
        if self.number == signal.SIGPROF:
            return limits.time_in_words
        if self.number in (signal.SIGABRT, -1):
            return limits.memory_in_words
        return "The process that makes it broke down over it."


async def _ask(process: Process, request: Any) -> None:
    assert process.stdin is not None
    written = orjson.dumps(request)
    process.stdin.write(FRAME.pack(0, len(written)) + written)
    with suppress(ConnectionError):  # it has ended: whoever reads its answers sees that
        await process.stdin.drain()


async def _answer(process: Process) -> tuple[Kind, bytes]:
    assert process.stdout is not None
    kind, length = FRAME.unpack(await process.stdout.readexactly(FRAME.size))
    return Kind(kind), await process.stdout.readexactly(length)


def _digest(shared: Any, piece: Any) -> bytes:
    return hashlib.sha256(orjson.dumps([shared, piece])).digest()


def _environment() -> dict[str, str]:
    allowed = {name: value for name, value in os.environ.items() if name.startswith(INHERITED)}
    return {**allowed, "PYTHONPATH": str(ROOT)}
