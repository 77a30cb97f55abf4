"""What callers, probes and operators are told while the database cannot work, and that the server mends itself."""

from __future__ import annotations

import asyncio
import operator
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import httpx2
import pytest

from api.lifecycle import health
from db.engine.database import connection, is_postgres
from db.sql import statements
from tests.api.conftest import Client
from tests.api.observing.test_metrics import measured, scraped
from tests.api.relay import relayed
from tests.api.servers import Server, running
from tests.databases import on_postgres

TINY = "{ contacts(first: 1) { nodes { id } } }"
TIMEOUT = 1.0
GRACE = 2.0
"""Seconds after its timeout in which an operation ends, and within which probes answer; asked of us."""


class Told(NamedTuple):
    """What was answered, and the seconds that it took."""

    status: int
    code: str | None
    seconds: float


async def told(server: Server, query: str = TINY) -> Told:
    began = time.monotonic()
    response = await server.http.post("/graphql", json={"query": query})
    errors = response.json().get("errors")
    return Told(response.status_code, errors and errors[0]["extensions"]["code"], time.monotonic() - began)


async def readiness(server: Server) -> tuple[str, float]:
    began = time.monotonic()
    answer = (await server.http.get("/health/ready")).json()
    return answer.get("reason", answer["status"]), time.monotonic() - began


@contextmanager
def frozen(processes: list[int]) -> Iterator[None]:
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@asynccontextmanager
async def a_crowded_server(url: str, log: Path | None = None) -> AsyncIterator[Server]:
    """Five of its connections are open, and nobody uses them."""
    async with running(url, log, OPERATION_TIMEOUT=str(TIMEOUT), METRICS="on") as server:
        keeper = await asyncpg.connect(url)
        async with keeper.transaction():
            await keeper.execute("LOCK TABLE contact")
            waiting = [asyncio.create_task(told(server)) for _ in range(5)]
            await asyncio.sleep(TIMEOUT / 2)
        await asyncio.gather(*waiting)
        await keeper.close()
        yield server


async def backends(url: str) -> list[int]:
    """The processes that serve a database, but for the one that is asked."""
    mine = await asyncpg.connect(url)
    try:
        rows = await mine.fetch(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return [row["pid"] for row in rows]
    finally:
        await mine.close()


async def check_that_it_mends_itself(server: Server, dead: int) -> None:
    """Whoever met a dead connection is told so in time; after them come new connections."""
    assert dead > 1
    asked = [asyncio.create_task(told(server)) for _ in range(dead)]
    reason, seconds = await readiness(server)
    answers = await asyncio.gather(*asked)
    assert seconds < GRACE and reason in ("DATABASE_SLOW", "ready")
    assert {(status, code) for status, code, _ in answers} <= {(200, None), (200, "OPERATION_TIMED_OUT")}
    assert (200, "OPERATION_TIMED_OUT") in {(status, code) for status, code, _ in answers}
    assert max(took for *_, took in answers) < TIMEOUT + GRACE
    assert {(status, code) for status, code, _ in [await told(server) for _ in range(30)]} == {(200, None)}
    assert (await readiness(server))[0] == "ready"


@on_postgres
async def test_connections_that_give_no_answer_are_replaced_while_their_processes_stand_still(
    database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    async with a_crowded_server(database_url, log) as server:
        stopped = await backends(database_url)
        with frozen(stopped):
            await check_that_it_mends_itself(server, len(stopped))
    assert log.read_text().count("The database gave no answer") == 1, "a line a minute"


@on_postgres
async def test_connections_that_were_cut_off_are_replaced(database_url: str) -> None:
    async with relayed(database_url) as relay, a_crowded_server(relay.url) as server:
        await check_that_it_mends_itself(server, relay.silence())


@on_postgres
async def test_a_transaction_whose_connection_falls_silent_ends_in_time_and_leaves_nothing(
    database_url: str,
) -> None:
    create = 'mutation { createSalesperson(input: { code: "AB", name: "Ada" }) { salesperson { id } } }'
    async with relayed(database_url) as relay, a_crowded_server(relay.url) as server:
        keeper = await asyncpg.connect(database_url)
        async with keeper.transaction():
            await keeper.execute("LOCK TABLE salesperson")
            waiting = asyncio.create_task(told(server, create))
            await asyncio.sleep(0.3)
            relay.silence()
            status, code, seconds = await waiting
        assert (status, code) == (200, "OPERATION_TIMED_OUT") and seconds < TIMEOUT + GRACE
        assert (await told(server, create))[1] is None
        await keeper.close()


@on_postgres
async def test_a_database_that_is_away_is_503_with_its_code_one_line_a_minute_and_an_outcome(
    database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    async with relayed(database_url) as relay, running(relay.url, log, METRICS="on") as server:
        assert (await told(server))[1] is None
        await relay.close()
        for _ in range(20):
            response = await server.http.post("/graphql", json={"query": TINY})
            assert response.status_code == 503 and int(response.headers["Retry-After"]) > 0
            assert response.json()["errors"][0]["extensions"] == {"code": "DATABASE_UNREACHABLE"}
        assert (await readiness(server))[0] == "DATABASE_UNREACHABLE"
        series = measured((await server.http.get("/metrics")).text)
        assert series["touchbase_operations_total", "query", "DATABASE_UNREACHABLE"] == 20
        assert alarms(series) == {
            "touchbase_database_up == 0",
            'rate(touchbase_operations_total{outcome=~"INTERNAL_SERVER_ERROR|DATABASE_.*"}[5m]) > 0',
        }
        await relay.open()
        assert (await told(server))[1] is None
        assert (await readiness(server))[0] == "ready"
        assert (await scraped(server))["touchbase_database_up",] == 1
    lines = log.read_text().splitlines()
    assert len([line for line in lines if "DATABASE_UNREACHABLE" in line and "not ready" not in line]) == 1
    assert "Traceback" not in log.read_text()


OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
ALARM = re.compile(
    r"^- `(?P<whole>(?:rate\()?(?P<name>\w+)(?:\{(?P<label>\w+)=~?\"(?P<values>[^\"]+)\"\})?(?:\[5m\]\))?"
    r" (?P<compares>[><=]+) (?P<number>\d+))`",
    re.MULTILINE,
)
COMPARES = {">": operator.gt, "==": operator.eq, "<": operator.lt}


def alarms(series: dict[tuple[str, ...], float]) -> set[str]:
    """The alarms of docs/operating.md that these measurements set off, where nothing was counted before."""
    found = list(ALARM.finditer(OPERATING.read_text("utf-8")))
    assert {each["name"] for each in found} <= {name for name, *_ in series}
    return {each["whole"] for each in found if any(_sets_off(each, *one) for one in series.items())}


def _sets_off(alarm: re.Match[str], labels: tuple[str, ...], value: float) -> bool:
    name, *others = labels
    chosen = alarm["values"] is None or any(re.fullmatch(alarm["values"], each) for each in others)
    return name == alarm["name"] and chosen and COMPARES[alarm["compares"]](value, int(alarm["number"]))


async def test_a_full_disk_has_a_code_of_its_own_and_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_full_until", 0.0)
    await fill_the_disk()
    codes: list[Any] = []
    for number in range(2000):
        values = {"kind": "PERSON", "name": f"Ada {number}" + "a" * 80}
        response = await create_contact(client.http, values)
        if "errors" in response.json():
            codes.append((response.status_code, response.json()["errors"][0]["extensions"]["code"]))
            break
    assert codes == [(503, "DATABASE_FULL")]
    ready = await client.http.get("/health/ready")
    assert (ready.status_code, ready.json()["reason"]) == (503, "DATABASE_FULL")


async def create_contact(http: httpx2.AsyncClient, values: dict[str, Any]) -> httpx2.Response:
    query = "mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }"
    return await http.post("/graphql", json={"query": query, "variables": {"input": values}})


async def fill_the_disk() -> None:
    """SQLite has a limit of pages; PostgreSQL has none, so the table says what it would say without room."""
    if is_postgres():
        await connection().execute_script(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )
        await connection().execute_script(
            "CREATE TRIGGER no_room BEFORE INSERT ON contact FOR EACH ROW EXECUTE FUNCTION no_room()"
        )
    else:
        pages = (await statements.select_one("SELECT page_count AS n FROM pragma_page_count"))["n"]
        await connection().execute_script(f"PRAGMA max_page_count = {pages + 2}")
