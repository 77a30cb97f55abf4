"""A page in Chromium, driven through the pipe that it opens for debuggers."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from api.graphql import explorer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

needs_build = pytest.mark.skipif(
    not (explorer.DIST / "manifest.json").is_file(), reason="GraphiQL is not built; `make explorer` builds it"
)
needs_chromium = pytest.mark.skipif(
    not CHROMIUM, reason="no chromium here: what the page loads is checked, but not in a browser"
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --disable-default-apps --remote-debugging-pipe"
)
PATIENCE = 120
READS, WRITES = 3, 4
"""The files under which Chromium looks for its debugger."""


class Page:
    """A tab, what it complained about, and a way to run a line of script in it."""

    def __init__(self, read: asyncio.StreamReader, write: int) -> None:
        self.complaints: list[str] = []
        self._read, self._write = read, write
        self._numbers = count(1)
        self._session: str | None = None

    async def open(self, url: str) -> None:
        target = (await self._call("Target.createTarget", url="about:blank"))["targetId"]
        attached = await self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Runtime", "Log", "Page"):
            await self._call(f"{domain}.enable")
        await self._call("Page.navigate", url=url)

    async def until(self, script: str) -> Any:
        """The value of a script, as soon as there is one."""
        async with asyncio.timeout(PATIENCE):
            while not (value := await self.evaluate(script)):  # noqa: ASYNC110  # no event says so
                await asyncio.sleep(0.1)
        return value

    async def evaluate(self, script: str) -> Any:
        message = await self._call(
            "Runtime.evaluate",
            expression=script,
            returnByValue=True,
            allowUnsafeEvalBlockedByCSP=False,  # as if the script were one of the page
        )
        return message["result"].get("value")

    async def _call(self, method: str, **values: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": values}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            message = json.loads((await self._read.readuntil(b"\0"))[:-1])
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self._notice(message.get("method"), message.get("params", {}))

    def _notice(self, method: str | None, message: dict[str, Any]) -> None:
        if (
            method == "Runtime.exceptionThrown"
            or (method == "Runtime.consoleAPICalled" and message["type"] in ("error", "assert"))
            or (method == "Log.entryAdded" and message["entry"]["level"] == "error")
        ):
            self.complaints.append(json.dumps(message)[:1000])


@asynccontextmanager
async def a_page(url: str, home: Path) -> AsyncIterator[Page]:
    """A tab that reaches no other host than ours."""
    theirs_read, ours_write = _pipe()
    ours_read, theirs_write = _pipe()

    def connect() -> None:
        os.dup2(theirs_read, READS)
        os.dup2(theirs_write, WRITES)

    process = await asyncio.create_subprocess_exec(
        str(CHROMIUM),
        *FLAGS.split(),
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={home / 'chromium'}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        preexec_fn=connect,
        pass_fds=(READS, WRITES),
    )
    os.close(theirs_read)
    os.close(theirs_write)
    reader = asyncio.StreamReader(limit=2**26)
    loop = asyncio.get_running_loop()
    opened = os.fdopen(ours_read, "rb")
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), opened)
    try:
        page = Page(reader, ours_write)
        await page.open(url)
        yield page
    finally:
        process.kill()
        await process.wait()
        transport.close()
        os.close(ours_write)


def _pipe() -> tuple[int, int]:
    """Both ends of a pipe, above the numbers that Chromium looks at."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
