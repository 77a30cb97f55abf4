"""Thousands of operations that nobody would write: each gets an answer, and none breaks the server.

`FUZZ_SEED` says where to begin (a number, or `random`), `FUZZ_OPERATIONS` how many to make; `make fuzz` sets both.
"""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx2
import pytest

from api.app import app
from api.graphql.explorer import read_operations
from schema import schema
from schema.graph.ids import MODELS, encoded
from tests.api.fuzzing.breaking import broken
from tests.api.fuzzing.from_schemathesis import operations_from_schemathesis
from tests.api.fuzzing.operations import Made, Operations
from tests.api.fuzzing.values import Ids
from tests.databases import on_demo_data

GIVEN = os.environ.get("FUZZ_SEED", "26")
SEED = Random().randrange(10**9) if GIVEN == "random" else int(GIVEN)
COUNT = int(os.environ.get("FUZZ_OPERATIONS") or 1000)
OF_SCHEMATHESIS = 3
"""How many operations for each field of Query and Mutation schemathesis makes at least: it takes its time."""
IDS_OF_A_NOUN = 60

pytestmark = on_demo_data


class Logged(logging.Handler):
    """Errors that are logged: there is no reason for any."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        cause = f"\n{record.exc_info[1]!r}" if record.exc_info else ""
        self.records.append(f"{record.name}: {record.getMessage()}{cause}")


@dataclass
class Seen:
    """What became of the operations."""

    faults: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    """How many were run."""
    mutations: int = 0
    """How many of them were mutations."""


@pytest.fixture
async def http(database: str) -> AsyncIterator[httpx2.AsyncClient]:
    """The application on the demo data. An exception that it lets through comes through here as well."""
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def logged() -> Iterator[Logged]:
    kept = Logged()
    logging.getLogger().addHandler(kept)
    yield kept
    logging.getLogger().removeHandler(kept)


async def test_operations_of_schemathesis_are_answered(http: httpx2.AsyncClient, logged: Logged) -> None:
    each = max(OF_SCHEMATHESIS, COUNT // 600)
    chance = Random(SEED)
    made = [Made(query, {}) for query in operations_from_schemathesis(each, chance, await ids_of_rows())]
    seen = await tried(http, made, logged)
    assert seen.faults == []
    assert seen.answered > len(made) / 4 and seen.mutations > len(made) / 8 and seen.codes, seen


async def test_operations_that_reach_the_rules_are_answered(http: httpx2.AsyncClient, logged: Logged) -> None:
    operations = Operations(schema._schema, Random(SEED), await ids_of_rows())
    roots = [("query", name) for name in fields_of(schema._schema.query_type)]
    roots += [("mutation", name) for name in fields_of(schema._schema.mutation_type)] * 2
    made = [operations.made(*roots[place % len(roots)]) for place in range(COUNT // 2)]
    seen = await tried(http, made, logged)
    assert seen.faults == []
    assert seen.answered > len(made) / 2 and len(seen.refusals) > 12, seen


async def test_broken_documents_are_refused_with_a_code(http: httpx2.AsyncClient, logged: Logged) -> None:
    chance = Random(SEED)
    operations = Operations(schema._schema, chance, await ids_of_rows())
    steps = [Made(str(step["query"]), json.loads(step["variables"] or "{}")) for step in read_operations()]
    roots = list(fields_of(schema._schema.mutation_type))
    whole = [*steps, *(operations.made("mutation", chance.choice(roots)) for _ in steps)]
    chosen = [chance.choice(whole) for _ in range(COUNT // 3)]
    made = [Made(broken(chance, each.query), each.variables) for each in chosen]
    seen = await tried(http, made, logged)
    assert seen.faults == []
    assert {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"} <= set(seen.codes), seen


async def tried(http: httpx2.AsyncClient, made: list[Made], logged: Logged) -> Seen:
    """Post one operation after the other."""
    print(f"FUZZ_SEED={SEED}, {len(made)} operations")
    seen = Seen()
    for each in made:
        try:
            response = await http.post("/graphql", json={"query": each.query, "variables": each.variables})
        except Exception as exception:
            seen.faults.append(report(each, f"raised {exception!r}"))
            continue
        judge(response, each, seen)
        if logged.records:
            seen.faults.append(report(each, "\n".join(logged.records)))
            logged.records.clear()
    print(f"{seen.answered} answered, {seen.mutations} of them mutations")
    print(f"codes: {dict(seen.codes)}, refusals: {dict(seen.refusals)}")
    return seen


def judge(response: httpx2.Response, made: Made, seen: Seen) -> None:
    try:
        answer = response.json()
    except ValueError:
        seen.faults.append(report(made, f"not JSON: {response.text[:300]!r}"))
        return
    if response.status_code >= 500:
        seen.faults.append(report(made, f"status {response.status_code}: {response.text[:300]}"))
    for error in answer.get("errors", []):
        code = error.get("extensions", {}).get("code")
        seen.codes[code] += 1
        if code in (None, "INTERNAL_SERVER_ERROR"):
            seen.faults.append(report(made, f"{error}"))
    if isinstance(payloads := answer.get("data"), dict):
        seen.answered += 1
        seen.mutations += made.query.lstrip().startswith("mutation")
        for payload in payloads.values():
            refused = (payload.get("userErrors") or []) if isinstance(payload, dict) else []
            seen.refusals.update(str(error["code"]) for error in refused if "code" in error)


def report(made: Made, what: str) -> str:
    return f"{what}\n{made.query[:3000]}\n{json.dumps(made.variables)[:3000]}\n"


async def ids_of_rows() -> Ids:
    """Some ids of each noun."""
    found: dict[str, Any] = {}
    for noun, model in sorted(MODELS.items()):
        numbers = await model.all().order_by("id").limit(IDS_OF_A_NOUN).values_list("id", flat=True)
        found[noun] = [encoded(noun, number) for number in numbers]  # type: ignore[arg-type]
    return {noun: ids for noun, ids in found.items() if ids}


def fields_of(root: Any) -> list[str]:
    return [name for name in root.fields if not name.startswith("__")]
