"""PostgreSQL as Tortoise drives it, except that connections are cached, and no caller who gives up takes one along."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.backends.base_postgres.client import translate_exceptions
from tortoise.connection import get_connections

from db.engine.connection_cache import CLOSED, LONGEST_RETURN, ConnectionCache, unreachable
from db.engine.instrumented import Instrumented, InstrumentedTransaction
from db.engine.statement_hooks import around_statement

IN_ADDRESS = {"host", "port", "user", "password", "database"}
"""What Tortoise says on its own, as if there were one server; the whole address is in `dsn`."""


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


class PostgresTransaction(InstrumentedTransaction, TransactionWrapper):
    dialect = "postgres"

    @translate_exceptions
    async def fetch_records(self, text: str, values: list[Any]) -> list[asyncpg.Record]:
        """The rows that a statement gives, of whatever kind it is, as the driver gives them."""
        with around_statement(self.dialect, text):
            async with self.acquire_connection() as connection:
                self.log.debug("%s: %s", text, values)
                return await connection.fetch(text, *values)

    async def rollback(self) -> None:
        """The server undoes what a connection that ends has begun, so that is what happens if it gives no answer."""
        connection = self._connection
        try:
            async with asyncio.timeout(LONGEST_RETURN):
                await super().rollback()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as failure:
            connection.terminate()
            self._finalized = True
            if isinstance(failure, TimeoutError):
                await cast(ConnectionCache, self._parent._pool).distrust_connections()

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(PostgresTransaction(self))


class PostgresClient(Instrumented, AsyncpgDBClient):
    dialect = "postgres"
    _is_closed = False

    async def close(self) -> None:
        """For good: a pool that is being made is waited for, and no other one is made afterwards."""
        self._is_closed = True
        async with self._pool_init_lock:
            await super().close()

    async def create_pool(self, **settings: Any) -> ConnectionCache:  # type: ignore[override]
        if self._is_closed:
            raise asyncpg.InterfaceError(CLOSED)
        for name in IN_ADDRESS & settings.keys():
            del settings[name]
        try:
            return ConnectionCache(await asyncpg.create_pool(**settings))
        except Exception as failure:
            raise unreachable(failure)  # noqa: B904 (it has its cause)

    @translate_exceptions
    async def fetch_records(self, text: str, values: list[Any]) -> list[asyncpg.Record]:
        """The same on any connection."""
        self.log.debug("%s: %s", text, values)
        if self._pool is None:
            await self.acquire_connection().ensure_connection()  # type: ignore[union-attr]
        pool = cast(ConnectionCache, self._pool)
        with around_statement(self.dialect, text):
            connection = await pool.acquire()
            try:
                return await connection.fetch(text, *values)
            finally:
                await pool.release(connection)

    def _in_transaction(self) -> TransactionContext:
        return PooledTransactionContext(PostgresTransaction(self), self._pool_init_lock)


client_class = PostgresClient
