"""Bringing a database to the newest version of its tables, one migrator at a time."""

from __future__ import annotations

import asyncio
import os
import platform
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from textwrap import dedent
from typing import Any

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.exceptions import TransactionManagementError
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.transactions import in_transaction

from db import migrations
from db.engine.database import (
    APP,
    DatabaseOptions,
    apps_on,
    close_db,
    connection,
    dialect,
    is_postgres,
    open_db,
    tortoise_config,
)
from db.engine.sqlite_cancellation import is_locked

MIGRATOR_LOCK = 7_083_512_264
LONGEST_WAIT = 300.0
"""Seconds for which a migration waits for another one, unless it is told otherwise."""
BETWEEN_LOOKS = 0.25
"""Seconds until somebody who waits looks again."""

TAKE_LOCK = "SELECT pg_try_advisory_xact_lock($1) AS is_mine"
SAY_NAME = "SELECT set_config('application_name', $1, true)"
HOLDER = """
    SELECT pid, application_name AS name, xact_start AT TIME ZONE 'UTC' AS since
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND (classid::bigint << 32) + objid::bigint = $1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
LONGEST_NAME = 63
"""Letters that PostgreSQL keeps of it."""

Say = Callable[[str], object]


class MigrationBlocked(Exception):
    """Somebody else has worked on the database for as long as was to be waited; the message says who."""


async def migrate_db(
    database_url: str,
    options: DatabaseOptions | None = None,
    *,
    say: Say | None = None,
    longest_wait: float = LONGEST_WAIT,
) -> list[str]:
    """Apply what is missing, in one transaction; gives the names of what was applied.

    Whoever migrates the same database meanwhile waits until it ends, and `say` is told for whom. The lock lives
    in the transaction, so that it ends with it however it ends, and is left on no connection of a pool.
    """
    await open_db(database_url, replace(options or DatabaseOptions(), is_brief=True))
    end = time.monotonic() + longest_wait
    told: str | None = None
    try:
        while True:
            try:
                return await _migrated()
            except _Locked as locked:
                holder = str(locked)
            if time.monotonic() >= end:
                raise MigrationBlocked(f"Nothing was applied: {holder} has not ended. Try again when it has.")
            if say is not None and told != holder:
                say(f"Waiting for {holder}, for {longest_wait:g} seconds at most.")
            told = holder
            await asyncio.sleep(BETWEEN_LOOKS)
    finally:
        await close_db()


class _Locked(Exception):
    """The message says who holds the lock."""


async def _migrated() -> list[str]:
    """All of it or nothing: what another one has applied meanwhile is seen, since it is read under the lock."""
    applied: list[str] = []

    def note(event: str, app: str, name: str) -> None:
        if event == "apply_done":
            applied.append(name)

    try:
        async with in_transaction(dialect()):
            if is_postgres():
                await _lock_on_postgres()
            executor = _executor()
            # Tortoise asks its table before it makes it, and PostgreSQL ends a transaction at the first error.
            await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
            await executor.migrate(progress=note)
    except (TransactionManagementError, sqlite3.OperationalError) as error:
        if not is_locked(error.__cause__ or error):
            raise
        raise _Locked("another program that writes to the file") from None
    return applied


async def _lock_on_postgres() -> None:
    """For this transaction, which tells others whose it is."""
    [taken] = await connection().execute_query_dict(TAKE_LOCK, [MIGRATOR_LOCK])
    if not taken["is_mine"]:
        holders = await connection().execute_query_dict(HOLDER, [MIGRATOR_LOCK])
        raise _Locked(_described(holders[0]) if holders else "another migration")
    name = f"touchbase migrate, process {os.getpid()} on {platform.node()}"
    await connection().execute_query_dict(SAY_NAME, [name[:LONGEST_NAME]])


def _described(holder: dict[str, Any]) -> str:
    """Whoever looks by another user sees no name."""
    since = holder["since"]
    moment = f", since {since:%H:%M:%S} UTC" if since else ""
    return f"{holder['name'] or 'another migration'} (backend {holder['pid']}{moment})"


async def is_current() -> bool:
    """Whether the open database has every migration."""
    return not await _executor().plan()


async def has_every_migration() -> bool:
    """The same by one statement, for health checks that run every few seconds."""
    records = await connection().execute_query_dict("SELECT name FROM tortoise_migrations")
    return {record["name"] for record in records} >= _names()


async def printed_tables() -> str:
    """The statements of all migrations for PostgreSQL, without a connection to a database."""
    await Tortoise.init(config=tortoise_config("postgres://nobody@localhost/nothing"), init_connections=False)
    executor = MigrationExecutor(get_connection("postgres"), apps_on("postgres"))
    printer = executor._schema_editor(atomic=False, collect_sql=True)
    state = State({}, StateApps({APP: "postgres"}))
    for name in sorted(_names()):
        migration = import_module(f"{migrations.__name__}.{name}").Migration(name, APP)
        await migration.apply(state, schema_editor=printer, collect_sql=True)
    statements = [each for each in printer.collected_sql if not each.startswith("--")]
    return "\n\n".join(f"{dedent(each).strip().rstrip(';')};" for each in statements) + "\n"


@cache
def _names() -> frozenset[str]:
    return frozenset(name for _, name, _ in iter_modules(migrations.__path__))


def _executor() -> MigrationExecutor:
    return MigrationExecutor(connection(), apps_on(dialect()))


if __name__ == "__main__":
    print(asyncio.run(printed_tables()), end="")
