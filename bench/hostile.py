"""Sixteen callers who send valid, hostile and broken requests to a server on PostgreSQL, and what that does to it.

    python bench/hostile.py [--minutes 30] [--server URL] [--clients 16] [--without NAME ...]
        [--setting NAME=VALUE ...]

It starts a PostgreSQL, unless the address of one is given, and `touchbase serve` on a database of its own with demo
data. Every ten seconds it tells the memory of the server and of its backends, and how long a tiny query takes.
At the end it tells whether memory stayed flat after the first sixth of the time, which answers were 5xx, and the 99th
percentile of the tiny query; it fails unless all is as it should be.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx2
import orjson
import psutil

from bench.hostile_requests import JSON, READ_IDS, Ids, broken, hostile, valid
from bench.hostile_watching import PATIENCE, Seen, outcome_of, verdict, watch
from bench.log_segment import new_database
from bench.postgres import ROOT, free_port, own_postgres

TOUCHBASE = [sys.executable, "-m", "api.cli"]


def call(port: int, clients: int, seconds: float, ids: Ids, without: list[str], told: Any) -> None:
    """All callers, in a process of their own, so that their work does not lengthen the tiny query."""
    answers: Counter[str] = Counter()
    asyncio.run(_call_all(port, clients, seconds, ids, without, answers))
    told.put(answers)


async def _call_all(
    port: int, clients: int, seconds: float, ids: Ids, without: list[str], answers: Counter[str]
) -> None:
    until = time.monotonic() + seconds
    limits = httpx2.Limits(max_connections=clients)
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, limits=limits
    ) as http:
        await asyncio.gather(
            *(_caller(http, port, seed, until, ids, without, answers) for seed in range(clients))
        )


async def _caller(
    http: httpx2.AsyncClient,
    port: int,
    seed: int,
    until: float,
    ids: Ids,
    without: list[str],
    answers: Counter[str],
) -> None:
    dice = random.Random(seed)
    while time.monotonic() < until:
        throw = dice.random()
        if throw < 0.15:
            name, text = broken(dice)
            answers[f"{name}: {await _send(port, text, dice)}"] += 1
            continue
        name, content = valid(dice, ids) if throw < 0.6 else hostile(dice, ids, without)
        try:
            answers[f"{name}: {outcome_of(await http.post('/graphql', content=content, headers=JSON))}"] += 1
        except httpx2.HTTPError as error:
            answers[f"{name}: {type(error).__name__}"] += 1


async def _send(port: int, text: bytes, dice: random.Random) -> str:
    """Bytes as they are; the first line of what comes back, if something comes before the caller hangs up."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(text)
        try:
            async with asyncio.timeout(dice.choice([0.05, 1.0, 3.0])):
                line = await reader.readline()
        finally:
            writer.close()
        return line.decode("latin-1").split(" ", 2)[1] if b" " in line else "closed"
    except TimeoutError:
        return "hung up"
    except (OSError, ValueError):
        return "cut off"


async def started(server: psutil.Popen, port: int) -> Ids:
    """What may be named, once the server answers."""
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as http:
        for _ in range(300):
            try:
                answer = await http.post("/graphql", content=orjson.dumps({"query": READ_IDS}), headers=JSON)
                break
            except httpx2.HTTPError:
                if server.poll() is not None:
                    raise SystemExit("The server has ended; .venv/hostile.log says why.") from None
                await asyncio.sleep(0.2)
        else:
            raise SystemExit("The server does not answer.")
    lists = answer.json()["data"].values()
    return Ids(*([node["id"] for node in each["nodes"]] for each in lists))


async def soak(database: str, options: argparse.Namespace) -> bool:
    port, seconds = free_port(), options.minutes * 60
    given = dict(setting.split("=", 1) for setting in options.setting)
    environment = {**os.environ, "DATABASE_URL": database, "PORT": str(port), "LOG_LEVEL": "error", **given}
    for command in ("migrate", "demo"):
        made = await asyncio.create_subprocess_exec(*TOUCHBASE, command, env=environment, cwd=ROOT)
        if await made.wait():
            raise SystemExit(f"touchbase {command} failed.")
    with (ROOT / ".venv" / "hostile.log").open("w") as log:
        server = psutil.Popen([*TOUCHBASE, "serve"], env=environment, cwd=ROOT, stdout=log, stderr=log)
    context = multiprocessing.get_context("spawn")
    told: Any = context.Queue()
    try:
        ids, seen = await started(server, port), Seen()
        arguments = (port, options.clients, seconds, ids, options.without, told)
        callers = context.Process(target=call, args=arguments)
        callers.start()
        await watch(server, database, port, seconds, seen)
        answers = await asyncio.to_thread(told.get, True, 2 * PATIENCE)
        return verdict(seen, answers) and server.poll() is None
    finally:
        server.terminate()
        try:
            server.wait(30)
        except psutil.TimeoutExpired:
            print("The server did not stop, and was killed.")
            server.kill()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--server", help="a PostgreSQL database whose owner may create others")
    parser.add_argument("--without", nargs="*", default=[], help="names of hostile requests to leave out")
    parser.add_argument(
        "--setting", nargs="*", default=[], help="settings of ours, such as OPERATION_TIMEOUT=4"
    )
    options = parser.parse_args()
    with nullcontext(options.server) if options.server else own_postgres() as url:
        sys.exit(0 if asyncio.run(_on_a_database(url, options)) else 1)


async def _on_a_database(url: str, options: argparse.Namespace) -> bool:
    async with new_database(url, f"bench_hostile_{os.getpid()}") as database:
        return await soak(database, options)


if __name__ == "__main__":
    main()
