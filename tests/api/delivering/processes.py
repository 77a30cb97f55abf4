"""Workers as processes of their own, as people run them, and as they die."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.api.delivering.letters import SENDER
from tests.api.delivering.post_office import PostOffice

ROOT = Path(__file__).parents[3]


def environment(database_url: str, office: PostOffice | None, **variables: str) -> dict[str, str]:
    given = {"DATABASE_URL": database_url, "SMTP_FROM": SENDER, "DELIVERY_RATE": "0"}
    if office is not None:
        given["SMTP_URL"] = f"smtp://127.0.0.1:{office.port}"
    return os.environ | given | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"} | variables


@asynccontextmanager
async def working(
    database_url: str, office: PostOffice | None, *arguments: str, **variables: str
) -> AsyncIterator[Process]:
    """A worker that is killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.api.delivering.worker_process", *arguments,
        cwd=ROOT, env=environment(database_url, office, **variables), stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def end_of(process: Process) -> tuple[int | None, str, str]:
    """How a worker ended, and what it wrote."""
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()
