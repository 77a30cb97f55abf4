"""Long lists of ours against the bare statements: a page deep in a million, a search, counting, and statistics.

    python bench/lists.py [--database URL] [--rounds 5] [--seconds 2] [--only statistics]

Both sides of a comparison are measured in turn, one request at a time.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import asyncpg
import httpx2
import orjson

from api.app import app
from bench.measuring import measure
from bench.postgres import own_postgres
from bench.results import Table, spread
from bench.serving import servers
from bench.world import prepare
from db.engine.database import close_db, open_db
from tests.statements import counted_statements

DEEP = 900_000
SEARCHES = ["ashgrove", "dora marsh", "contact77", "Orchard 12", "zebra"]
"""The last one is found nowhere, so that no list ends early."""
PAGE = "query ($after: String) { interactions(first: 50, after: $after) { nodes { id description occurredAt } } }"
SEARCH = "query ($search: String) { contacts(first: 50, search: $search) { nodes { id number name email } } }"
EXACT = "{ interactions(first: 1) { totalCount } }"
STATISTICS = (
    "{ contacts(first: 100) { nodes { id statistics"
    " { interactionCount totalCost { amount } totalDurationMinutes lastInteractionAt lastAttemptAt } } } }"
)
BY_HAND = """
    SELECT page.id, count(entry.id), sum(entry.cost), sum(entry.duration_minutes),
        max(entry.occurred_at) FILTER (WHERE NOT entry.attempt_failed),
        max(entry.occurred_at) FILTER (WHERE entry.initiated_by = 'US')
    FROM (SELECT id, kind, number FROM contact ORDER BY number, id LIMIT 100) AS page
    LEFT JOIN LATERAL (
        SELECT * FROM interaction WHERE page.kind = 'PERSON' AND contact_id = page.id AND status = 'LOGGED'
        UNION ALL
        SELECT * FROM interaction WHERE page.kind = 'COMPANY' AND company_id = page.id AND status = 'LOGGED'
    ) AS entry ON TRUE
    GROUP BY page.id, page.number ORDER BY page.number, page.id
"""
OF_TEMPLATES = (
    "{ interactionTemplates(first: 100) { nodes { id statistics"
    " { interactionCount totalCost { amount } totalDurationMinutes } } } }"
)
TEMPLATES_BY_HAND = """
    SELECT template.id, count(entry.id), sum(entry.cost), sum(entry.duration_minutes)
    FROM interaction_template AS template
    LEFT JOIN interaction AS entry ON entry.template_id = template.id AND entry.status = 'LOGGED'
    GROUP BY template.id ORDER BY template.id
"""
AT_LEAST = "{ interactions(first: 1) { count(precision: AT_LEAST, limit: 10000) { value precision } } }"

Side = Callable[[], Awaitable[float]]
"""Measures one side once: milliseconds a request."""


class Lists:
    """Our server and a connection of our own, on one world."""

    def __init__(self, url: str, rounds: int, seconds: float, only: str | None = None) -> None:
        self.url = url
        self.only = only
        self.rounds = rounds
        self.seconds = seconds
        self.rows: list[list[str]] = []

    async def run(self) -> Table:
        [self.server] = servers(["ours"])
        self.database = await asyncpg.connect(self.url)
        try:
            await self.server.start(self.url)
            for part in (self.deep_page, self.searches, self.counts, self.statistics):
                if self.only in (None, part.__name__):
                    await part()
        finally:
            self.server.stop()
            await self.database.close()
        columns = [
            "what",
            "ours, ms, min / median / max",
            "against",
            "its ms, the same",
            "ours / other, the same",
        ]
        return Table("Lists, one request at a time", columns, self.rows)

    async def deep_page(self) -> None:
        cursor = await self.cursor_at(DEEP)
        await self.compare(
            f"page of 50 behind row {DEEP:,} of a million",
            self.ours(PAGE, {"after": cursor}),
            "the first page",
            self.ours(PAGE, {"after": None}),
        )

    async def cursor_at(self, position: int) -> str:
        """The cursor of the row at a position, got from a list that begins just behind it."""
        row = await self.database.fetchrow(
            "SELECT id, occurred_at, description FROM interaction WHERE status IN ('LOGGED', 'CANCELED')"
            " ORDER BY occurred_at DESC, id DESC OFFSET $1 LIMIT 1",
            position - 1,
        )
        document = (
            "query ($from: DateTime) { interactions(last: 1, where: { occurredAt: { from: $from } })"
            " { nodes { description } pageInfo { endCursor } } }"
        )
        variables = {"from": row["occurred_at"].isoformat()}
        answer = await self.server.ask("/graphql", {"query": document, "variables": variables})
        page = answer["data"]["interactions"]
        if page["nodes"][0]["description"] != row["description"]:
            raise SystemExit(f"Row {position} is another one than PostgreSQL says.")
        return page["pageInfo"]["endCursor"]

    async def searches(self) -> None:
        offered = await self.database.fetchval("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        how = "with pg_trgm" if offered else "this PostgreSQL lacks pg_trgm, so both read the table"
        for search in SEARCHES:
            text, values = await statement_of(self.url, SEARCH, {"search": search})
            await self.compare(
                f"search for {search!r} ({how})",
                self.ours(SEARCH, {"search": search}),
                "the same statement",
                self.bare(text, values),
            )

    async def counts(self) -> None:
        counting = self.bare("SELECT count(*) FROM interaction", [])
        narrowed = self.bare("SELECT count(*) FROM interaction WHERE status IN ('LOGGED', 'CANCELED')", [])
        against = "SELECT count(*)"
        await self.compare("totalCount of a million", self.ours(EXACT, {}), against, counting)
        await self.compare(
            "totalCount of a million", self.ours(EXACT, {}), f"{against} WHERE status IN", narrowed
        )
        await self.compare("count(AT_LEAST, 10,000) of a million", self.ours(AT_LEAST, {}), against, counting)

    async def statistics(self) -> None:
        await self.compare(
            "a page of 100 contacts with statistics",
            self.ours(STATISTICS, {}),
            "the same aggregates by hand",
            self.bare(BY_HAND, []),
        )
        await self.compare(
            "all templates with statistics of the whole log",
            self.ours(OF_TEMPLATES, {}),
            "the same aggregates by hand",
            self.bare(TEMPLATES_BY_HAND, []),
        )

    def ours(self, document: str, variables: dict[str, Any]) -> Side:
        body = orjson.dumps({"query": document, "variables": variables}).decode()

        async def milliseconds() -> float:
            measured = await measure(
                self.server, "/graphql", [body], '"data"', self.seconds, self.database, connections=1
            )
            return 1000 / measured.requests_per_second

        return milliseconds

    def bare(self, text: str, values: list[Any]) -> Side:
        async def milliseconds() -> float:
            count, began = 0, time.perf_counter()
            while (lasted := time.perf_counter() - began) < self.seconds or not count:
                await self.database.fetch(text, *values)
                count += 1
            return lasted * 1000 / count

        return milliseconds

    async def compare(self, what: str, ours: Side, against: str, other: Side) -> None:
        pairs: list[tuple[float, float]] = []
        for number in range(self.rounds):
            sides = [ours, other] if number % 2 == 0 else [other, ours]
            first, second = [await side() for side in sides]
            pairs.append((first, second) if number % 2 == 0 else (second, first))
        ratios = spread([mine / its for mine, its in pairs])
        mine, its = (spread(side) for side in zip(*pairs, strict=True))
        self.rows.append([what, mine, against, its, ratios])
        print(f"  {what}", file=sys.stderr, flush=True)


async def statement_of(url: str, document: str, variables: dict[str, Any]) -> tuple[str, list[Any]]:
    """The one statement, with its values, that our list sends to PostgreSQL."""
    await open_db(url)
    try:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            with counted_statements() as statements:
                answer = await client.post("/graphql", json={"query": document, "variables": variables})
        if "errors" in answer.json():
            raise SystemExit(f"ours answered with errors: {answer.text}")
        sent = list(zip(statements.texts, statements.values, strict=True))
        [found] = [(text, values) for text, values in sent if "search_text" in text]
        return found
    finally:
        await close_db()


async def measure_lists(url: str, rounds: int, seconds: float, only: str | None = None) -> Table:
    return await Lists(url, rounds, seconds, only).run()


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", help="a world that bench/world.py has filled")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--only", choices=["deep_page", "searches", "counts", "statistics"])
    options = parser.parse_args()
    with nullcontext(options.database) if options.database else own_postgres() as url:
        await prepare(url)
        print((await measure_lists(url, options.rounds, options.seconds, options.only)).text())


if __name__ == "__main__":
    asyncio.run(main())
