"""PostgreSQL as Tortoise drives it, except that connections rest, and no caller who gives up takes one along."""

from __future__ import annotations

from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

from db.engines.resting import RestingPool


class PooledTransactionContext(TransactionContextPooled):
    """Gives its connection back when the transaction does not begin; with Tortoise's own it is lost to the pool."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool
        self.client._connection = await pool.acquire()
        try:
            await self.client.begin()
        except BaseException:
            await pool.release(self.client._connection)
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client


class PooledPostgresClient(AsyncpgDBClient):
    async def create_pool(self, **settings: Any) -> RestingPool:  # type: ignore[override]
        return RestingPool(await asyncpg.create_pool(None, **settings))

    def _in_transaction(self) -> TransactionContext:
        return PooledTransactionContext(TransactionWrapper(self), self._pool_init_lock)


client_class = PooledPostgresClient
