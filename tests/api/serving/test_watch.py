"""How many connections a server has, and who makes room for whom."""

from __future__ import annotations

import asyncio
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

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


async def test_bodies_that_just_began_stay_and_the_next_is_told_to_come_again(database_url: str) -> None:
    """A thirtieth of ten hours is as long as this test needs on any machine."""
    async with (
        running(database_url, MAX_CONNECTIONS=str(MOST), CLIENT_TIMEOUT="36000") as server,
        AsyncExitStack() as stack,
    ):
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


SLOW = {
    "bodies": (POST + b"Content-Length: 4000000\r\n\r\n", b" "),
    "chunked bodies": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "headers": (POST, b"X: a\r\n"),
    "nothing": (b"", b""),
    "kept alive": (PROBE, b""),
}
"""What connections send at once, and then again and again."""
SECONDS_TO_BE_OLD = 20


@asynccontextmanager
async def dripping(held: list[Socket], drop: bytes) -> AsyncIterator[None]:
    """Each goes on with this, for as long as it may."""

    async def drip() -> None:
        while True:
            for each in held:
                each.writer.write(drop)
            await asyncio.sleep(0.1)

    task = asyncio.create_task(drip())
    yield
    task.cancel()


async def check_that_others_are_answered(server: Server) -> None:
    """Once the connections that stand are no longer new, everybody is, whatever part of a body comes first."""
    async with asyncio.timeout(SECONDS_TO_BE_OLD):
        while (await answer_to(server, PROBE)).status != 200:
            pass
    for _ in range(2 * MOST):
        assert (await answer_to(server, PROBE)).status == 200
    assert (await answer_to(server, PROBE.replace(b"live", b"ready"))).status == 200
    assert (await answer_to(server, HALF, TINY[4:])).data == {"__typename": "Query"}


@pytest.mark.parametrize("kind", SLOW)
async def test_who_is_slow_keeps_nobody_out(database_url: str, kind: str) -> None:
    first, drop = SLOW[kind]
    async with (
        running(database_url, MAX_CONNECTIONS=str(MOST), CLIENT_TIMEOUT="15") as server,
        AsyncExitStack() as stack,
    ):
        held = await opened(stack, server, MOST, first)
        async with dripping(held, drop):
            await check_that_others_are_answered(server)


async def test_a_body_that_comes_on_stays_while_slower_ones_go(database_url: str) -> None:
    """However many come and go meanwhile: they have had their answers."""
    spaces = b" " * 1_000_000
    head = POST + b"Content-Length: %d\r\n\r\n" % (len(spaces) + len(TINY))
    async with (
        running(database_url, MAX_CONNECTIONS=str(MOST), CLIENT_TIMEOUT="15") as server,
        AsyncExitStack() as stack,
    ):
        slow = await opened(stack, server, MOST - 1, SLOW["bodies"][0])
        [large] = await opened(stack, server, 1, head + spaces)
        async with dripping(slow, b" "):
            await check_that_others_are_answered(server)
        assert (await slow[0].response()).code == "TOO_MANY_CONNECTIONS"
        await large.send(TINY)
        assert (await large.response()).data == {"__typename": "Query"}


ASKED = b"GET /explorer/operations.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
AHEAD = 200
"""The answers are more than the system holds for a client that takes in little, and each comes in one piece."""


@asynccontextmanager
async def unread(server: Server) -> AsyncIterator[Socket]:
    """A connection whose answers nobody takes."""
    url = server.http.base_url
    own = sockets.socket()
    own.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    own.setblocking(False)
    await asyncio.get_running_loop().sock_connect(own, (url.host, url.port))
    reader, writer = await asyncio.open_connection(sock=own, limit=4096)
    await Socket(reader, writer).send(ASKED * AHEAD)
    yield Socket(reader, writer)
    writer.transport.abort()


async def test_who_never_reads_its_answers_keeps_nobody_out(database_url: str) -> None:
    async with (
        running(database_url, MAX_CONNECTIONS=str(MOST), CLIENT_TIMEOUT="15") as server,
        AsyncExitStack() as stack,
    ):
        for _ in range(MOST):
            await stack.enter_async_context(unread(server))
        await check_that_others_are_answered(server)


async def test_who_never_reads_its_answers_is_cut_off(database_url: str) -> None:
    async with (
        running(database_url, CLIENT_TIMEOUT="0.5") as server,
        unread(server) as socket,
        asyncio.timeout(60),
    ):
        with pytest.raises(ConnectionError):
            while True:
                await socket.send(b"\r\n")
                await asyncio.sleep(0.05)
