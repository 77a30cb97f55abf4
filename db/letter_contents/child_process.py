"""The process that does limited work, as a process: how it starts, what is said to it, and how it ends.

It inherits nothing from this one but its standard streams: no connection to the database, and no variable of the
environment in which a password may stand. It ends by itself when this process ends, however that happens.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from db.letter_contents.limited_work import FRAME, Kind

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
END = 5.0
"""Seconds in which it has to be gone."""


class ProcessUnavailable(Exception):
    """The process cannot start; the message says why."""


async def started(module: str, memory: int) -> Process:
    """A process that has loaded the module whose `work` it does. A start that is called off leaves none behind."""
    program = f"from db.letter_contents.limited_work import serve; serve({module!r}, {memory})"
    allowed = {name: value for name, value in os.environ.items() if name.startswith(INHERITED)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-c", program, env={**allowed, "PYTHONPATH": str(ROOT)},
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True,
    )  # fmt: skip
    kind, words = Kind.UNAVAILABLE, b"It does not start."
    try:
        with suppress(TimeoutError, asyncio.IncompleteReadError, OSError):
            async with asyncio.timeout(START):
                kind, words = await answer_of(process)
    finally:
        if kind is not Kind.READY:
            await ended(process)
    if kind is not Kind.READY:
        raise ProcessUnavailable(words.decode(errors="replace"))
    return process


async def ask(process: Process, request: Any) -> None:
    """Send a request as JSON. Whether the process is still there, its answers tell."""
    assert process.stdin is not None
    written = orjson.dumps(request)
    process.stdin.write(FRAME.pack(0, len(written)) + written)
    with suppress(ConnectionError):
        await process.stdin.drain()


async def answer_of(process: Process) -> tuple[Kind, bytes]:
    """The next answer. Raises IncompleteReadError or OSError if the process has ended."""
    assert process.stdout is not None
    kind, length = FRAME.unpack(await process.stdout.readexactly(FRAME.size))
    return Kind(kind), await process.stdout.readexactly(length)


async def ended(process: Process) -> None:
    """Kill the process and the fork that works for it, whatever they do."""
    assert process.stdin is not None
    with suppress(ProcessLookupError):
        process.terminate()
    process.stdin.close()
    try:
        async with asyncio.timeout(END):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
