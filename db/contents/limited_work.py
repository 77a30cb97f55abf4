"""The inside of a limited process: work on what others wrote, piece by piece, until it is told to end.

Imported by a process that does nothing else, so it imports next to nothing: such a process starts in a sixth of a
second. What its parent knows of it stands in `db.contents.limited_process`.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from enum import IntEnum
from time import monotonic
from typing import Any, BinaryIO

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
    OUT_OF_MEMORY = 3
    """A piece needed more memory than there is. The process ends."""
    ROUND_ENDED = 4
    """No more answers of this round, even if it had more pieces."""
    READY = 5
    """The process has loaded what it needs."""
    UNAVAILABLE = 6
    """It could not, and ends; the words say why."""


class WorkRefused(Exception):
    """Nothing can be made of a piece; the message tells its author why."""


def serve(module: str, seconds: float, memory: int) -> None:
    """Do the `work` of a module for whoever is at the other end of the standard streams, until they close.

    `seconds` is the processor time that one piece may take: the kernel kills the process that takes more, whatever it
    does. `memory` is the most bytes of address space that the process may have, what it has loaded included.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints can get between the answers
    try:
        work: Work = importlib.import_module(module).work
    except Exception as error:
        return _send(answers, Kind.UNAVAILABLE, str(error).encode())
    _limit_memory(memory)
    _send(answers, Kind.READY)
    for shared, pieces in _rounds(sys.stdin.buffer):
        until = monotonic() + LONGEST_ROUND
        for piece in pieces:
            kind, words = _answer(work, shared, piece, seconds)
            _send(answers, kind, words)
            if kind is Kind.OUT_OF_MEMORY:
                return None
            if monotonic() > until:
                break
        _send(answers, Kind.ROUND_ENDED)
    return None


def _answer(work: Work, shared: Any, piece: Any, seconds: float) -> tuple[Kind, bytes]:
    """What came of one piece, whatever it raises."""
    _limit_time(seconds)
    try:
        return Kind.MADE, work(shared, piece)
    except WorkRefused as refused:
        return Kind.REFUSED, str(refused).encode(errors="replace")
    except MemoryError:
        return Kind.OUT_OF_MEMORY, b""
    except RecursionError:
        return Kind.REFUSED, b"It nests too deeply."
    except Exception as error:
        return Kind.REFUSED, f"It fails on one of its values ({type(error).__name__}).".encode()
    finally:
        _limit_time(0)


def _rounds(requests: BinaryIO) -> Iterator[tuple[Any, list[Any]]]:
    while len(head := requests.read(FRAME.size)) == FRAME.size:
        yield json.loads(requests.read(FRAME.unpack(head)[1]))


def _send(answers: BinaryIO, kind: Kind, words: bytes = b"") -> None:
    answers.write(FRAME.pack(kind, len(words)) + words)
    answers.flush()


def _limit_time(seconds: float) -> None:
    """From now on; the kernel sends SIGPROF, which ends a process that does not expect it, also within C code."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory(memory: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
