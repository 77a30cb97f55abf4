"""Connections to PostgreSQL: whose caller gives up, cached between two users, and closed."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from unittest.mock import Mock

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from db.engine import connection_cache
from db.engine.connection_cache import ConnectionCache
from db.engine.database import DatabaseOptions, close_db, connection, open_db
from db.engine.outages import DatabaseUnreachable
from db.sql import statements
from tests.builders import a_salesperson
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


SLOW = "SELECT pg_sleep(0.1), 'done' AS state"


async def shown() -> tuple[int, int]:
    """The process behind a connection, and how many connections this test has open."""
    row = await statements.select_one(
        "SELECT pg_backend_pid() AS process, count(*) AS n FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend'"
    )
    return row["process"], row["n"]


def pool() -> ConnectionCache:
    return connection()._pool  # type: ignore[no-any-return, attr-defined]


@on_postgres
async def test_a_connection_is_kept_for_the_next_statement(one_connection: str) -> None:
    first, _ = await shown()
    used = pool()
    assert used.cached == 1
    async with in_transaction("postgres"):
        assert used.cached == 0
        assert await shown() == (first, 1)
    assert used.cached == 1


@on_postgres
async def test_whoever_waits_comes_before_the_cache(one_connection: str) -> None:
    async def one() -> int:
        return (await shown())[0]

    processes = await asyncio.wait_for(asyncio.gather(*(one() for _ in range(20))), 10)
    assert len(set(processes)) == 1


@on_postgres
async def test_no_more_connections_are_open_than_the_pool_holds(database: str) -> None:
    async def one() -> None:
        await statements.select("SELECT pg_sleep(0.01)")

    await asyncio.gather(*(one() for _ in range(60)))
    assert 0 < pool().cached <= DatabaseOptions().connections
    assert (await shown())[1] == DatabaseOptions().connections


@on_postgres
async def test_connections_that_are_open_serve_a_crowd_without_the_pool(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one more is opened, those that come back do not go through the pool either."""

    async def one() -> None:
        for _ in range(5):
            await statements.select("SELECT 1")

    await asyncio.gather(*(one() for _ in range(3)))
    watched = Mock(wraps=pool()._pool)
    monkeypatch.setattr(pool(), "_pool", watched)
    await asyncio.gather(*(one() for _ in range(60)))
    assert 0 < watched.acquire.call_count < DatabaseOptions().connections
    assert watched.release.call_count == 0


@on_postgres
async def test_a_connection_that_was_opened_for_somebody_who_left_is_kept(database: str) -> None:
    await close_db()
    await open_db(database)
    await statements.select("SELECT 1")
    running = asyncio.create_task(statements.select(SLOW))
    await asyncio.sleep(0.01)
    waiting = asyncio.create_task(statements.select("SELECT 1"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    for _ in range(500):
        if pool().cached == 2:
            break
        await asyncio.sleep(0.01)
    assert pool().counts() == (2, 2, 0)


@on_postgres
async def test_what_is_cached_for_long_goes_back_to_the_pool(
    one_connection: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shown()
    monkeypatch.setattr(connection_cache, "LONGEST_CACHED", 0.05)
    await pool().expire_connections()
    assert pool().cached == 0
    first, _ = await shown()
    assert pool().cached == 1
    await asyncio.sleep(0.2)
    assert pool().cached == 0
    assert (await shown())[0] == first


@on_postgres
async def test_one_that_broke_while_it_was_cached_is_replaced(one_connection: str) -> None:
    first, _ = await shown()
    watching = await asyncpg.connect(one_connection)
    try:
        await watching.execute("SELECT pg_terminate_backend($1)", first)
    finally:
        await watching.close()
    await asyncio.sleep(0.1)
    assert (await shown())[0] != first


@on_postgres
async def test_closing_waits_for_no_connection_that_is_cached(one_connection: str) -> None:
    await shown()
    await asyncio.wait_for(close_db(), 2)
    await open_db(one_connection)
    assert (await shown())[1] == 1


async def closed_within_half_a_second() -> None:
    async with asyncio.timeout(0.5):
        await close_db()


@on_postgres
async def test_closing_takes_no_longer_than_the_statement_that_runs(database: str) -> None:
    """Inside of a transaction and outside; what they use is given back while the pool waits for it."""

    async def in_one() -> str:
        async with in_transaction("postgres"):
            return (await statements.select_one(SLOW))["state"]

    await statements.select("SELECT 1")
    running = [asyncio.create_task(statements.select_one(SLOW)), asyncio.create_task(in_one())]
    await asyncio.sleep(0.05)
    await closed_within_half_a_second()
    assert [(await running[0])["state"], await running[1]] == ["done", "done"]
    await open_db(database)


@on_postgres
async def test_what_is_asked_while_the_database_closes_is_refused(database: str) -> None:
    await statements.select("SELECT 1")
    running = asyncio.create_task(statements.select(SLOW))
    await asyncio.sleep(0.05)
    closing = asyncio.create_task(closed_within_half_a_second())
    await asyncio.sleep(0)
    with pytest.raises(asyncpg.InterfaceError):
        await statements.select("SELECT 1")
    await closing
    await running
    await open_db(database)


@on_postgres
async def test_a_statement_that_is_given_up_while_the_database_closes_holds_nothing_up(database: str) -> None:
    await statements.select("SELECT 1")
    running = asyncio.create_task(statements.select("SELECT pg_sleep(20)"))
    await asyncio.sleep(0.1)
    closing = asyncio.create_task(closed_within_half_a_second())
    await asyncio.sleep(0)
    running.cancel()
    await closing
    assert (await asyncio.gather(running, return_exceptions=True))[0].__class__ is asyncio.CancelledError
    await open_db(database)


@on_postgres
async def test_who_waits_for_a_connection_while_the_database_closes_is_refused(one_connection: str) -> None:
    """The only connection is not closed under who gets it next: nothing is done that is told to have failed."""
    running = asyncio.create_task(statements.select(SLOW))
    await asyncio.sleep(0.05)
    written = [asyncio.create_task(a_salesperson()) for _ in range(3)]
    await asyncio.sleep(0.02)
    await closed_within_half_a_second()
    refused = await asyncio.gather(*written, return_exceptions=True)
    assert [type(each) for each in refused] == [asyncpg.InterfaceError] * 3
    await running
    await open_db(one_connection)
    assert (await statements.select_one("SELECT count(*) AS n FROM salesperson"))["n"] == 0


@on_postgres
async def test_nobody_opens_a_connection_to_a_database_that_is_closing(database: str) -> None:
    """Neither those who come later, nor those for whom the first pool is being made."""
    await close_db()
    await open_db(database)
    first = asyncio.create_task(statements.select("SELECT 1"))
    await asyncio.sleep(0)
    client = connection()
    await asyncio.gather(client.close(), client.close())
    await asyncio.gather(first, return_exceptions=True)
    with pytest.raises(asyncpg.InterfaceError):
        await client.execute_query("SELECT 1")
    assert client._pool is None  # type: ignore[attr-defined]
    await close_db()
    await open_db(database)
    others = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert (await statements.select_one(others))["n"] == 0


@on_postgres
async def test_nobody_waits_for_a_database_that_is_away_longer_than_its_refusal(database: str) -> None:
    """More callers than connections: those behind are told as well."""
    await close_db()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        await open_db(f"postgres://nobody@127.0.0.1:{closed.getsockname()[1]}/nothing")
        async with asyncio.timeout(10):
            asked = [statements.select("SELECT 1") for _ in range(3 * DatabaseOptions().connections)]
            told = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(each) for each in told} == {DatabaseUnreachable}
    await close_db()
    await open_db(database)
