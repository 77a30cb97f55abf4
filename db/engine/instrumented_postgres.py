"""PostgreSQL as in `postgres`, with somebody who is told of each statement."""

from __future__ import annotations

from typing import Any

from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.backends.base.client import TransactionContext

from db.engine.instrumented import Watched, WatchedTransaction
from db.engine.postgres import PooledPostgresClient, PooledTransactionContext
from db.engine.statement_hooks import around_statement


class WatchedPostgresTransaction(WatchedTransaction, TransactionWrapper):
    dialect = "postgres"


class WatchedPostgresClient(Watched, PooledPostgresClient):
    dialect = "postgres"

    async def fetched(self, text: str, values: list[Any]) -> Any:
        with around_statement(self.dialect, text):
            return await super().fetched(text, values)

    def _in_transaction(self) -> TransactionContext:
        return PooledTransactionContext(WatchedPostgresTransaction(self), self._pool_init_lock)


client_class = WatchedPostgresClient
