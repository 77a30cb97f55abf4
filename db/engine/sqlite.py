"""SQLite as Tortoise drives it, except that a transaction locks at once, and that what is given up ends."""

from __future__ import annotations

import sqlite3

from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from db.engine.instrumented import Instrumented, InstrumentedTransaction
from db.engine.sqlite_cancellation import connect
from db.engine.statement_hooks import around_statement


class ImmediateTransaction(InstrumentedTransaction, SqliteTransactionWrapper):
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


class ImmediateSqliteClient(Instrumented, SqliteClient):
    dialect = "sqlite"

    async def create_connection(self, with_db: bool) -> None:
        if self._connection:
            return
        self._connection = await connect(self.filename)
        self._connection._conn.row_factory = sqlite3.Row
        for pragma, value in self.pragmas.items():
            await self._connection.execute_fetchall(f"PRAGMA {pragma}={value}")
        await self._post_connect()

    def _in_transaction(self) -> TransactionContext:
        return ImmediateTransactionContext(ImmediateTransaction(self), self._lock)


client_class = ImmediateSqliteClient
