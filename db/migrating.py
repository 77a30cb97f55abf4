"""Bringing a database to the newest version of its tables, one migrator at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from textwrap import dedent

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from db import migrations
from db.engine.database import (
    APP,
    apps_on,
    close_db,
    connection,
    dialect,
    is_postgres,
    open_db,
    tortoise_config,
)

MIGRATOR_LOCK = 7_083_512_264

Progress = Callable[[str, str, str], object]


async def migrate_db(database_url: str, progress: Progress | None = None) -> None:
    """Apply what is missing. Others who migrate the same PostgreSQL database wait until this one is done."""
    await open_db(database_url)
    try:
        if not is_postgres():
            await _executor().migrate(progress=progress)
            return
        async with connection().acquire_connection() as guard:
            await guard.execute("SELECT pg_advisory_lock($1)", MIGRATOR_LOCK)
            try:
                await _executor().migrate(progress=progress)
            finally:
                await guard.execute("SELECT pg_advisory_unlock($1)", MIGRATOR_LOCK)
    finally:
        await close_db()


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
