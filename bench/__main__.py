"""Everything that is measured, in one run, written to bench/results.md.

python -m bench [--database URL] [--rounds 5] [--seconds 4] [--lines 10 1000] [--contacts 1000] [--to bench/results.md]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
from contextlib import nullcontext
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import orjson

from bench.choose_contacts import ROUNDS as CONTACTS
from bench.choose_contacts import measure_choosing
from bench.lists import measure_lists
from bench.log_segment import ROUNDS, measure_logging
from bench.postgres import own_postgres
from bench.requests import arguments, compare
from bench.results import Table
from bench.serving import POSTGRAPHILE, node_version
from bench.sqlite import measure_sqlite
from bench.world import prepare

RESULTS = Path(__file__).with_name("results.md")
PACKAGES = ("strawberry-graphql", "graphql-core", "tortoise-orm", "asyncpg", "starlette", "uvicorn", "uvloop")


async def machine(url: str, options: argparse.Namespace) -> list[str]:
    """What was measured on, without a name or an address."""
    connection = await asyncpg.connect(url)
    try:
        postgres = await connection.fetchval("SELECT current_setting('server_version')")
    finally:
        await connection.close()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    others = "PostGraphile is missing"
    if node := node_version():
        pinned = orjson.loads((POSTGRAPHILE / "package.json").read_bytes())["dependencies"]
        others = f"PostGraphile {pinned['postgraphile']} on Node {node.removeprefix('v')}"
    return [
        f"{datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}, PostgreSQL {postgres.split()[0]}; {others}.",
        "",
        f"{packages}.",
        "",
        f"{options.rounds} rounds of {options.seconds:g} seconds, servers asked in turn, 8 connections unless said"
        " otherwise. A ratio is taken in each round. The machine drifts, so that only ratios travel.",
    ]


def written(lines: list[str], tables: list[Table]) -> str:
    head = [
        "# Results",
        "",
        "Written by `make bench`; [README.md](README.md) says how to read them.",
        "",
        *lines,
    ]
    return "\n\n".join(["\n".join(head), *(table.markdown() for table in tables)]) + "\n"


async def main() -> None:
    parser = arguments()
    parser.add_argument(
        "--lines", type=int, nargs="*", default=list(ROUNDS), help="of the segments that are logged"
    )
    parser.add_argument(
        "--contacts", type=int, nargs="*", default=list(CONTACTS), help="among which segments choose"
    )
    parser.add_argument("--to", type=Path, default=RESULTS, help="the file to write")
    options = parser.parse_args()
    with nullcontext(options.database) if options.database else own_postgres() as url:
        await prepare(url)
        tables = await compare(options, url)
        tables.append(await measure_lists(url, options.rounds, min(options.seconds, 2.0)))
        tables.append(await measure_logging(url, options.lines, None))
        tables.append(await measure_choosing(url, options.contacts, None))
        with TemporaryDirectory(dir=RESULTS.parent) as folder:
            tables.append(await measure_sqlite(Path(folder), min(options.seconds, 2.0), options.rounds))
        options.to.write_text(written(await machine(url, options), tables))
    for table in tables:
        print(table.text())


if __name__ == "__main__":
    asyncio.run(main())
