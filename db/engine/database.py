"""Which database, and how it is opened and closed."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from tortoise import Tortoise
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connection

from db.engine.connection_cache import ConnectionCache, PoolCounts
from db.engine.instrumented import Instrumented

APP = "touchbase"


async def _keep_session(connection: object) -> None:
    """Nothing is reset when a connection goes back to the pool, which spares each statement a round trip.

    An open transaction is still rolled back. Other state of a session would stay: tests/db/engine/test_sessions.py
    holds that nothing here makes any.
    """


LONGEST_CONNECT = 5
"""Seconds that PostgreSQL has to open a connection."""
POSTGRES_POOL = {"minsize": 0, "maxsize": 20, "reset": _keep_session, "timeout": LONGEST_CONNECT}
"""No connection is kept for its own sake: asyncpg would try to for ever while there is no server."""
SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "NORMAL",
    "busy_timeout": "10000",
    "temp_store": "MEMORY",
}

_dialect: str | None = None


def tortoise_config(database_url: str) -> dict[str, Any]:
    """The one description of the database that the server, the command line and the migrations share."""
    dialect = dialect_of(database_url)
    connection = expand_db_url(database_url)
    if dialect == "sqlite":
        connection["engine"] = "db.engine.sqlite"
        connection["credentials"] = {**SQLITE_PRAGMAS, **connection["credentials"]}
    else:
        connection["engine"] = "db.engine.postgres"
        connection["credentials"] = {**POSTGRES_POOL, **connection["credentials"]}
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


def dialect_of(database_url: str) -> str:
    """`sqlite` or `postgres`. It is also the name of the connection, which keeps the dialects' caches apart."""
    scheme = urlsplit(database_url).scheme
    if scheme == "sqlite":
        return "sqlite"
    if scheme in ("postgres", "postgresql", "asyncpg"):
        return "postgres"
    raise ValueError(f"DATABASE_URL must start with sqlite:// or postgres://, not {scheme}://")


async def open_db(database_url: str) -> None:
    global _dialect
    database_url = database_url.replace("postgresql://", "postgres://", 1)
    await Tortoise.init(config=tortoise_config(database_url), _enable_global_fallback=True)
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
