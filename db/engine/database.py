"""Which database, and how it is opened and closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

from tortoise import Tortoise
from tortoise.connection import get_connection

from db.engine.connection_cache import ConnectionCache, PoolCounts
from db.engine.database_url import dialect_of, postgres_credentials, sqlite_credentials
from db.engine.instrumented import Instrumented

APP = "touchbase"


async def _keep_session(connection: object) -> None:
    """Nothing is reset when a connection goes back to the pool, which spares each statement a round trip.

    An open transaction is still rolled back. Other state of a session would stay: tests/db/engine/test_sessions.py
    holds that nothing here makes any.
    """


@dataclass(frozen=True)
class DatabaseOptions:
    """What can be chosen about a database, besides which one it is."""

    connections: int = 20
    """The most connections to PostgreSQL that this process opens."""
    synchronous: Literal["full", "normal"] = "full"
    """Whether SQLite waits for the disk at each commit. If not, the last commits are gone when the power goes."""
    is_brief: bool = False
    """Whether little is asked, and all of it in one transaction: a lock on SQLite is not waited for, and on
    PostgreSQL no statement stays prepared, which a pooler in transaction mode cannot keep apart."""


LONGEST_CONNECT = 5
"""Seconds that PostgreSQL has to open a connection, unless the address says otherwise."""
POSTGRES_POOL = {"minsize": 0, "reset": _keep_session, "timeout": LONGEST_CONNECT}
"""No connection is kept for its own sake: asyncpg would try to for ever while there is no server."""
SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "fullfsync": "ON",
    "busy_timeout": "10000",
    "temp_store": "MEMORY",
}
"""`fullfsync` is for macOS, whose disks may keep in a buffer what they say is written."""

_dialect: str | None = None


def tortoise_config(database_url: str, options: DatabaseOptions | None = None) -> dict[str, Any]:
    """The one description of the database that the server, the command line and the migrations share."""
    options = options or DatabaseOptions()
    dialect = dialect_of(database_url)
    if dialect == "sqlite":
        chosen = {**SQLITE_PRAGMAS, "synchronous": options.synchronous.upper()}
        brief = {"busy_timeout": "500"} if options.is_brief else {}
        credentials = {**chosen, **sqlite_credentials(database_url), **brief}
    else:
        pool = {**POSTGRES_POOL, "maxsize": options.connections}
        brief = {"statement_cache_size": 0} if options.is_brief else {}
        credentials = {**pool, **postgres_credentials(database_url), **brief}
    connection = {"engine": f"db.engine.{dialect}", "credentials": credentials}
    return {
        "connections": {dialect: connection},
        "apps": {
            APP: {"models": ["db.models"], "migrations": "db.migrations", "default_connection": dialect}
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def apps_on(dialect: str) -> dict[str, Any]:
    return {APP: {"models": ["db.models"], "migrations": "db.migrations", "default_connection": dialect}}


async def open_db(database_url: str, options: DatabaseOptions | None = None) -> None:
    global _dialect
    await Tortoise.init(config=tortoise_config(database_url, options), _enable_global_fallback=True)
    _dialect = dialect_of(database_url)


async def close_db() -> None:
    global _dialect
    await Tortoise.close_connections()
    _dialect = None


def dialect() -> str:
    assert _dialect is not None, "open_db() comes first"
    return _dialect


def is_postgres() -> bool:
    return _dialect == "postgres"


def connection() -> Instrumented:
    """The open transaction of this task, or else the connection pool."""
    return cast(Instrumented, get_connection(dialect()))


def pool_counts() -> PoolCounts | None:
    """How the connections to PostgreSQL are used at this moment, once there are any."""
    pool = getattr(connection(), "_pool", None)
    return pool.counts() if isinstance(pool, ConnectionCache) else None
