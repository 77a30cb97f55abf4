"""Logging a segment against a bare INSERT ... SELECT of the same rows into the same tables.

    python bench/log_segment.py [--lines 100000] [--rounds 5] [DATABASE_URL]

Without an address the PostgreSQL of the tests is started. Both sides are measured in turn; the ratio of their
medians is what counts. The memory of this process before and after tells whether it grows with the lines.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from db import salespeople, sql
from db.config import close_db, is_postgres, open_db
from db.contacts.editing import create_contact
from db.groups import create_interaction_group
from db.models import ContactKind, Interaction, Segment
from db.numbering import the_setup
from db.segments.editing import create_segment
from db.segments.follow_up import FollowUp
from db.segments.logging import log_segment
from db.templates import create_interaction_template
from tests.databases import PostgresDatabases

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


async def make_world(lines: int) -> int:
    """One segment with so many lines; every tenth line is personalized."""
    salesperson = (
        await salespeople.create_salesperson({"code": "AB", "name": "Ann Bell"}, now=NOW)
    ).salesperson
    group = (await create_interaction_group({"code": "LETTER", "description": "Letters"}, now=NOW)).group
    template = (
        await create_interaction_template(
            {"code": "BUS", "description": "Letter", "group_id": group.id}, now=NOW
        )
    ).template
    company = (await create_contact({"kind": ContactKind.COMPANY, "name": "Acme"}, now=NOW)).contact
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    segment = (await create_segment("BENCH", "Bench", values, [], now=NOW)).segment
    series = "SELECT value FROM generate_series(1, :lines) AS value"
    if not is_postgres():
        raise SystemExit("Only PostgreSQL is measured here.")
    await sql.select(
        f"""
        INSERT INTO contact (number, kind, name, name_folded, company_id, correspondence_type,
            excluded_from_segments, privacy_blocked, minor, parental_consent, search_text, revision,
            created_at, updated_at)
        SELECT 'B' || value, 'PERSON', 'Person ' || value, 'person ' || value, CAST(:company AS bigint), 'NONE',
            FALSE, FALSE, FALSE, FALSE, 'person ' || value, 1, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
        FROM ({series}) AS numbers
        """,
        lines=lines, company=company.id, now=NOW,
    )  # fmt: skip
    await sql.select(
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
    await sql.select("DELETE FROM segment WHERE follow_up_of_id = :id", id=segment_id)
    await sql.select("TRUNCATE interaction CASCADE")
    await Segment.filter(id=segment_id).update(status="OPEN", logged_at=None)
    for table in ("interaction", "segment_line", "segment"):
        await sql.select(f"VACUUM ANALYZE {table}")


async def keep_rows(segment_id: int) -> None:
    """What logging wrote, put aside for the bare statement."""
    for name in ("kept_interaction", "kept_segment_line"):
        await sql.select(f"DROP TABLE IF EXISTS {name}")
    await sql.select("CREATE TABLE kept_interaction AS SELECT * FROM interaction")
    await sql.select(
        "CREATE TABLE kept_segment_line AS SELECT * FROM segment_line"
        f" WHERE segment_id IN (SELECT id FROM segment WHERE follow_up_of_id = {segment_id})"
    )


async def bare(segment_id: int, follow_up: bool) -> None:
    """The same rows into the same tables, indexes, foreign keys and checks included."""
    columns = ", ".join(sorted(Interaction._meta.db_fields - {"id"}))
    await sql.select(f"INSERT INTO interaction ({columns}) SELECT {columns} FROM kept_interaction")
    if follow_up:
        following = await Segment.create(
            number="BARE", description="Bare", description_folded="bare", follow_up_of_id=segment_id,
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        await sql.select(
            f"INSERT INTO segment_line (segment_id, contact_id, revision, created_at, updated_at)"
            f" SELECT {following.id}, contact_id, revision, created_at, updated_at FROM kept_segment_line"
        )


async def measure(url: str, lines: int, rounds: int) -> None:
    await open_db(url)
    segment_id = await make_world(lines)
    await the_setup()
    process = psutil.Process()
    for follow_up in (False, True):
        logged, bares, memory = [], [], []
        for _ in range(rounds):
            await reopen(segment_id)
            before = process.memory_info().rss
            start = time.perf_counter()
            await log_segment(segment_id, follow_up=FollowUp() if follow_up else None, now=NOW)
            logged.append(time.perf_counter() - start)
            memory.append(process.memory_info().rss - before)
            await keep_rows(segment_id)
            await reopen(segment_id)
            start = time.perf_counter()
            await bare(segment_id, follow_up)
            bares.append(time.perf_counter() - start)
        ratio = statistics.median(logged) / statistics.median(bares)
        print(
            f"{lines:>9,} lines{', follow-up' if follow_up else '':<12}"
            f" logSegment {_spread(logged)}  bare {_spread(bares)}  ratio {ratio:.2f}"
            f"  memory grew {max(memory) / 2**20:.1f} MB",
            flush=True,
        )
    await close_db()


def _spread(seconds: list[float]) -> str:
    return f"{min(seconds):.2f}/{statistics.median(seconds):.2f}/{max(seconds):.2f} s"


async def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("url", nargs="?", help="an empty, migrated PostgreSQL database")
    asked.add_argument("--lines", type=int, nargs="*", default=[1_000, 100_000])
    asked.add_argument("--rounds", type=int, default=5)
    options = asked.parse_args()
    print("minimum/median/maximum of each side, measured in turn")
    if options.url:
        for lines in options.lines:
            await measure(options.url, lines, options.rounds)
        return
    async with PostgresDatabases().ready() as databases:
        for lines in options.lines:
            async with databases.fresh() as url:
                await measure(url, lines, options.rounds)


if __name__ == "__main__":
    asyncio.run(main())
