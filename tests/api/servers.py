"""The server as a process of its own, as people run it, and as it dies."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import httpx2

from tests.forked import ROOT
from tests.forked_async import AwaitedProcess, forked

SECONDS_TO_START = 60


class Server:
    """A running server and a client that speaks GraphQL to it."""

    def __init__(self, process: AwaitedProcess, http: httpx2.AsyncClient) -> None:
        self.process = process
        self.http = http

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an operation that has no errors."""
        response = await self.http.post("/graphql", json={"query": query, "variables": variables})
        answer = response.json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def stop(self) -> int | None:
        """As somebody who wants it to end well: how the process ended."""
        self.process.terminate()
        return await self.process.wait()

    async def kill(self) -> None:
        """As by `kill -9`: nothing of the process runs any more."""
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def running(
    database_url: str, log: Path | None = None, folder: Path = ROOT, /, **settings: str
) -> AsyncIterator[Server]:
    """A server on a free port, with further settings if given; its log goes into a file if there is one."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    own = {"DATABASE_URL": database_url, "PORT": str(port), "LOG_LEVEL": "warning"}
    environment = os.environ | own | settings
    with nullcontext() if log is None else log.open("wb") as written:
        async with (
            forked("api.cli", "serve", cwd=folder, env=environment, stderr=written) as process,
            httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http,
        ):
            await _answering(process, http)
            yield Server(process, http)


@asynccontextmanager
async def many_running(database_url: str, count: int, **settings: str) -> AsyncIterator[list[Server]]:
    """So many servers on one database."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(running(database_url, **settings)) for _ in range(count)]


async def _answering(process: AwaitedProcess, http: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(SECONDS_TO_START):
        while process.returncode is None:
            try:
                await http.post("/graphql", json={"query": "{ __typename }"})
                return
            except httpx2.TransportError:
                await asyncio.sleep(0.05)
    raise AssertionError("the server did not start")
