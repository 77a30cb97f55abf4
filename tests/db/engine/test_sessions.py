"""Connections go back to the pool as they are: nothing that is done with them leaves anything in their session."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from db.engine.database import connection
from db.errors import Refused
from db.models import Salesperson
from db.salespeople import find_salespeople
from db.segments.canceling import cancel_segment
from db.segments.logging import log_segment
from db.sql import statements
from db.sql.keyset_pages import Window, find_page
from tests.builders import a_salesperson, a_segment, an_interaction
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.test_agreement import ROOMS, ROOT, modules
from tests.writing import keyed

MAKES_STATE = re.compile(
    r"^\s*SET\s+(?!LOCAL\b|TRANSACTION\b)|\bLISTEN\b|\bpg_(try_)?advisory_lock|\bCREATE\s+TEMP|^\s*PREPARE\b"
    r"|\bWITH\s+HOLD\b|\bset_config\((?!.*true\))|\badd_listener\b|\bset_type_codec\b"
)

STATE = """
    SELECT
        (SELECT array_agg(name ORDER BY name) FROM pg_settings WHERE setting <> reset_val) AS settings,
        current_user = session_user AS own_role,
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks,
        (SELECT count(*) FROM pg_listening_channels()) AS channels,
        (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()) AS temporary,
        (SELECT count(*) FROM pg_cursors WHERE name <> '') AS cursors,
        (SELECT count(*) FROM pg_prepared_statements WHERE from_sql) AS prepared
"""

pytestmark = on_postgres


async def session() -> tuple[int, dict[str, Any]]:
    """The process behind the pool's connection, and what its session holds."""
    async with connection().acquire_connection() as lent:
        return lent.get_server_pid(), await _state(lent)


async def fresh_session(url: str) -> dict[str, Any]:
    fresh = await asyncpg.connect(url)
    try:
        return await _state(fresh)
    finally:
        await fresh.close()


async def _state(connected: Any) -> dict[str, Any]:
    open_transaction = connected.is_in_transaction()
    return {**await connected.fetchrow(STATE), "in a transaction": open_transaction}


async def verbs() -> None:
    segment = await a_segment(3)
    await find_page(find_salespeople({"code": {"eq": "x"}}), Window(2))
    await keyed(log_segment(segment.id, now=NOW))
    await keyed(log_segment(segment.id, now=NOW))
    await cancel_segment(segment.id, now=NOW)
    await an_interaction()


async def refusals() -> None:
    with pytest.raises(Refused):
        await log_segment(1_000_000, now=NOW)
    with pytest.raises(Refused):
        await keyed(log_segment(1_000_000, now=NOW), "other")


async def failures() -> None:
    """In a transaction and outside of one; once the answer is an error of the database, once of its driver."""
    for text, error in (
        ("SELECT 1 / 0", OperationalError),
        ("SELECT nothing FROM nowhere", OperationalError),
    ):
        with pytest.raises(error):
            await statements.select(text)
        with pytest.raises(error):
            async with in_transaction("postgres"):
                await statements.select(text)
    with pytest.raises(IntegrityError):
        async with in_transaction("postgres"):
            for _ in range(2):
                await Salesperson.create(code="TWICE", name="Twice", created_at=NOW, updated_at=NOW)


async def canceled(work: Callable[[], Awaitable[object]], times: int = 1) -> None:
    """A task that got to where it waits, and was canceled there; a second time while it gives up."""
    task = asyncio.ensure_future(work())
    await asyncio.sleep(0.1)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    with suppress(asyncio.CancelledError):
        await task


async def half_a_transaction() -> None:
    async with in_transaction("postgres"):
        await Salesperson.create(code="HALF", name="Half", created_at=NOW, updated_at=NOW)
        await asyncio.Event().wait()


async def a_long_statement() -> None:
    await statements.select("SELECT pg_sleep(20)")


async def a_long_statement_in_a_transaction() -> None:
    async with in_transaction("postgres"):
        await Salesperson.create(code="HALF", name="Half", created_at=NOW, updated_at=NOW)
        await statements.select("SELECT pg_sleep(20)")


WAITING = [half_a_transaction, a_long_statement, a_long_statement_in_a_transaction]


@pytest.mark.parametrize("work", [verbs, refusals, failures], ids=lambda work: work.__name__)
async def test_a_session_is_as_fresh_after_work_as_before(
    one_connection: str, work: Callable[[], Awaitable[None]]
) -> None:
    process, _ = await session()
    await work()
    assert await session() == (process, await fresh_session(one_connection))


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("work", WAITING, ids=lambda work: work.__name__)
async def test_what_a_canceled_task_began_is_undone_before_the_next_gets_its_connection(
    one_connection: str, work: Callable[[], Awaitable[None]], times: int
) -> None:
    process, _ = await session()
    await canceled(work, times)
    assert await asyncio.wait_for(session(), 5) == (process, await fresh_session(one_connection))
    assert not await Salesperson.filter(code="HALF").exists()
    assert (await a_salesperson(code="WHOLE")).code == "WHOLE"


async def test_a_connection_that_broke_is_replaced(one_connection: str) -> None:
    process, _ = await session()
    async with connection().acquire_connection() as lent:
        with pytest.raises(asyncpg.PostgresError):
            await lent.execute("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(1)")
    another, state = await session()
    assert another != process and state == await fresh_session(one_connection)


async def test_a_transaction_that_nobody_ended_is_rolled_back(one_connection: str) -> None:
    async with connection().acquire_connection() as lent:
        await lent.execute("BEGIN")
        await lent.execute("INSERT INTO interaction_group (code, description, revision, created_at, updated_at)"
                           " VALUES ('LEFT', 'Left open', 1, now(), now())")  # fmt: skip
    _, state = await session()
    assert state == await fresh_session(one_connection)
    assert (await statements.select_one("SELECT count(*) AS n FROM interaction_group"))["n"] == 0


@pytest.mark.parametrize(
    "statement",
    [
        "SET statement_timeout = 10000", "SET ROLE pg_monitor", "SELECT pg_advisory_lock(1)", "LISTEN changes",
        "CREATE TEMP TABLE t (id int)", "PREPARE p AS SELECT 1", "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
    ],
)  # fmt: skip
async def test_what_stays_in_a_session_would_be_seen(one_connection: str, statement: str) -> None:
    await connection().execute_script(statement)
    _, state = await session()
    assert state != await fresh_session(one_connection)


async def test_the_database_is_not_asked_a_second_time_for_a_reset(one_connection: str) -> None:
    await statements.select("SELECT 'the last'")
    watching = await asyncpg.connect(one_connection)
    try:
        last = await watching.fetchval(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
    finally:
        await watching.close()
    assert last == "SELECT 'the last'"


def texts() -> Iterator[tuple[str, str]]:
    for path in modules(*ROOMS):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield str(path.relative_to(ROOT)), node.value
            elif isinstance(node, ast.Attribute):
                yield str(path.relative_to(ROOT)), node.attr


def test_no_statement_makes_state_that_stays_in_a_session() -> None:
    assert {path for path, text in texts() if MAKES_STATE.search(text)} == set()


@pytest.mark.parametrize(
    "text",
    [
        "SET statement_timeout = 10", "  SET ROLE nobody", "LISTEN changes", "SELECT pg_advisory_lock(1)",
        "SELECT pg_try_advisory_lock(1)", "CREATE TEMP TABLE t (id int)", "CREATE TEMPORARY TABLE t (id int)",
        "PREPARE p AS SELECT 1", "DECLARE c CURSOR WITH HOLD FOR SELECT 1", "SELECT set_config('a.b', 'c', false)",
    ],
)  # fmt: skip
def test_such_a_statement_would_be_seen(text: str) -> None:
    assert MAKES_STATE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "SET LOCAL statement_timeout = 10", "SET TRANSACTION READ ONLY", "SELECT pg_advisory_xact_lock(1)",
        "SELECT pg_try_advisory_xact_lock(1)", "UPDATE contact SET name = 'x'", "SELECT set_config('a.b', 'c', true)",
    ],
)  # fmt: skip
def test_what_ends_with_its_transaction_is_welcome(text: str) -> None:
    assert not MAKES_STATE.search(text)
