"""Requests a second, processor time, memory and statements of ours and of other servers, asked in turn.

    python bench/requests.py [--database URL] [--only nested,flat] [--servers ours,plain] [--rounds 5] [--seconds 4]

Without an address a PostgreSQL is started and filled, which takes a minute or two; `bench/postgres.py` and
`bench/world.py` prepare one that stays.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

import asyncpg

from bench.asking import bodies, check_agreement
from bench.measuring import Measured, measure
from bench.operations import OPERATIONS, Operation
from bench.postgres import own_postgres
from bench.results import Table, Target, comparison_with_targets, spread
from bench.serving import Server, servers
from bench.wire import Counting
from bench.world import prepare

WARMING_SECONDS = 2.0
SERVERS = "ours,guarded,plain,postgraphile,sql"

Rounds = dict[str, list[Measured]]
"""What each server did, round by round."""

TARGETS = [
    Target("nested", "plain", "processor", 12),
    Target("nested", "postgraphile", "requests", 1.3),
    Target("nested", "sql", "requests", 0.42),
    Target("flat", "plain", "processor", 14),
    Target("flat", "postgraphile", "requests", 2.2),
    Target("flat", "sql", "requests", 0.6),
    Target("tiny", "plain", "processor", 2.3),
    Target("tiny", "postgraphile", "requests", 0.95),
    Target("tiny", "guarded", "requests"),
    Target("empty", "plain", "processor"),
    Target("empty", "postgraphile", "requests"),
    Target("empty", "guarded", "requests"),
    Target("update", "plain", "processor", 2.5),
    Target("update", "postgraphile", "requests", 0.9),
    Target("update", "sql", "requests", 0.5),
    Target("unawaited", "plain", "processor"),
    Target("unawaited", "postgraphile", "requests"),
    Target("unawaited", "sql", "requests"),
    Target("create", "plain", "processor"),
]
MEMORY = 0.25
"""Of PostGraphile's memory under load, at most."""


class Comparison:
    """Running servers on one world."""

    def __init__(self, url: str, running: list[Server], rounds: int, seconds: float) -> None:
        self.url = url
        self.running = running
        self.rounds = rounds
        self.seconds = seconds
        self.counting = {server.name: Counting(server, url) for server in running}
        self.measured: dict[str, Rounds] = {}
        self.statements: dict[tuple[str, str], str] = {}

    async def run(self, operations: Sequence[Operation]) -> None:
        self.database = await asyncpg.connect(self.url)
        last_entry = await self.database.fetchval("SELECT max(id) FROM interaction")
        try:
            for server in self.running:
                await server.start(self.url)
                await self.counting[server.name].start()
            for operation in operations:
                await self.compare(operation)
        finally:
            await self.leave(last_entry)

    async def leave(self, last_entry: int) -> None:
        for server in (*self.running, *self.counting.values()):
            server.stop()
        await self.database.execute("DELETE FROM interaction WHERE id > $1", last_entry)
        await self.database.execute("VACUUM interaction")
        await self.database.execute("ALTER SYSTEM RESET synchronous_commit")
        await self.database.execute("SELECT pg_reload_conf()")
        await self.database.close()

    async def compare(self, operation: Operation) -> None:
        taking_part = [server for server in self.running if operation.is_for(server)]
        requests = {server: await bodies(operation, server, self.database) for server in taking_part}
        if not requests:
            return
        if operation.writes:
            await self.let_commits_wait(operation.durable)
        await check_agreement(operation, requests)
        for server in taking_part:
            await self.run_round(operation, server, requests[server], WARMING_SECONDS)
        rounds: Rounds = {server.name: [] for server in taking_part}
        for number in range(self.rounds):
            for server in taking_part[number % len(taking_part) :] + taking_part[: number % len(taking_part)]:
                rounds[server.name].append(
                    await self.run_round(operation, server, requests[server], self.seconds)
                )
            print(f"  {operation.name}, round {number + 1} of {self.rounds}", file=sys.stderr, flush=True)
        self.measured[operation.name] = rounds
        for server in taking_part:
            counting = self.counting[server.name]
            counted = await counting.count(operation.path(server), requests[server][0])
            self.statements[operation.name, server.name] = counted

    async def let_commits_wait(self, durable: bool) -> None:
        await self.database.execute(f"ALTER SYSTEM SET synchronous_commit = {'on' if durable else 'off'}")
        await self.database.execute("SELECT pg_reload_conf()")

    async def run_round(
        self, operation: Operation, server: Server, bodies: list[str], seconds: float
    ) -> Measured:
        if operation.writes:
            await self.database.execute("VACUUM contact, interaction")
        path = operation.path(server)
        return await measure(server, path, bodies, operation.expected, seconds, self.database)

    def tables(self) -> list[Table]:
        titles = {server.name: server.title for server in self.running}
        return [comparison_with_targets(TARGETS, MEMORY, self.measured, titles), self.raw(titles)]

    def raw(self, titles: dict[str, str]) -> Table:
        rows = []
        for name, rounds in self.measured.items():
            for server, measured in rounds.items():
                database = [each.database_ms for each in measured if each.database_ms is not None]
                rows.append(
                    [
                        OPERATIONS[name].title,
                        titles[server],
                        spread([each.requests_per_second for each in measured]),
                        spread([each.server_ms for each in measured])
                        + (f" ({median(database):.2f})" if database else " (not seen)"),
                        self.statements.get((name, server), "not counted"),
                        f"{max(each.megabytes_of_memory for each in measured):.0f}",
                        f"{median(each.kilobytes for each in measured):.1f}",
                        f"{median(each.own_share for each in measured):.0%}",
                    ]
                )
        columns = [
            "operation",
            "server",
            "requests/s, minimum / median / maximum",
            "processor ms a request, the same (of PostgreSQL)",
            "statements",
            "memory, MB",
            "answer, KB",
            "the load's own share of a core",
        ]
        return Table("Requests", columns, rows)


async def compare(options: argparse.Namespace, url: str) -> list[Table]:
    comparison = Comparison(
        url, servers(options.servers.split(","), options.before), options.rounds, options.seconds
    )
    await comparison.run([OPERATIONS[name] for name in options.only.split(",")])
    return comparison.tables()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", help="a world that bench/world.py has filled")
    parser.add_argument("--only", default=",".join(OPERATIONS), help="some of %(default)s")
    parser.add_argument("--servers", default=SERVERS, help="some of %(default)s,before")
    parser.add_argument("--before", type=Path, help="a checkout of another version, measured as `before`")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each measurement")
    return parser


async def main() -> None:
    options = arguments().parse_args()
    with nullcontext(options.database) if options.database else own_postgres() as url:
        await prepare(url)
        for table in await compare(options, url):
            print(table.text())


if __name__ == "__main__":
    asyncio.run(main())
