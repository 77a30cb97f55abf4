"""Work of a limited process that does whatever a piece says, also what it must not."""

from __future__ import annotations

import os
import signal
from typing import Any

from db.letter_contents.limited_work import WorkRefused


def work(shared: Any, piece: Any) -> bytes:
    """What `[verb, argument]` says: `[say, text]` gives `shared` and the text, the others are worse."""
    verb, argument = piece
    match verb:
        case "say":
            return f"{shared} {argument}".encode()
        case "environment":
            return "\n".join(os.environ).encode()
        case "process":  # that makes the forks
            return str(os.getppid()).encode()
        case "print":
            print(argument, flush=True)
            return b"printed"
        case "refuse":
            raise WorkRefused(argument)
        case "fail":
            raise ZeroDivisionError(argument)
        case "nest":
            return work(shared, piece)
        case "use time":
            while True:  # within one call of C code
                sum(range(10**9))
        case "use memory":
            return bytes(10**argument)
        case "rest":
            signal.pause()
        case "die":
            os.kill(os.getpid(), argument)
    return b""
