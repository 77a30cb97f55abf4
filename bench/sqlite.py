"""SQLite: what waiting for the disk costs a write, and what a writer costs those who read.

python -m bench.sqlite [--seconds 2] [--rounds 3] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from tortoise.transactions import in_transaction

from bench.results import Table
from db.engine.database import DatabaseOptions, close_db, dialect, open_db
from db.migrating import migrate_db
from db.sql import statements

CALLERS = 16
TINY = "SELECT id, number, name FROM contact WHERE id = :id"
LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT count(*) AS c FROM n"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


async def read() -> None:
    await statements.select(TINY, id=1)


async def write() -> None:
    async with in_transaction(dialect()):
        await statements.change(
            "UPDATE interaction_group SET description = :words WHERE id = 1", words=str(time.time())
        )


async def each_takes(work: Callable[[], Awaitable[None]], callers: int, seconds: float) -> list[float]:
    """How many milliseconds each of the works took that so many callers did, one after the other."""
    taken: list[float] = []
    end = time.perf_counter() + seconds

    async def caller() -> None:
        while (began := time.perf_counter()) < end:
            await work()
            taken.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(caller() for _ in range(callers)))
    return taken


def row(what: str, rounds: list[list[float]], seconds: float) -> list[str]:
    """Numbers of a second are the median of the rounds; times are those of all rounds together."""
    taken = [each for one in rounds for each in one]
    cuts = quantiles(taken, n=100) if len(taken) > 1 else taken * 99
    rate = median(len(one) / seconds for one in rounds)
    return [what, f"{rate:,.0f}", f"{cuts[49]:.2f}", f"{cuts[98]:.2f}", f"{max(taken):.2f}"]


async def beside_a_waiting_writer(path: Path, seconds: float) -> list[float]:
    """Reads while another process has the write lock, and a transaction of this one waits for it."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(write())
    await asyncio.sleep(0.05)
    release = asyncio.get_running_loop().call_later(seconds, other.rollback)
    try:
        return await each_takes(read, 1, seconds)
    finally:
        release.cancel()
        other.close()
        await writing


async def beside_long_reads(seconds: float) -> list[float]:
    async def long() -> None:
        while True:
            await statements.select(LONG)

    others = [asyncio.create_task(long()) for _ in range(2)]
    try:
        return await each_takes(read, 1, seconds)
    finally:
        for each in others:
            each.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*others)


async def measure_sqlite(folder: Path, seconds: float, rounds: int) -> Table:
    """On a database of its own in a folder; times are those of all rounds together."""
    path = folder / "bench.sqlite3"
    url = f"sqlite://{path}"
    await migrate_db(url)
    results: dict[str, list[list[float]]] = {}
    for _ in range(rounds):
        for synchronous in ("full", "normal"):
            await open_db(url, DatabaseOptions(synchronous=synchronous))
            await statements.change(
                "INSERT INTO interaction_group (id, code, description, revision, created_at, updated_at)"
                " VALUES (1, 'A', 'A', 1, :now, :now) ON CONFLICT DO NOTHING", now=NOW,
            )  # fmt: skip
            for callers in (1, CALLERS):
                name = f"write, {callers} at a time, `SQLITE_SYNCHRONOUS={synchronous}`"
                results.setdefault(name, []).append(await each_takes(write, callers, seconds))
            await close_db()
        await open_db(url)
        for callers in (1, CALLERS):
            taken = await each_takes(read, callers, seconds)
            results.setdefault(f"tiny query, {callers} at a time", []).append(taken)
        taken = await beside_long_reads(seconds)
        results.setdefault("tiny query beside two long ones", []).append(taken)
        taken = await beside_a_waiting_writer(path, seconds)
        results.setdefault("tiny query while a write waits for another process", []).append(taken)
        await close_db()
    rows = [row(what, taken, seconds) for what, taken in results.items()]
    return Table("SQLite", ["what", "a second", "median, ms", "99 of 100, ms", "longest, ms"], rows)


async def closed(work: Awaitable[Table]) -> Table:
    """A thread of the driver that is left alone keeps the program from ending."""
    try:
        return await work
    finally:
        await close_db()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=".", help="on the disk that is measured, not in memory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        table = asyncio.run(closed(measure_sqlite(Path(folder), options.seconds, options.rounds)))
    print(table.text())


if __name__ == "__main__":
    main()
