"""SQLite as in `sqlite`, with somebody who is told of each statement."""

from __future__ import annotations

from tortoise.backends.base.client import TransactionContext

from db.engine.instrumented import Watched, WatchedTransaction
from db.engine.sqlite import ImmediateSqliteClient, ImmediateTransaction, ImmediateTransactionContext


class WatchedSqliteTransaction(WatchedTransaction, ImmediateTransaction):
    dialect = "sqlite"


class WatchedSqliteClient(Watched, ImmediateSqliteClient):
    dialect = "sqlite"

    def _in_transaction(self) -> TransactionContext:
        return ImmediateTransactionContext(WatchedSqliteTransaction(self), self._lock)


client_class = WatchedSqliteClient
