"""SQLite as Tortoise drives it, except that a transaction locks at once, readers stay apart, what is given up ends."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from typing import Any

from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
    translate_exceptions,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from db.engine.instrumented import Instrumented, InstrumentedTransaction
from db.engine.sqlite_cancellation import InterruptibleConnection, closed_on_failure, connect
from db.engine.sqlite_readers import SqliteReaders
from db.engine.statement_hooks import around_statement
from db.engine.statement_kinds import only_reads

FOR_READERS = frozenset({"temp_store", "cache_size", "mmap_size"})
"""Pragmas that mean something to a connection that does not write."""


class WholeTransaction(SqliteTransactionWrapper):
    """A transaction that holds until it ends, whatever is run in it."""

    @translate_exceptions
    async def execute_script(self, query: str) -> None:
        """Statement by statement: the driver's own way of running a script commits before it begins."""
        async with self.acquire_connection() as connection:
            self.log.debug(query)
            for statement in statements_of(query):
                await connection.execute_fetchall(statement)


class ImmediateTransaction(InstrumentedTransaction, WholeTransaction):
    """`BEGIN IMMEDIATE`: a rule that was checked inside the transaction still holds when it writes.

    A deferred `BEGIN` that has read cannot be upgraded once another process has written; SQLite then refuses
    at once, without waiting for its busy timeout.
    """

    dialect = "sqlite"

    async def begin(self) -> None:
        try:
            with around_statement(self.dialect, "BEGIN"):
                await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))


class ImmediateTransactionContext(SqliteTransactionContext):
    """Gives back what it took when the transaction cannot begin; Tortoise's own would block the next for ever."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            if self.connection._connection:
                await self.connection._connection.rollback()
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection


class ReadingApart(SqliteClient):
    """Outside of a transaction, what only reads goes to a connection of its own.

    Nobody who reads waits for a transaction of this process, or for one who waits for another process. Every
    statement sees what was committed when it began, so that a caller finds what he has written.
    """

    _readers: SqliteReaders | None = None
    """None as long as nothing is open, and where there can be none: in memory, or on a file without WAL."""

    @translate_exceptions
    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Any]:
        if (readers := await self._readers_for(query)) is None:
            return await super().execute_query(query, values)
        self.log.debug("%s: %s", query, values)
        rows = await readers.fetch(query, values)
        return len(rows), rows

    @translate_exceptions
    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        if (readers := await self._readers_for(query)) is None:
            return await super().execute_query_dict(query, values)
        self.log.debug("%s: %s", query, values)
        return list(map(dict, await readers.fetch(query, values)))

    async def _readers_for(self, query: str) -> SqliteReaders | None:
        if self._connection is None:
            await self.create_connection(with_db=True)
        return self._readers if self._readers is not None and only_reads(query) else None


class ImmediateSqliteClient(Instrumented, ReadingApart):
    dialect = "sqlite"

    def __init__(self, file_path: str, **credentials: Any) -> None:
        super().__init__(file_path, **credentials)
        self._patience = int(self.pragmas.pop("busy_timeout", 0)) / 1000
        self._opening = asyncio.Lock()

    async def create_connection(self, with_db: bool) -> None:
        """Once, however many come first; the lock of the writer may be held by one who waits for another process."""
        async with self._opening:
            if self._connection:
                return
            opened = await self._opened(self.pragmas)
            async with closed_on_failure(opened):
                [[mode]] = await opened.execute_fetchall("PRAGMA journal_mode")
            self._readers = SqliteReaders(self._open_reader) if mode == "wal" else None
            self._connection = opened
            await self._post_connect()

    async def close(self) -> None:
        if self._readers is not None:
            await self._readers.close()
            self._readers = None
        await super().close()

    async def _open_reader(self) -> InterruptibleConnection:
        pragmas = {name: value for name, value in self.pragmas.items() if name in FOR_READERS}
        return await self._opened({**pragmas, "query_only": "ON"})

    async def _opened(self, pragmas: dict[str, Any]) -> InterruptibleConnection:
        connection = await connect(self.filename, self._patience)
        async with closed_on_failure(connection):
            for pragma, value in pragmas.items():
                await connection.execute_fetchall(f"PRAGMA {pragma}={value}")
        return connection

    def _in_transaction(self) -> TransactionContext:
        return ImmediateTransactionContext(ImmediateTransaction(self), self._lock)


def statements_of(script: str) -> Iterator[str]:
    """Each statement of a script, with its semicolon."""
    begun = ""
    for part in script.split(";"):
        begun += f"{part};"
        if sqlite3.complete_statement(begun):
            if begun.strip(" \t\r\n;"):
                yield begun
            begun = ""
    if begun.strip(" \t\r\n;"):
        yield begun


client_class = ImmediateSqliteClient
