"""Work that dies: run as a process, it uploads or sweeps for each line that it reads, in a child killed on the way.

A line is the work, the step before which the child dies, and what else the work needs. The steps are those that can be
told apart from outside: each statement, what comes before and after each call of the storage, and the end of the
work, before its transaction is committed. It answers "died", or "done" when the work has fewer steps.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from tortoise.transactions import in_transaction

from db.attachments.receiving import received
from db.attachments.storage import Storage, use_storage
from db.attachments.sweeping import delete_unused_attachments
from db.attachments.uploading import upload_attachment
from db.engine.database import close_db, connection, dialect, open_db
from tests.statements import CLIENT

DIED, DONE = "died", "done"


class Steps(logging.Handler):
    """Counts down, and kills its own process as `kill -9` does."""

    def __init__(self, left: int) -> None:
        super().__init__(logging.DEBUG)
        self.left = left

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def emit(self, record: logging.LogRecord) -> None:
        self.step()


class DeadlyStorage(Storage):
    """A storage with a step before and after whatever changes it."""

    def __init__(self, url: str, steps: Steps) -> None:
        super().__init__(url)
        self._steps = steps

    async def put(self, sha256: str, file: BinaryIO) -> None:
        self._steps.step()
        await super().put(sha256, file)
        self._steps.step()

    async def delete(self, hashes: Sequence[str]) -> None:
        self._steps.step()
        await super().delete(hashes)
        self._steps.step()


async def work(database_url: str, storage_url: str, kind: str, step: int, given: str) -> None:
    steps = Steps(step)
    use_storage(DeadlyStorage(storage_url, steps))
    await open_db(database_url)
    await connection().execute_query("SELECT 1")
    CLIENT.addHandler(steps)
    CLIENT.setLevel(logging.DEBUG)
    now = datetime.fromisoformat(given.partition(" ")[0])
    if kind == "sweep":
        await delete_unused_attachments(now=now)
    else:
        holding = given.partition(" ")[2].encode()
        async with received(BytesIO(holding), len(holding)) as file, in_transaction(dialect()):
            await upload_attachment("Dying.pdf", "application/pdf", file, now=now)
            steps.step()
    CLIENT.removeHandler(steps)
    await close_db()


def main(database_url: str, storage_url: str) -> None:
    for line in sys.stdin:
        kind, step, given = line.rstrip("\n").split(" ", 2)
        child = os.fork()
        if child == 0:
            asyncio.run(work(database_url, storage_url, kind, int(step), given))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert status in (0, signal.SIGKILL), status
        print(DIED if status else DONE, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
