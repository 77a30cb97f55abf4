"""What values cost that are made to be expensive: processor time of this process until they are answered.

A database with demo data is made for it: in a file, or at the address in DATABASE_URL, which has to be empty.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from api.graphql.limits import limit_schema
from db.demo import load_demo
from db.engine.database import close_db, open_db
from db.migrating import migrate_db
from schema import schema
from schema.graph.context import Context
from schema.graph.ids import encoded

CONTACTS = (
    "query ($w: ContactWhere, $s: String) { contacts(where: $w, search: $s, first: 1) { nodes { id } } }"
)
Case = tuple[str, str, dict[str, Any]]


def cases() -> Iterator[Case]:
    yield "cheap", CONTACTS, {}
    yield "search of 20,000 accents", CONTACTS, {"s": "a" + "\u0301\u0316" * 10_000}
    yield "search of 5,000 words", CONTACTS, {"s": "ab " * 5_000}
    yield "contains of 200,000 characters", CONTACTS, {"w": {"name": {"contains": "x" * 200_000}}}
    yield "in with 40,000 values", CONTACTS, {"w": {"name": {"in": [f"n{n}" for n in range(40_000)]}}}
    yield "or with 10,000 branches", CONTACTS, {"w": {"or": [{"name": {"eq": "x"}}] * 10_000}}
    yield "not, 60 levels", CONTACTS, {"w": _nested(60)}
    languages = [{"language": "de", "description": "x"}] * 8_000
    yield (
        "languages of a template, 8,000",
        "mutation ($i: CreateInteractionTemplateInput!)"
        " { createInteractionTemplate(input: $i) { userErrors { code } } }",
        {
            "i": {
                "code": "X",
                "description": "x",
                "interactionGroupId": encoded("InteractionGroup", 1),
                "languages": languages,
            }
        },
    )
    yield (
        "segment of 100,000 wrong ids",
        "mutation ($i: CreateSegmentInput!) { createSegment(input: $i) { userErrors { code path } } }",
        {"i": {"description": "x", "contactIds": [f"wrong{n}" for n in range(100_000)]}},
    )
    yield (
        "segment of 10,000 wrong ids",
        "mutation ($i: CreateSegmentInput!) { createSegment(input: $i) { userErrors { code path } } }",
        {"i": {"description": "x", "contactIds": [f"wrong{n}" for n in range(10_000)]}},
    )
    yield (
        "segment of 10,000 ids of nobody",
        "mutation ($i: CreateSegmentInput!) { createSegment(input: $i) { userErrors { code path } } }",
        {"i": {"description": "x", "contactIds": [encoded("Contact", 10**9 + n) for n in range(10_000)]}},
    )
    kinds = "types { name fields { name args { name type { name ofType { name } } } } }"
    schemas = " ".join(f"s{n}: __schema {{ {kinds} }}" for n in range(25))
    yield "25 times the schema", f"{{ {schemas} }}", {}


def _nested(levels: int) -> dict[str, Any]:
    where: dict[str, Any] = {"name": {"eq": "x"}}
    for _ in range(levels):
        where = {"not": where}
    return where


async def _asked(document: str, variables: dict[str, Any]) -> tuple[float, str]:
    began = time.process_time()
    try:
        result = await schema.execute(document, variables, Context())
    except Exception as error:
        return time.process_time() - began, type(error).__name__
    outcome = "answered"
    if result.errors:
        outcome = (result.errors[0].extensions or {}).get("code") or result.errors[0].message[:60]
    return time.process_time() - began, outcome


def _megabytes() -> float:
    return psutil.Process().memory_info().rss / 1024**2


async def _lengths_of_in() -> None:
    """Sixty lists of different lengths: each was another statement once."""
    before = _megabytes()
    for more in range(60):
        await _asked(CONTACTS, {"w": {"name": {"in": [f"n{n}" for n in range(900 + more)]}}})
    print(f"{'60 lengths of in':34} {_megabytes() - before:10.1f} MB more")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite://{Path(folder) / 'bench.db'}"
        await migrate_db(url)
        await open_db(url)
        await load_demo(now=datetime.now(UTC))
        limit_schema()
        for name, document, variables in cases():
            seconds, outcome = await _asked(document, variables)
            print(f"{name:34} {seconds * 1000:10.1f} ms  {outcome}")
        await _lengths_of_in()
        await close_db()


if __name__ == "__main__":
    asyncio.run(main())
