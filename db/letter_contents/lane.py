"""A lane: one process that works, the line in front of it, and what a piece of work may take there.

The process starts with the first piece of work and stays for all later ones. For each round it makes a fork, which is
killed when it is over a limit.
"""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.letter_contents.child_process import answer_of, ask, ended, started
from db.letter_contents.limited_work import Kind, WorkRefused
from db.letter_contents.turns import Turns


class OverLimits(Exception):
    """A piece took more time or memory than it may; the message says so."""


Result = bytes | WorkRefused | OverLimits


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
    def tenth(self) -> Limits:
        """The same with a tenth of the time."""
        return Limits(self.seconds / 10, self.patience / 10, self.memory)

    @property
    def time_in_words(self) -> str:
        return f"It takes more than {self.seconds:g} s to make."

    @property
    def memory_in_words(self) -> str:
        return f"It takes more than {self.memory // 1024**2} MB of memory to make."


class Died(Exception):
    """What works has ended, or has to be, by this signal, while it was at work on a piece."""

    def __init__(self, number: int, *, is_replaced: bool) -> None:
        """`is_replaced`: a fork has ended, and the process has made another one."""
        super().__init__(number)
        self.number = number
        self.is_replaced = is_replaced

    @property
    def is_by_others(self) -> bool:
        return self.number in (signal.SIGKILL, signal.SIGTERM)

    @property
    def is_by_time(self) -> bool:
        return self.number == signal.SIGPROF

    def words(self, limits: Limits) -> str:
        if self.is_by_time:
            return limits.time_in_words
        if self.number == signal.SIGABRT:
            return limits.memory_in_words
        return "The process that makes it broke down over it."


class Lane:
    """Does the work of one module, for one at a time."""

    def __init__(self, module: str, limits: Limits) -> None:
        self.limits = limits
        self.turns = Turns()
        self._module = module
        self._process: Process | None = None

    async def start(self) -> Process:
        """The process, which has started. Raises ProcessUnavailable."""
        if self._process is None or self._process.returncode is not None:
            self._process = await started(self._module, self.limits.memory)
        return self._process

    async def close(self) -> None:
        """End the process. Another one starts with the next piece of work."""
        if (process := self._process) is not None:
            self._process = None
            await ended(process)

    async def round(self, shared: Any, pieces: Sequence[Any]) -> tuple[list[Result], Died | None]:
        """Results of the first pieces, until the round ends, or how the process died over the next one.

        Whoever stops waiting has the process killed. Raises ProcessUnavailable.
        """
        process = await self.start()
        found: list[Result] = []
        try:
            await ask(process, [shared, [(self.limits.seconds, each) for each in pieces]])
            while (result := await self._result(process)) is not None:
                found.append(result)
        except Died as died:
            if not died.is_replaced:
                await self.close()
            return found, died
        except BaseException:
            await self.close()
            raise
        return found, None

    async def _result(self, process: Process) -> Result | None:
        """What came of the next piece; None if the round has ended."""
        try:
            async with asyncio.timeout(self.limits.patience):
                kind, words = await answer_of(process)
        except TimeoutError:
            raise Died(signal.SIGPROF, is_replaced=False) from None
        except (asyncio.IncompleteReadError, OSError):
            raise Died(-await process.wait(), is_replaced=False) from None
        if kind is Kind.DIED:
            raise Died(words[0], is_replaced=True)
        if kind is Kind.ROUND_ENDED:
            return None
        return words if kind is Kind.MADE else WorkRefused(words.decode())
