"""How many connections a server has, and who makes room for whom."""

from __future__ import annotations

from contextlib import AsyncExitStack

from tests.api.servers import Server, running
from tests.api.serving.raw import LENGTH, POST, PROBE, TINY, Socket, answer_to, socket_to

MOST = 8
HALF = POST + LENGTH + b"\r\n" + TINY[:4]


async def opened(stack: AsyncExitStack, server: Server, count: int, sent: bytes) -> list[Socket]:
    """So many connections that have sent this, one after the other."""
    sockets = [await stack.enter_async_context(socket_to(server)) for _ in range(count)]
    for socket in sockets:
        await socket.send(sent)
    return sockets


async def test_who_only_waits_makes_room_for_who_asks(database_url: str) -> None:
    async with running(database_url, MAX_CONNECTIONS=str(MOST)) as server, AsyncExitStack() as stack:
        for sent in (b"", b"GET / HTTP/1.1\r\n", PROBE):
            await opened(stack, server, 3 * MOST, sent)
            assert (await answer_to(server, PROBE)).status == 200


async def test_requests_that_run_stay_and_the_next_is_told_to_come_again(database_url: str) -> None:
    async with running(database_url, MAX_CONNECTIONS=str(MOST)) as server, AsyncExitStack() as stack:
        halves = await opened(stack, server, MOST, HALF)
        async with socket_to(server) as socket:
            refused = await socket.response()
            assert (refused.status, refused.code) == (503, "TOO_MANY_CONNECTIONS")
            assert refused.headers[b"retry-after"] == b"1"
            assert await socket.rest() == b""
        for half in halves:
            await half.send(TINY[4:])
            assert (await half.response()).data == {"__typename": "Query"}


async def test_a_crowd_leaves_the_server_reachable(database_url: str) -> None:
    async with running(database_url, MAX_CONNECTIONS=str(MOST)) as server, AsyncExitStack() as stack:
        await opened(stack, server, 300, b"")
        assert (await answer_to(server, PROBE)).status == 200
