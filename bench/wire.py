"""Statements counted on the wire: a server is started once more behind a relay that reads PostgreSQL's protocol."""

from __future__ import annotations

import asyncio
import copy
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import orjson

from bench.load import SERIAL
from bench.serving import Server

PROTOCOL_3 = 196608
TRANSACTIONAL = re.compile(r"\s*(begin|commit|rollback|start|savepoint|release)\b", re.IGNORECASE)


class Messages:
    """What a client of PostgreSQL sends on one connection, cut into messages."""

    def __init__(self, sent: Callable[[str], None]) -> None:
        self.sent = sent
        self.rest = b""
        self.started = False
        self.texts: dict[bytes, str] = {}
        self.portals: dict[bytes, bytes] = {}

    def feed(self, data: bytes) -> None:
        self.rest += data
        while len(self.rest) >= 5:
            tag_size = 1 if self.started else 0
            size = tag_size + int.from_bytes(self.rest[tag_size : tag_size + 4])
            if len(self.rest) < size:
                return
            tag, content = self.rest[:tag_size], self.rest[tag_size + 4 : size]
            self.rest = self.rest[size:]
            if self.started:
                self.read(tag, content)
            else:
                self.started = int.from_bytes(content[:4]) == PROTOCOL_3

    def read(self, tag: bytes, content: bytes) -> None:
        first, _, others = content.partition(b"\0")
        if tag == b"Q":
            self.sent(first.decode())
        elif tag == b"P":
            self.texts[first] = others.partition(b"\0")[0].decode()
        elif tag == b"B":
            self.portals[first] = others.partition(b"\0")[0]
        elif tag == b"E":
            self.sent(self.texts.get(self.portals.get(first, b""), ""))


class Relay:
    """Stands between a server and PostgreSQL, and lists every statement that passes."""

    def __init__(self, url: str) -> None:
        self.target = urlsplit(url)
        self.statements: list[str] = []
        self.tasks: set[asyncio.Task[Any]] = set()
        self.listening: asyncio.Server | None = None

    async def open(self) -> str:
        self.listening = await asyncio.start_server(self.relay, "127.0.0.1", 0)
        port = self.listening.sockets[0].getsockname()[1]
        account = self.target.netloc.rpartition("@")[0]
        return urlunsplit(self.target._replace(netloc=f"{account}@127.0.0.1:{port}"))

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert self.target.hostname
        postgres = await asyncio.open_connection(self.target.hostname, self.target.port or 5432)
        messages = Messages(self.statements.append)
        for pumping in (self.pump(reader, postgres[1], messages.feed), self.pump(postgres[0], writer, None)):
            task = asyncio.create_task(pumping)
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, seen: Callable[[bytes], None] | None
    ) -> None:
        try:
            while data := await source.read(2**16):
                if seen is not None:
                    seen(data)
                target.write(data)
                await target.drain()
        except ConnectionError:
            pass
        finally:
            target.close()

    def close(self) -> None:
        """What was never opened is left alone: the server did not start."""
        if self.listening is not None:
            self.listening.close()
        for task in list(self.tasks):
            task.cancel()


class Counting:
    """A second process of a server, behind a relay, so that the measured one is not slowed down."""

    def __init__(self, server: Server, url: str) -> None:
        self.server = copy.copy(server)
        self.relay = Relay(url)

    async def start(self) -> None:
        await self.server.start(await self.relay.open())

    async def count(self, path: str, body: str) -> str:
        """How many statements one request costs, once everything is warm."""
        for _ in range(4):
            self.relay.statements.clear()
            again = body.replace(SERIAL.decode(), f"{time.time_ns() // 1000:016d}")
            await self.server.ask(path, orjson.loads(again))
            await asyncio.sleep(0.05)
        return _counted(self.relay.statements)

    def stop(self) -> None:
        self.server.stop()
        self.relay.close()


def _counted(statements: list[str]) -> str:
    kinds = Counter(_kind(text) for text in statements)
    others = [f"{count} {kind}" for kind, count in sorted(kinds.items()) if kind]
    return str(kinds[""]) + (f" + {', '.join(others)}" if others else "")


def _kind(text: str) -> str:
    if TRANSACTIONAL.match(text):
        return text.split()[0].rstrip(";").upper()
    return "reset" if "pg_advisory_unlock_all" in text else ""
