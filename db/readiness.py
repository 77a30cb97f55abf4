"""Opening a database for one command: it exists and is migrated, or one sentence says what is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
from tortoise.exceptions import BaseORMException, OperationalError, TransactionManagementError

from db.engine.database import DatabaseOptions, close_db, connection, is_postgres, open_db
from db.letter_contents.rendering import close_rendering
from db.migrating import is_current

_UNREACHABLE = (
    BaseORMException, OSError, TypeError, ValueError,
    sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError,
)  # fmt: skip
_LOST = (ConnectionError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)
_SQLITE_TROUBLE = {
    "locked": "Another program kept the database locked for too long. Try again; whole batches stay.",
    "full": "The disk is full. Make room and try again; whole batches stay.",
    "readonly": "The database may not be written to. Check the permissions of its file and folder.",
}


class DatabaseNotReady(Exception):
    """The database cannot be used as it is; the message says what to do."""


@asynccontextmanager
async def ready_db(database_url: str, options: DatabaseOptions | None = None) -> AsyncIterator[None]:
    """The database, open for the time of one command."""
    if _is_missing_file(database_url):
        raise DatabaseNotReady(f"There is no database {_place(database_url)}. Run: touchbase migrate")
    async with reachable_db(database_url, options):
        if not await is_current():
            raise DatabaseNotReady("The database is not up to date. Run: touchbase migrate")
        with connection_loss_explained():
            yield


@asynccontextmanager
async def reachable_db(database_url: str, options: DatabaseOptions | None = None) -> AsyncIterator[None]:
    """The database, open whatever the state of its tables."""
    try:
        try:
            if database_url.startswith("sqlite:"):
                # Tried without the driver first, because its thread would outlive a failure.
                sqlite3.connect(_place(database_url)).close()
            await open_db(database_url, options)
            await connection().execute_script("SELECT 1")  # in one message, as poolers want it
        except _UNREACHABLE as error:
            cause = error.__cause__ or error
            description = getattr(cause, "strerror", None) or str(cause)
            reason = " ".join(description.split()).rstrip(".") or type(error).__name__
            message = f"The database cannot be opened: {reason}. Check DATABASE_URL."
            raise DatabaseNotReady(message) from None
        yield
    finally:
        await close_rendering()
        await close_db()


@contextmanager
def connection_loss_explained() -> Iterator[None]:
    """Turns errors that a person can mend (connection lost, disk full) into `DatabaseNotReady`; others pass."""
    try:
        yield
    except BrokenPipeError:
        raise
    except _LOST as error:
        raise DatabaseNotReady(f"The connection to the database was lost: {error}. Try again.") from error
    except (TransactionManagementError, OperationalError) as error:
        advice = next((advice for word, advice in _SQLITE_TROUBLE.items() if word in str(error)), None)
        if advice is None or is_postgres():
            raise
        raise DatabaseNotReady(advice) from error


def _is_missing_file(database_url: str) -> bool:
    return database_url.startswith("sqlite:") and not Path(_place(database_url)).exists()


def _place(database_url: str) -> str:
    return database_url.removeprefix("sqlite://").split("?", 1)[0]
