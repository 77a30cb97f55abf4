"""The inside of a limited process: work on what others wrote, piece by piece, until it is told to end.

Imported by a process that does nothing else, so it imports next to nothing. What that process has loaded stays in it,
and each round is the work of a fork, which is there in milliseconds: the kernel may kill it, and nothing of a round is
left to the next one. What the parent knows of it stands in `db.letter_contents.limited_process`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import struct
import sys
from collections.abc import Callable
from enum import IntEnum
from functools import partial
from time import monotonic
from types import FrameType
from typing import Any, NoReturn

FRAME = struct.Struct("!BI")
"""What stands before every message: its kind, and how many bytes follow."""

LONGEST_ROUND = 0.5
"""Seconds after which a round ends before its next piece, so that others have their turn."""

Work = Callable[[Any, Any], bytes]
"""From what all pieces of a round share, and one piece, to what is made of it."""


class Kind(IntEnum):
    """What a message of the process says."""

    MADE = 1
    """What was made of a piece."""
    REFUSED = 2
    """Nothing can be made of a piece; the words are for whoever wrote it."""
    DIED = 3
    """The fork ended over a piece, by the signal whose number follows; SIGABRT for want of memory. The round ends."""
    ROUND_ENDED = 4
    """No more answers of this round, even if it had more pieces."""
    READY = 5
    """The process has loaded what it needs."""
    UNAVAILABLE = 6
    """It could not, and ends; the words say why."""


class WorkRefused(Exception):
    """Nothing can be made of a piece; the message tells its author why."""


def serve(module: str, memory: int) -> None:
    """Do the `work` of a module for whoever is at the other end of the standard streams, until they close.

    If there is a function `prepare` beside `work`, it is called once. `memory` is the most bytes of address space that
    the process may have, what it has loaded included.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.dup(1)
    os.dup2(2, 1)  # nothing that a library prints can get between the answers
    try:
        loaded = importlib.import_module(module)
        work: Work = loaded.work
        if prepare := getattr(loaded, "prepare", None):
            prepare()
    except Exception as error:
        return _send(answers, Kind.UNAVAILABLE, str(error).encode())
    _limit_memory(memory)
    gc.freeze()
    _send(answers, Kind.READY)
    while request := _request():
        if status := _status_of_round(work, answers, request):
            _send(answers, Kind.DIED, bytes([-status if status < 0 else signal.SIGABRT]))
        else:
            _send(answers, Kind.ROUND_ENDED)
    return None


def _status_of_round(work: Work, answers: int, request: bytes) -> int:
    """How a fork ended that did a round: 0, another exit code for want of memory, or the negative of a signal."""
    if sys.platform == "win32":
        return _round(work, answers, request)
    if fork := os.fork():
        signal.signal(signal.SIGTERM, partial(_end, fork))
        status = os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return status
    status = 1
    try:
        status = _round(work, answers, request)
    finally:
        os._exit(status)


def _end(fork: int, number: int, frame: FrameType | None) -> NoReturn:
    """The process is to end: not before its fork, which nobody else would wait for."""
    os.kill(fork, signal.SIGKILL)
    os.waitpid(fork, 0)
    os._exit(0)


def _round(work: Work, answers: int, request: bytes) -> int:
    until = monotonic() + LONGEST_ROUND
    shared, pieces = json.loads(request)
    for seconds, piece in pieces:
        _send(answers, *_answer(work, shared, piece, seconds))
        if monotonic() > until:
            break
    return 0


def _answer(work: Work, shared: Any, piece: Any, seconds: float) -> tuple[Kind, bytes]:
    """What came of one piece, whatever it raises; only want of memory ends the fork."""
    _limit_time(seconds)
    try:
        return Kind.MADE, work(shared, piece)
    except WorkRefused as refused:
        return Kind.REFUSED, str(refused).encode(errors="replace")
    except MemoryError:
        raise
    except RecursionError:
        return Kind.REFUSED, b"It nests too deeply."
    except Exception as error:
        return Kind.REFUSED, f"It fails on one of its values ({type(error).__name__}).".encode()
    finally:
        _limit_time(0)


def _request() -> bytes:
    """The next request; nothing if the standard input is closed."""
    head = sys.stdin.buffer.read(FRAME.size)
    return sys.stdin.buffer.read(FRAME.unpack(head)[1]) if len(head) == FRAME.size else b""


def _send(answers: int, kind: Kind, words: bytes = b"") -> None:
    left = memoryview(FRAME.pack(kind, len(words)) + words)
    while left:
        left = left[os.write(answers, left) :]


def _limit_time(seconds: float) -> None:
    """Of the processor, from now on: then the kernel kills the fork by SIGPROF, also within C code."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory(memory: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
