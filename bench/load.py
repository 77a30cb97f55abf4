"""The load: connections that each send a request, wait for its answer, look whether it is one, and send the next.

A process of its own. It reads one job (JSON) from standard input and writes what it counted to standard output.
"""

from __future__ import annotations

import asyncio
import sys
import time
from itertools import cycle
from typing import Any

import orjson
import uvloop

SERIAL = b"################"
"""Stands in a request for a number that never comes again, as long as this is."""


class Load:
    """Requests in turn over all connections, for some seconds."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.requests = cycle(
            [request_bytes(job["path"], job["authorization"], body.encode()) for body in job["bodies"]]
        )
        self.changing = any(SERIAL.decode() in body for body in job["bodies"])
        self.expected = job["expected"].encode()
        self.serial = time.time_ns() // 1000
        self.deadline = time.perf_counter() + job["seconds"]
        self.answers = 0
        self.octets = 0
        self.longest = 0.0
        self.open = job["connections"]
        self.ended = asyncio.get_running_loop().create_future()

    def next_request(self) -> bytes | None:
        if time.perf_counter() >= self.deadline or self.ended.done():
            return None
        request = next(self.requests)
        if self.changing:
            self.serial += 1
            request = request.replace(SERIAL, b"%016d" % self.serial)
        return request

    def answered(self, body: bytes, began: float) -> None:
        self.answers += 1
        self.octets += len(body)
        self.longest = max(self.longest, time.perf_counter() - began)
        if b'"errors"' in body or self.expected not in body:
            self.fail(f"not the answer that was expected: {body[:2000].decode(errors='replace')}")

    def fail(self, reason: str) -> None:
        if not self.ended.done():
            self.ended.set_exception(RuntimeError(reason))

    def closed(self) -> None:
        self.open -= 1
        if not self.open and not self.ended.done():
            self.ended.set_result(None)


class Connection(asyncio.Protocol):
    """One kept-alive connection of HTTP/1.1, reading no more of an answer than where it ends."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.received = bytearray()
        self.ends_at: int | None = None
        self.body_at = 0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        request = self.load.next_request()
        if request is None:
            self.transport.close()
            self.load.closed()
            return
        self.received.clear()
        self.ends_at = None
        self.body_at = 0
        self.began = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.body_at and not self.head_is_here():
            return
        if self.is_whole():
            self.load.answered(bytes(self.received[self.body_at :]), self.began)
            self.send()

    def head_is_here(self) -> bool:
        found = self.received.find(b"\r\n\r\n")
        if found < 0:
            return False
        head = bytes(self.received[:found])
        self.body_at = found + 4
        if not head.startswith(b"HTTP/1.1 200"):
            self.load.fail(f"refused: {bytes(self.received)[:2000].decode(errors='replace')}")
        _, present, length = head.lower().partition(b"content-length:")
        self.ends_at = self.body_at + int(length.partition(b"\r\n")[0]) if present else None
        return True

    def is_whole(self) -> bool:
        if self.ends_at is None:
            return self.received.endswith(b"0\r\n\r\n")
        return len(self.received) >= self.ends_at

    def connection_lost(self, reason: Exception | None) -> None:
        if reason is not None or not self.transport.is_closing():
            self.load.fail(f"the server closed the connection: {reason}")


def request_bytes(path: str, authorization: str, body: bytes) -> bytes:
    who = f"Authorization: {authorization}\r\n" if authorization else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"{who}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def run(job: dict[str, Any]) -> dict[str, Any]:
    load = Load(job)
    began, used = time.perf_counter(), time.process_time()
    opened = asyncio.get_running_loop()
    for _ in range(job["connections"]):
        await opened.create_connection(lambda: Connection(load), "127.0.0.1", job["port"])
    await load.ended
    seconds = time.perf_counter() - began
    return {
        "requests": load.answers,
        "seconds": seconds,
        "octets": load.octets,
        "longest": load.longest,
        "own_share": (time.process_time() - used) / seconds,
    }


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        counted = runner.run(run(orjson.loads(sys.stdin.buffer.read())))
    sys.stdout.buffer.write(orjson.dumps(counted))
