"""Probes: whether the process lives, and whether requests may be sent to it."""

from __future__ import annotations

import asyncpg
import pytest

from api.lifecycle import health
from api.lifecycle.shutdown import shutdown
from db.engine.database import close_db, connection
from db.sql import statements
from tests.api.conftest import Client
from tests.databases import on_postgres


async def test_a_server_with_a_current_database_is_live_and_ready(client: Client) -> None:
    for path, status in (("/health/live", "live"), ("/health/ready", "ready")):
        answer = await client.http.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": status})
        assert answer.headers["Cache-Control"] == "no-store"
        assert (await client.http.head(path)).status_code == 200


async def test_tables_of_an_older_program_are_not_ready(client: Client) -> None:
    await statements.change_returning(
        "DELETE FROM tortoise_migrations WHERE name = (SELECT max(name) FROM tortoise_migrations)"
    )
    answer = await client.http.get("/health/ready")
    assert (answer.status_code, answer.json()["reason"]) == (503, "DATABASE_NOT_CURRENT")


async def test_a_database_that_is_away_is_not_ready_and_nothing_of_it_is_told(client: Client) -> None:
    await close_db()
    answer = await client.http.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        503, {"status": "not ready", "reason": "DATABASE_UNREACHABLE"},
    )  # fmt: skip
    assert (await client.http.get("/health/live")).status_code == 200


@on_postgres
async def test_a_database_that_does_not_answer_in_time_is_not_ready(
    client: Client, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    other = await asyncpg.connect(database_url)
    try:
        async with other.transaction():
            await other.execute("LOCK TABLE tortoise_migrations")
            answer = await client.http.get("/health/ready")
            assert (answer.status_code, answer.json()["reason"]) == (503, "DATABASE_SLOW")
    finally:
        await other.close()
    monkeypatch.undo()
    assert (await client.http.get("/health/ready")).status_code == 200
    assert connection() is not None


async def test_the_log_tells_a_change_once(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert (await client.http.get("/health/ready")).status_code == 200
    caplog.clear()
    await close_db()
    for _ in range(3):
        await client.http.get("/health/ready")
    assert [record.getMessage().split()[:3] for record in caplog.records] == [
        ["not", "ready:", "DATABASE_UNREACHABLE"]
    ]


async def test_there_are_no_other_probes_and_no_other_methods(client: Client) -> None:
    assert (await client.http.get("/health/other")).status_code == 404
    assert (await client.http.post("/health/ready")).status_code == 405


async def test_a_server_that_is_closed_begins_nothing_and_says_where_to_go(client: Client) -> None:
    shutdown.close()
    try:
        answer = await client.http.post("/graphql", json={"query": "{ __typename }"})
        ready = await client.http.get("/health/ready")
        live = await client.http.get("/health/live")
    finally:
        shutdown.is_requested = shutdown.is_closed = False
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "SERVER_STOPPING"
    assert (answer.headers["Retry-After"], answer.headers["Connection"]) == ("1", "close")
    assert (ready.status_code, ready.json()["reason"]) == (503, "STOPPING")
    assert live.status_code == 200
