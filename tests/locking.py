"""What only one process of this machine does at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone_on_this_machine(lock: Path) -> Iterator[None]:
    """The others wait; the lock of somebody who dies is free again."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
