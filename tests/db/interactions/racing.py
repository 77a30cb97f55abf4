"""Verbs at the same moment on PostgreSQL: a stranger's open transaction makes them wait for one another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

ROW = 'SELECT 1 FROM "{}" WHERE id = $1 FOR UPDATE'


@asynccontextmanager
async def stranger(database_url: str, statement: str, *values: Any) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else whose transaction has run a statement and is still open; committed at the end."""
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute(statement, *values)
            yield connection
    finally:
        await connection.close()


async def waiting(connection: asyncpg.Connection, number: int) -> None:
    """Until so many others wait for a lock in this database."""
    async with asyncio.timeout(30):
        while len(await connection.fetch(WAITING)) < number:
            await asyncio.sleep(0.01)
            await connection.execute("SELECT pg_stat_clear_snapshot()")


WAITING = """
    SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database()
"""


async def contend_for_row(database_url: str, table: str, identity: int, *verbs: Awaitable[Any]) -> list[Any]:
    """What verbs answer, or how they fail, that all wait for the same row, in the order given."""
    tasks: list[asyncio.Future[Any]] = []
    async with stranger(database_url, ROW.format(table), identity) as connection:
        for verb in verbs:
            tasks.append(asyncio.ensure_future(verb))
            await waiting(connection, len(tasks))
    return await asyncio.gather(*tasks, return_exceptions=True)


OTHERS_AT_WORK = """
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


async def alone(database: str) -> None:
    """Until nobody's transaction is open but our own."""
    connection = await asyncpg.connect(database)
    try:
        async with asyncio.timeout(30):
            while await connection.fetch(OTHERS_AT_WORK):
                await asyncio.sleep(0.01)
                await connection.execute("SELECT pg_stat_clear_snapshot()")
    finally:
        await connection.close()
