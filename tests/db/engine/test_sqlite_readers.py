"""Whoever reads SQLite has a connection of his own: no writer is in his way, and none that waits."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import cast

import pytest
from tortoise.transactions import in_transaction

from db.engine.database import close_db, connection, dialect, open_db
from db.engine.sqlite import ImmediateSqliteClient
from db.engine.sqlite_readers import MOST_READERS, SqliteReaders
from db.engine.statement_kinds import only_reads
from db.models import Salesperson
from db.sql import statements
from tests.builders import a_salesperson
from tests.databases import on_sqlite
from tests.db.engine.test_sqlite_cancellation import ENDLESS, LONG

pytestmark = on_sqlite


def readers() -> SqliteReaders | None:
    return cast(ImmediateSqliteClient, connection())._readers


@pytest.fixture
async def locked_elsewhere(database: str) -> AsyncIterator[sqlite3.Connection]:
    """Another process has the lock, and will not give it back."""
    other = sqlite3.connect(database.removeprefix("sqlite://"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


async def test_everything_is_read_while_a_write_waits_for_another_process(
    locked_elsewhere: sqlite3.Connection,
) -> None:
    """By each of the ways that statements go, and more of them at once than there are readers."""
    writing = asyncio.create_task(a_salesperson(code="RB"))
    async with asyncio.timeout(5):
        for _ in range(5):
            await asyncio.gather(*(Salesperson.all().count() for _ in range(3 * MOST_READERS)))
            assert await Salesperson.all() == []
            assert await Salesperson.exists(code="RB") is False
            assert await Salesperson.all().values("code") == []
            assert await statements.select("SELECT 1 AS one") == [{"one": 1}]
            assert len(await statements.records_of("SELECT id FROM salesperson", [])) == 0
    assert not writing.done()
    locked_elsewhere.close()
    assert (await writing).code == "RB"


async def test_a_write_that_is_given_up_leaves_the_lock_to_the_next_at_once(
    locked_elsewhere: sqlite3.Connection,
) -> None:
    """It would be waited for ten seconds otherwise, by everybody who writes later."""
    async with asyncio.timeout(5):
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(a_salesperson(code="RB"), 0.2)
        locked_elsewhere.close()
        assert (await a_salesperson(code="RB")).code == "RB"


async def test_what_a_transaction_has_written_only_it_sees_until_it_ends(database: str) -> None:
    written, seen = asyncio.Event(), asyncio.Event()

    async def writes() -> int:
        async with in_transaction(dialect()):
            await a_salesperson(code="RB")
            written.set()
            await asyncio.wait_for(seen.wait(), 5)
            return await Salesperson.all().count()

    writing = asyncio.create_task(writes())
    async with asyncio.timeout(5):
        await written.wait()
        assert await Salesperson.all().count() == 0
        seen.set()
        assert await writing == 1
    assert await Salesperson.all().count() == 1


async def test_a_caller_reads_what_he_has_written(database: str) -> None:
    """Whichever reader is next, and whether the write was a transaction or a statement of its own."""
    written = "UPDATE salesperson SET name = :name WHERE code = 'RB'"
    await a_salesperson(code="RB")

    async def caller(code: str) -> None:
        for number in range(20):
            async with in_transaction(dialect()):
                await a_salesperson(code=f"{code}{number}")
            assert await Salesperson.filter(code__startswith=code).count() == number + 1
            assert await statements.change(written, name=f"{code}{number}") == 1

    await asyncio.gather(*(caller(f"{letter}X") for letter in "ABCDEFGH"))
    for name in ("Ann", "Eve"):
        await statements.change(written, name=name)
        assert (await Salesperson.get(code="RB")).name == name


async def test_a_reader_cannot_write(database: str) -> None:
    await statements.select("SELECT 1 AS one")
    apart = readers()
    assert apart is not None
    for statement in ("DELETE FROM salesperson", "CREATE TABLE t (a)", "PRAGMA user_version = 7"):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await apart.fetch(statement, None)


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE salesperson SET name = 'x'",
        "WITH n AS (SELECT 1) DELETE FROM salesperson",
        "INSERT INTO salesperson (id) SELECT 1 RETURNING id",
        "SELECT changes() AS n",
        "SELECT last_insert_rowid()",
        "SELECT total_changes ()",
        "PRAGMA busy_timeout = 3",
        "SELECT 1 /* ; DELETE FROM salesperson */",
    ],
)
def test_what_changes_or_belongs_to_a_connection_stays_with_the_writer(text: str) -> None:
    assert not only_reads(text)


async def test_those_who_give_up_leave_every_reader_to_the_others(database: str) -> None:
    for _ in range(3):
        leaving = [asyncio.create_task(statements.select(ENDLESS)) for _ in range(2 * MOST_READERS)]
        await asyncio.sleep(0.05)
        waiting = asyncio.create_task(statements.select("SELECT 1 AS one"))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        for each in leaving:
            each.cancel()
        async with asyncio.timeout(10):
            assert await waiting == [{"one": 1}]
            await asyncio.gather(*leaving, return_exceptions=True)
            await asyncio.gather(*(statements.select("SELECT 1 AS one") for _ in range(MOST_READERS)))
    apart = readers()
    assert apart is not None and apart.opened == MOST_READERS


async def test_one_who_reads_alone_starts_one_thread(database: str) -> None:
    for _ in range(20):
        await statements.select("SELECT 1 AS one")
    apart = readers()
    assert apart is not None and apart.opened == 1


async def test_closing_refuses_whoever_waits_for_a_reader(database: str) -> None:
    """What is read is waited for; nothing is left open after it."""
    reading = [asyncio.create_task(statements.select(LONG)) for _ in range(2 * MOST_READERS)]
    await asyncio.sleep(0.02)
    async with asyncio.timeout(20):
        await close_db()
        answers = await asyncio.gather(*reading, return_exceptions=True)
    assert [{"c": 300_000}] in answers
    assert all(each == [{"c": 300_000}] or isinstance(each, Exception) for each in answers)
    await open_db(database)


async def test_a_database_in_memory_has_one_connection(database: str) -> None:
    await close_db()
    await open_db("sqlite://:memory:")
    await connection().execute_script("CREATE TABLE kept (a); INSERT INTO kept VALUES (1)")
    assert await statements.select("SELECT a FROM kept") == [{"a": 1}]
    assert readers() is None
    with suppress(TimeoutError):
        await asyncio.wait_for(connection().execute_query(ENDLESS), 0.1)
    assert await statements.select("SELECT a FROM kept") == [{"a": 1}]
    await close_db()
    await open_db(database)
