"""Connections to PostgreSQL: whose caller gives up, and that rest between two users."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from db.engine import connection_cache
from db.engine.connection_cache import RestingPool
from db.engine.database import POSTGRES_POOL, close_db, connection, open_db
from db.sql import statements
from tests.databases import on_postgres


@on_postgres
async def test_a_task_that_is_canceled_at_any_moment_keeps_no_connection(one_connection: str) -> None:
    async def begins() -> None:
        async with in_transaction("postgres"):
            await statements.select("SELECT 1")

    for turns in range(12):
        task = asyncio.ensure_future(begins())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.wait_for(statements.select("SELECT 1"), 5)


async def shown() -> tuple[int, int]:
    """The process behind a connection, and how many connections this test has open."""
    row = await statements.select_one(
        "SELECT pg_backend_pid() AS process, count(*) AS n FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend'"
    )
    return row["process"], row["n"]


def pool() -> RestingPool:
    return connection()._pool  # type: ignore[no-any-return, attr-defined]


@on_postgres
async def test_a_connection_rests_for_the_next_statement(one_connection: str) -> None:
    first, _ = await shown()
    used = pool()
    assert used.resting == 1
    async with in_transaction("postgres"):
        assert used.resting == 0
        assert await shown() == (first, 1)
    assert used.resting == 1


@on_postgres
async def test_whoever_waits_comes_before_a_rest(one_connection: str) -> None:
    async def one() -> int:
        return (await shown())[0]

    processes = await asyncio.wait_for(asyncio.gather(*(one() for _ in range(20))), 10)
    assert len(set(processes)) == 1


@on_postgres
async def test_no_more_connections_are_open_than_the_pool_holds(database: str) -> None:
    async def one() -> None:
        await statements.select("SELECT pg_sleep(0.01)")

    await asyncio.gather(*(one() for _ in range(60)))
    assert 0 < pool().resting <= POSTGRES_POOL["maxsize"]
    assert (await shown())[1] == POSTGRES_POOL["maxsize"]


@on_postgres
async def test_a_rest_ends_in_the_pool(one_connection: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await shown()
    monkeypatch.setattr(connection_cache, "LONGEST_REST", 0.05)
    await pool().expire_connections()
    assert pool().resting == 0
    first, _ = await shown()
    assert pool().resting == 1
    await asyncio.sleep(0.2)
    assert pool().resting == 0
    assert (await shown())[0] == first


@on_postgres
async def test_one_that_broke_while_it_rested_is_replaced(one_connection: str) -> None:
    first, _ = await shown()
    watching = await asyncpg.connect(one_connection)
    try:
        await watching.execute("SELECT pg_terminate_backend($1)", first)
    finally:
        await watching.close()
    await asyncio.sleep(0.1)
    assert (await shown())[0] != first


@on_postgres
async def test_closing_waits_for_no_connection_that_rests(one_connection: str) -> None:
    await shown()
    await asyncio.wait_for(close_db(), 2)
    await open_db(one_connection)
    assert (await shown())[1] == 1
