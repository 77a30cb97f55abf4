"""What `hostile.py` watches beside its callers: memory, a tiny query, and whether all is as it should be."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

import asyncpg
import httpx2
import orjson
import psutil

from bench.hostile_requests import JSON

TINY = orjson.dumps({"query": "{ contacts(first: 1) { nodes { id } } }"})
PATIENCE = 60.0
"""Seconds that a caller waits for an answer."""
EVERY = 10.0
"""Seconds between two samples."""
MOST_P99 = 0.250
"""Seconds that the tiny query may take beside the hostile ones."""
FLAT = 1.10
"""How much larger memory may be at the end than after the first sixth of the time."""


@dataclass
class Seen:
    """What was measured."""

    tiny: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float, float]] = field(default_factory=list)
    """Seconds since the start, MB of the server's processes, MB of all backends."""


def outcome_of(response: httpx2.Response) -> str:
    """The status, and the code of the first error."""
    try:
        errors = response.json().get("errors") or [{}]
        code = errors[0].get("extensions", {}).get("code", "")
    except ValueError:
        code = "no JSON"
    return f"{response.status_code} {code}".strip()


async def watch(server: psutil.Process, database: str, port: int, seconds: float, seen: Seen) -> None:
    since: list[float] = []
    asking = asyncio.create_task(_ask(port, seen, since))
    began = time.monotonic()
    connection = await asyncpg.connect(database)
    try:
        while (now := time.monotonic() - began) < seconds:
            await asyncio.sleep(min(EVERY, seconds - now))
            sample = (time.monotonic() - began, tree_memory(server), await backends_memory(connection))
            seen.memory.append(sample)
            print(
                f"{sample[0]:6.0f} s  server {sample[1]:6.0f} MB  backends {sample[2]:6.0f} MB"
                f"  tiny p50 {at(since, 0.5) * 1000:6.0f} ms  p99 {at(since, 0.99) * 1000:6.0f} ms",
                flush=True,
            )
            since.clear()
    finally:
        asking.cancel()
        await connection.close()


async def _ask(port: int, seen: Seen, since: list[float]) -> None:
    """Ask ten times a second, whether or not those before are answered: a server that stands still is seen."""
    url = f"http://127.0.0.1:{port}"
    async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE) as http, asyncio.TaskGroup() as group:
        while True:
            group.create_task(_ask_tiny(http, seen, since))
            await asyncio.sleep(0.1)


async def _ask_tiny(http: httpx2.AsyncClient, seen: Seen, since: list[float]) -> None:
    asked = time.perf_counter()
    try:
        response = await http.post("/graphql", content=TINY, headers=JSON)
        if outcome_of(response) != "200":
            seen.failed[outcome_of(response)] += 1
    except httpx2.HTTPError as error:
        seen.failed[type(error).__name__] += 1
    took = time.perf_counter() - asked
    seen.tiny.append(took)
    since.append(took)


def tree_memory(server: psutil.Process) -> float:
    """MB that belong to the server's process and its children alone."""
    return sum(map(_own, [server, *server.children(recursive=True)])) / 2**20


async def backends_memory(connection: asyncpg.Connection) -> float:
    """The same of all backends of this database; 0 if they run on another machine."""
    rows = await connection.fetch(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    return sum(_own_of(row["pid"]) for row in rows) / 2**20


def _own_of(pid: int) -> int:
    try:
        return _own(psutil.Process(pid))
    except psutil.NoSuchProcess:
        return 0


def _own(process: psutil.Process) -> int:
    try:
        return process.memory_full_info().uss
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def at(values: list[float], part: float) -> float:
    """The value below which a part of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else 0.0


def verdict(seen: Seen, answers: Counter[str]) -> bool:
    """Tell what was found; whether all is as it should be."""
    after = [sample for sample in seen.memory if sample[0] >= seen.memory[-1][0] / 6]
    tenth = max(1, len(after) // 10)
    grown = {
        name: _mean(after[-tenth:], place) / max(1.0, _mean(after[:tenth], place))
        for place, name in ((1, "server"), (2, "backends"))
    }
    outcomes: Counter[str] = Counter()
    for name, times in answers.items():
        outcomes[name.rsplit(": ", 1)[1]] += times
    bad = {name: times for name, times in answers.items() if _is_bad(name.rsplit(": ", 1)[1])}
    p99 = at(seen.tiny, 0.99)
    print(f"\n{answers.total():,} requests: {dict(outcomes.most_common())}")
    print(f"internal errors, 5xx that are no 503 with a code, and answers that never came: {bad or 'none'}")
    print(f"{len(seen.tiny):,} tiny queries: p99 {p99 * 1000:.0f} ms, failed {dict(seen.failed)}")
    print(
        "memory at the end against that after the first sixth: "
        + ", ".join(f"{n} {g:.2f}x" for n, g in grown.items())
    )
    return not bad and p99 <= MOST_P99 and all(each <= FLAT for each in grown.values())


def _mean(samples: list[tuple[float, float, float]], place: int) -> float:
    return sum(sample[place] for sample in samples) / len(samples)


def _is_bad(outcome: str) -> bool:
    if outcome.startswith("5"):
        return not outcome.startswith("503 ")
    if outcome.endswith("INTERNAL_SERVER_ERROR"):
        return True
    return outcome.endswith(("Timeout", "ConnectError"))
