"""Workers as processes of their own, as people run them, and as they die."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from subprocess import PIPE

from tests.api.delivering.letters import SENDER
from tests.api.delivering.post_office import PostOffice
from tests.forked_async import AwaitedProcess, forked


def environment(database_url: str, office: PostOffice | None, **variables: str) -> dict[str, str]:
    given = {"DATABASE_URL": database_url, "SMTP_FROM": SENDER, "DELIVERY_RATE": "0"}
    if office is not None:
        given["SMTP_URL"] = f"smtp://127.0.0.1:{office.port}"
    return os.environ | given | {"PYTHONWARNINGS": "error"} | variables


@asynccontextmanager
async def working(
    database_url: str, office: PostOffice | None, *arguments: str, **variables: str
) -> AsyncIterator[AwaitedProcess]:
    """A worker that is killed at the end if it still runs."""
    async with forked(
        "tests.api.delivering.worker_process", *arguments,
        env=environment(database_url, office, **variables), stdout=PIPE, stderr=PIPE,
    ) as process:  # fmt: skip
        yield process


async def end_of(process: AwaitedProcess) -> tuple[int | None, str, str]:
    """How a worker ended, and what it wrote."""
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()
