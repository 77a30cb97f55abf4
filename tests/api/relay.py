"""What stands between a server and its PostgreSQL, and can be cut in the ways that networks are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlsplit, urlunsplit


class Relay:
    """Hands on what is sent over each connection, for as long as it lives."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._socket = parse_qs(self._target.query).get("host", [None])[0]
        self._connections: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self._pumps: list[asyncio.Task[None]] = []
        self._listening: asyncio.Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        account = self._target.netloc.rpartition("@")[0]
        return urlunsplit(self._target._replace(netloc=f"{account}@127.0.0.1:{self._port}", query=""))

    async def open(self) -> None:
        self._listening = await asyncio.start_server(self._relay, "127.0.0.1", self._port)
        self._port = self._listening.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Nobody gets in, and who is in is thrown out: a server that has ended."""
        assert self._listening is not None
        self._listening.close()
        self.silence()
        for pair in self._connections:
            for writer in pair:
                writer.transport.abort()
        self._connections.clear()

    def silence(self) -> int:
        """Nothing comes through the connections that are open, and nobody is told: a cable that was cut."""
        for pump in self._pumps:
            pump.cancel()
        self._pumps.clear()
        return len(self._connections)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await self._connected()
        self._connections.append((writer, there[1]))
        self._pumps += [
            asyncio.create_task(_pump(reader, there[1])),
            asyncio.create_task(_pump(there[0], writer)),
        ]

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        port = self._target.port or 5432
        if self._socket is not None:
            return await asyncio.open_unix_connection(f"{self._socket}/.s.PGSQL.{port}")
        return await asyncio.open_connection(self._target.hostname, port)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def relayed(url: str) -> AsyncIterator[Relay]:
    relay = Relay(url)
    await relay.open()
    try:
        yield relay
    finally:
        await relay.close()
