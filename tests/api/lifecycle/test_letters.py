"""The process in which a server renders letters ends with the server, however that ends."""

from __future__ import annotations

import asyncio
import signal
from itertools import count

import psutil
import pytest

from schema.graph.ids import global_id
from tests.api.servers import Server, running
from tests.builders import a_content, an_interaction

LETTER = "query ($id: ID!) { interaction(by: { id: $id }) { letter { bodyText } hardCopyLink { url } } }"


async def processes_of(server: Server) -> list[psutil.Process]:
    """Those that it has started, after a letter was shown and printed."""
    content = await a_content(body_text="Hello")
    entry = await an_interaction(letter_content_id=content.id)
    shown = (await server.ask(LETTER, id=global_id(entry)))["interaction"]
    assert shown["letter"] == {"bodyText": "Hello"}
    assert (await server.http.get(shown["hardCopyLink"]["url"])).content.startswith(b"%PDF")
    return psutil.Process(server.process.pid).children(recursive=True)


@pytest.mark.parametrize("killed", [False, True])
async def test_no_process_outlives_the_server(database: str, killed: bool) -> None:
    async with running(database) as server:
        started = await processes_of(server)
        assert len(started) == 2
        if killed:
            await server.kill()
        else:
            assert await server.stop() == -signal.SIGTERM
        async with asyncio.timeout(30):
            for _ in count():
                if not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in started):
                    break
                await asyncio.sleep(0.01)


async def test_a_process_that_somebody_killed_is_replaced(database: str) -> None:
    async with running(database) as server:
        for each in await processes_of(server):
            each.kill()
        assert len(await processes_of(server)) == 2
