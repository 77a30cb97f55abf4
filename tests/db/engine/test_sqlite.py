"""Transactions on SQLite when somebody else holds the file."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from tortoise.exceptions import TransactionManagementError

from db.engine.database import connection
from tests.builders import a_salesperson
from tests.databases import on_sqlite


@pytest.fixture
async def locked_by_another(database: str) -> sqlite3.Connection:
    other = sqlite3.connect(database.removeprefix("sqlite://"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await connection().execute_script("PRAGMA busy_timeout = 300")
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
