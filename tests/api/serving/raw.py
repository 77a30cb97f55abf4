"""Requests as bytes on a socket, part by part, and whatever comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import orjson

from tests.api.servers import Server

TINY = b'{"query":"{ __typename }"}'
POST = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(TINY)
PROBE = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"
"""As Java's HttpClient sends it with the first request to a server."""
SEGMENT = 0.1
"""Seconds between two parts: they come to the server one after the other."""


class Response(NamedTuple):
    status: int
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def code(self) -> str:
        """That of a refusal."""
        [error] = orjson.loads(self.body)["errors"]
        assert error["message"].endswith(".")
        return error["extensions"]["code"]

    @property
    def data(self) -> Any:
        answer = orjson.loads(self.body)
        assert "errors" not in answer, answer
        return answer["data"]


class Socket:
    """One connection to a server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *parts: bytes) -> None:
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()
            if part is not parts[-1]:
                await asyncio.sleep(SEGMENT)

    async def response(self) -> Response:
        """The next one."""
        async with asyncio.timeout(60):
            first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).rstrip().split(b"\r\n")
            headers = dict(line.split(b": ", 1) for line in lines)
            body = await self.reader.readexactly(int(headers[b"content-length"]))
        return Response(int(first.split()[1]), headers, body)

    async def rest(self) -> bytes:
        """What comes until the server closes the connection."""
        async with asyncio.timeout(60):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""


@asynccontextmanager
async def socket_to(server: Server) -> AsyncIterator[Socket]:
    url = server.http.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        yield Socket(reader, writer)
    finally:
        writer.close()


async def answer_to(server: Server, *parts: bytes) -> Response:
    """The first answer on a connection of its own."""
    async with socket_to(server) as socket:
        await socket.send(*parts)
        return await socket.response()
