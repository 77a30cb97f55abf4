"""One server under load for some seconds: requests, processor time and memory."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass

import asyncpg
import orjson
import psutil

from bench.postgres import ROOT
from bench.serving import Server

CONNECTIONS = 8


@dataclass
class Measured:
    """What one server did under load for some seconds."""

    requests_per_second: float
    server_ms: float
    """Processor time of the server for one request."""
    database_ms: float | None
    """Processor time of PostgreSQL's backends for one request; unknown where they cannot be seen."""
    kilobytes: float
    megabytes_of_memory: float
    own_share: float
    """How much of one core the load itself took: near 1, it was the bottleneck."""


async def measure(
    server: Server,
    path: str,
    bodies: list[str],
    expected: str,
    seconds: float,
    database: asyncpg.Connection,
    connections: int = CONNECTIONS,
) -> Measured:
    job = {
        "port": server.port,
        "path": path,
        "authorization": server.authorization,
        "bodies": bodies,
        "expected": expected,
        "seconds": seconds,
        "connections": connections,
    }
    used, backends = server.used(), await backend_seconds(database)
    load = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "bench" / "load.py"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    running = asyncio.create_task(load.communicate(orjson.dumps(job)))
    memory = 0
    while not running.done():
        await asyncio.wait([running], timeout=0.5)
        memory = max(memory, server.process.memory_info().rss)  # type: ignore[union-attr]
    counted, complained = await running
    if load.returncode:
        raise SystemExit(f"{server.title}, {path}: {complained.decode()[-3000:]}")
    result = orjson.loads(counted)
    requests = result["requests"]
    spent = _spent(backends, await backend_seconds(database))
    return Measured(
        requests_per_second=requests / result["seconds"],
        server_ms=(server.used() - used) * 1000 / requests,
        database_ms=None if spent is None else spent * 1000 / requests,
        kilobytes=result["octets"] / requests / 1024,
        megabytes_of_memory=memory / 2**20,
        own_share=result["own_share"],
    )


async def backend_seconds(database: asyncpg.Connection) -> dict[int, float]:
    """Processor time of every backend on this database but that of this connection, as far as it can be seen."""
    found = await database.fetch(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
        " AND datname = current_database() AND pid <> pg_backend_pid()"
    )
    seconds = {}
    for record in found:
        try:
            process = psutil.Process(record["pid"])
            if "postgres" in process.name():
                times = process.cpu_times()
                seconds[record["pid"]] = times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return seconds


def _spent(before: dict[int, float], after: dict[int, float]) -> float | None:
    if not after:
        return None
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
