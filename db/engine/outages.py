"""When the database itself cannot work: it is away, it gives no answer, or its disk is full."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from enum import StrEnum

from asyncpg import exceptions as postgres


class Outage(StrEnum):
    """What keeps the database from working. The name is the code that clients get."""

    DATABASE_UNREACHABLE = "DATABASE_UNREACHABLE"
    """No connection, none left, the server is starting or stopping, or it takes no writes because another one does."""
    DATABASE_FULL = "DATABASE_FULL"
    """It has no room left to write."""


class DatabaseUnreachable(ConnectionError):
    """No connection can be opened. What the driver said is its cause."""


AWAY = (
    ConnectionError,
    postgres.PostgresConnectionError,
    postgres.CannotConnectNowError,
    postgres.AdminShutdownError,
    postgres.CrashShutdownError,
    postgres.TooManyConnectionsError,
    postgres.ReadOnlySQLTransactionError,
)
FULL = (postgres.DiskFullError,)

NOT_OPEN = frozenset(
    {
        "connection is closed",
        "the underlying connection is closed",
        "connection has been released back to the pool",
        "pool is closing",
    }
)
"""What asyncpg says with an error that it also has for mistakes of the program."""

SQLITE = {
    sqlite3.SQLITE_FULL: Outage.DATABASE_FULL,
    sqlite3.SQLITE_BUSY: Outage.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_CANTOPEN: Outage.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_IOERR: Outage.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_READONLY: Outage.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: Outage.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_NOTADB: Outage.DATABASE_UNREACHABLE,
}
PRIMARY = 0xFF
"""The bits of SQLite's code that say what it is; those above say where it happened."""


def outage_behind(error: BaseException) -> Outage | None:
    """What is wrong with the database, if that is why it failed."""
    for each in _causes(error):
        if (outage := _outage(each)) is not None:
            return outage
    return None


def _outage(error: BaseException) -> Outage | None:
    if isinstance(error, FULL):
        return Outage.DATABASE_FULL
    if isinstance(error, AWAY) or (isinstance(error, postgres.InterfaceError) and _is_not_open(error)):
        return Outage.DATABASE_UNREACHABLE
    if isinstance(error, sqlite3.Error):
        return SQLITE.get(getattr(error, "sqlite_errorcode", 0) & PRIMARY)
    return None


def _is_not_open(error: postgres.InterfaceError) -> bool:
    return any(words in str(error) for words in NOT_OPEN)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from; Tortoise keeps the driver's error as its first argument."""
    current: BaseException | None = error
    for _ in range(10):
        if current is None:
            return
        yield current
        first = current.args[0] if current.args else None
        current = first if isinstance(first, BaseException) else current.__cause__
