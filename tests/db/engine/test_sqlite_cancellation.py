"""A caller that gives up: its statement ends on the server, its transaction is undone, its neighbours go on."""

from __future__ import annotations

import asyncio

import pytest
from tortoise.transactions import in_transaction

from db.engine.database import connection, dialect
from db.models import Salesperson
from tests.builders import a_salesperson
from tests.databases import on_postgres, on_sqlite

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) AS c FROM n"
RUNNING = "SELECT count(*) AS c FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid() AND query = $1"


async def test_a_statement_that_nobody_waits_for_ends(database: str) -> None:
    """It would run for ever; on SQLite nothing else would be answered, or nothing else be written."""
    for text in (ENDLESS, f"DELETE FROM salesperson WHERE id = ({ENDLESS})"):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connection().execute_query(text), 0.2)
    async with asyncio.timeout(20):
        assert (await a_salesperson(code="RB")).code == "RB"


async def test_a_transaction_that_is_given_up_is_undone(database: str) -> None:
    async def work() -> None:
        async with in_transaction(dialect()):
            await a_salesperson(code="RB")
            await connection().execute_query(ENDLESS)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(work(), 0.3)
    async with asyncio.timeout(20):
        assert await Salesperson.all().count() == 0
        assert (await a_salesperson(code="RB")).code == "RB"


async def test_the_statements_of_neighbours_are_left_alone(database: str) -> None:
    """Some give up while they run, some while they wait for their turn; whoever stays gets all of the answer."""
    for round_ in range(8):
        staying = [asyncio.create_task(connection().execute_query_dict(LONG)) for _ in range(3)]
        leaving = [asyncio.create_task(connection().execute_query(ENDLESS)) for _ in range(2)]
        staying += [asyncio.create_task(connection().execute_query_dict(LONG)) for _ in range(3)]
        await asyncio.sleep(0.02 * round_)
        for each in leaving:
            each.cancel()
        async with asyncio.timeout(60):
            assert [rows[0]["c"] for rows in await asyncio.gather(*staying)] == [300_000] * 6
        assert all(
            isinstance(each, asyncio.CancelledError)
            for each in await asyncio.gather(*leaving, return_exceptions=True)
        )


@on_postgres
async def test_nothing_runs_on_after_it_was_given_up(database: str) -> None:
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connection().execute_query(ENDLESS), 0.2)
    for _ in range(200):  # the server is told to end it, and takes a moment
        if (left := (await connection().execute_query_dict(RUNNING, [ENDLESS]))[0]["c"]) == 0:
            break
        await asyncio.sleep(0.05)
    assert left == 0


@on_sqlite
async def test_what_has_not_begun_when_it_is_given_up_is_not_run(database: str) -> None:
    """Whether it waits for the writer's turn, or for its thread while the statement before it goes on."""
    await a_salesperson(code="AB")
    first = asyncio.create_task(
        connection().execute_query(f"UPDATE salesperson SET name = (SELECT c FROM ({LONG}))")
    )
    writing = asyncio.create_task(a_salesperson(code="RB"))
    await asyncio.sleep(0.02)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    await first
    assert [(each.code, each.name) for each in await Salesperson.all()] == [("AB", "300000")]
