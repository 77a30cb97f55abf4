"""Logging a segment against a bare INSERT ... SELECT of the same rows into the same tables.

    python bench/log_segment.py [--lines 10 1000] [--rounds 5] [--server URL]

Without the address of a server one is started. Both sides are measured in turn, each time on tables as clean as the
first time. The memory of this process before and after tells whether it grows with the lines.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.postgres import own_postgres
from bench.results import Table, spread
from db import salespeople
from db.contacts.editing import create_contact
from db.engine.database import close_db, is_postgres, open_db
from db.interaction_groups import create_interaction_group
from db.migrating import migrate_db
from db.models import ContactKind, Interaction, Segment
from db.numbering import the_setup
from db.segments.editing import create_segment
from db.segments.follow_up import FollowUp
from db.segments.logging import log_segment
from db.sql import statements
from db.templates.editing import create_interaction_template
from tests.statements import counted_statements

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
ROUNDS = {10: 15, 1_000: 10, 100_000: 5, 1_000_000: 3}
"""How often each number of lines is measured, unless said otherwise."""

MOST_FOLLOWED_UP = 100_000
"""Larger segments are measured without a follow-up, for the sake of time."""


async def make_world(lines: int) -> int:
    """One segment with so many lines; every tenth line is personalized."""
    salesperson = (
        await salespeople.create_salesperson({"code": "AB", "name": "Ann Bell"}, now=NOW)
    ).salesperson
    group = (await create_interaction_group({"code": "LETTER", "description": "Letters"}, now=NOW)).group
    template = (
        await create_interaction_template(
            {"code": "BUS", "description": "Letter", "interaction_group_id": group.id}, now=NOW
        )
    ).template
    company = (await create_contact({"kind": ContactKind.COMPANY, "name": "Acme"}, now=NOW)).contact
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    segment = (await create_segment("BENCH", "Bench", values, [], now=NOW)).segment
    series = "SELECT value FROM generate_series(1, :lines) AS value"
    if not is_postgres():
        raise SystemExit("Only PostgreSQL is measured here.")
    await statements.change_returning(
        f"""
        INSERT INTO contact (number, kind, name, name_folded, company_id, correspondence_type,
            excluded_from_segments, privacy_blocked, is_minor, has_parental_consent, search_text, revision,
            created_at, updated_at)
        SELECT 'B' || value, 'PERSON', 'Person ' || value, 'person ' || value, CAST(:company AS bigint), 'NONE',
            FALSE, FALSE, FALSE, FALSE, 'person ' || value, 1, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
        FROM ({series}) AS numbers
        """,
        lines=lines, company=company.id, now=NOW,
    )  # fmt: skip
    await statements.change_returning(
        """
        INSERT INTO segment_line (segment_id, contact_id, description, revision, created_at, updated_at)
        SELECT CAST(:segment AS bigint), id, CASE WHEN id % 10 = 0 THEN 'Dear ' || name END, 1, created_at, created_at
        FROM contact WHERE kind = 'PERSON' ORDER BY id
        """,
        segment=segment.id,
    )
    return segment.id


async def reopen(segment_id: int) -> None:
    """Back to before, with tables that are as clean as the first time."""
    await statements.change_returning("DELETE FROM segment WHERE follow_up_of_id = :id", id=segment_id)
    await statements.change_returning("TRUNCATE interaction CASCADE")
    await Segment.filter(id=segment_id).update(status="OPEN", logged_at=None)
    for table in ("interaction", "segment_line", "segment"):
        await statements.change_returning(f"VACUUM ANALYZE {table}")


async def keep_rows(segment_id: int) -> None:
    """What logging wrote, put aside for the bare statement."""
    for name in ("kept_interaction", "kept_segment_line"):
        await statements.change_returning(f"DROP TABLE IF EXISTS {name}")
    await statements.change_returning("CREATE TABLE kept_interaction AS SELECT * FROM interaction")
    await statements.change_returning(
        "CREATE TABLE kept_segment_line AS SELECT * FROM segment_line"
        f" WHERE segment_id IN (SELECT id FROM segment WHERE follow_up_of_id = {segment_id})"
    )


async def bare(segment_id: int, follow_up: bool) -> None:
    """The same rows into the same tables, indexes, foreign keys and checks included."""
    columns = ", ".join(sorted(Interaction._meta.db_fields - {"id"}))
    await statements.change_returning(
        f"INSERT INTO interaction ({columns}) SELECT {columns} FROM kept_interaction"
    )
    if follow_up:
        following = await Segment.create(
            number="BARE", description="Bare", description_folded="bare", follow_up_of_id=segment_id,
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        await statements.change_returning(
            f"INSERT INTO segment_line (segment_id, contact_id, revision, created_at, updated_at)"
            f" SELECT {following.id}, contact_id, revision, created_at, updated_at FROM kept_segment_line"
        )


async def measure(url: str, lines: int, rounds: int) -> list[list[str]]:
    await migrate_db(url)
    await open_db(url)
    try:
        segment_id = await make_world(lines)
        await the_setup()
        follow_ups = (False, True) if lines <= MOST_FOLLOWED_UP else (False,)
        return [await compare(segment_id, lines, rounds, follow_up) for follow_up in follow_ups]
    finally:
        await close_db()


async def compare(segment_id: int, lines: int, rounds: int, follow_up: bool) -> list[str]:
    process = psutil.Process()
    pairs, memory, number = [], [], 0
    for number in range(rounds):
        await reopen(segment_id)
        before = process.memory_info().rss
        began = time.perf_counter()
        with counted_statements() as counted:
            await log_segment(segment_id, follow_up=FollowUp() if follow_up else None, now=NOW)
        logged = time.perf_counter() - began
        memory.append(process.memory_info().rss - before)
        number = len(counted)
        await keep_rows(segment_id)
        await reopen(segment_id)
        began = time.perf_counter()
        await bare(segment_id, follow_up)
        pairs.append((logged, time.perf_counter() - began))
        print(f"  {lines:,} lines, round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    ours, its = (spread([seconds * 1000 for seconds in side]) for side in zip(*pairs, strict=True))
    return [
        f"{lines:,} lines" + (", with a follow-up" if follow_up else ""),
        ours,
        its,
        spread([logged / bared for logged, bared in pairs]),
        str(number),
        f"{max(memory) / 2**20:.1f}",
    ]


async def measure_logging(server_url: str, lines: list[int], rounds: int | None) -> Table:
    rows = []
    for each in lines:
        async with new_database(server_url, f"bench_log_segment_{os.getpid()}_{each}") as url:
            rows += await measure(url, each, rounds or ROUNDS.get(each, 5))
    columns = [
        "logSegment",
        "ours, ms, minimum / median / maximum",
        "bare INSERT ... SELECT, ms, the same",
        "ours / bare, the same",
        "statements of ours",
        "memory grew at most, MB",
    ]
    return Table("Logging a segment", columns, rows)


@asynccontextmanager
async def new_database(server_url: str, name: str) -> AsyncIterator[str]:
    """An empty database on a server, for as long as it is needed."""
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--server", help="a PostgreSQL database whose owner may create others")
    parser.add_argument("--lines", type=int, nargs="*", default=list(ROUNDS))
    parser.add_argument("--rounds", type=int, help="otherwise fewer, the more lines there are")
    options = parser.parse_args()
    with nullcontext(options.server) if options.server else own_postgres() as url:
        print((await measure_logging(url, options.lines, options.rounds)).text())


if __name__ == "__main__":
    asyncio.run(main())
