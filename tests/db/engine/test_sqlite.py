"""Transactions on SQLite when somebody else holds the file."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Literal

import pytest
from tortoise.exceptions import TransactionManagementError
from tortoise.transactions import in_transaction

from db.engine.database import DatabaseOptions, close_db, connection, open_db
from db.models import Salesperson
from tests.builders import a_salesperson
from tests.databases import on_sqlite


@pytest.fixture
async def locked_by_another(database: str) -> sqlite3.Connection:
    """And nobody here waits for longer than a third of a second."""
    await close_db()
    await open_db(f"{database}?busy_timeout=300")
    other = sqlite3.connect(database.removeprefix("sqlite://"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


@on_sqlite
async def test_a_transaction_that_cannot_begin_stands_in_nobodys_way(
    locked_by_another: sqlite3.Connection,
) -> None:
    with pytest.raises(TransactionManagementError):
        await a_salesperson(code="RB")
    locked_by_another.close()
    assert (await a_salesperson(code="RB")).code == "RB"


@on_sqlite
async def test_a_caller_that_gave_up_waiting_leaves_no_transaction_open(
    locked_by_another: sqlite3.Connection,
) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(a_salesperson(code="RB"), 0.1)
    locked_by_another.close()
    assert (await a_salesperson(code="RB")).code == "RB"


@on_sqlite
@pytest.mark.parametrize(("synchronous", "kept"), [("full", 2), ("normal", 1)])
async def test_a_commit_waits_for_the_disk_unless_the_setting_says_otherwise(
    database: str, synchronous: Literal["full", "normal"], kept: int
) -> None:
    await close_db()
    await open_db(database, DatabaseOptions(synchronous=synchronous))
    [[stated]] = await connection().fetch_records("PRAGMA synchronous", [])
    assert stated == kept
    assert DatabaseOptions().synchronous == "full"


@on_sqlite
async def test_a_script_in_a_transaction_is_undone_with_it(database: str) -> None:
    """The driver's own way of running one commits first."""
    with pytest.raises(ZeroDivisionError):
        async with in_transaction("sqlite") as transaction:
            await a_salesperson(code="RB")
            await transaction.execute_script(SCRIPT)
            assert len(await transaction.execute_query_dict("SELECT a FROM kept")) == 2
            raise ZeroDivisionError
    assert await Salesperson.all().count() == 0
    assert await connection().execute_query_dict("SELECT name FROM sqlite_master WHERE name = 'kept'") == []


SCRIPT = """
    CREATE TABLE kept (a);
    CREATE TRIGGER keeping AFTER INSERT ON kept WHEN new.a = 'x;y' BEGIN
        INSERT INTO kept VALUES ('z'); SELECT 1;
    END;
    INSERT INTO kept VALUES ('x;y')  -- without a semicolon
"""
