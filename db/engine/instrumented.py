"""Statements that somebody is told of while they run, on any connection and inside of transactions."""

from __future__ import annotations

from typing import Any

from db.engine.statement_hooks import around_statement


class Watched:
    """Goes in front of a client, or of the client of a transaction."""

    dialect: str

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Any:
        with around_statement(self.dialect, query):
            return await super().execute_query(query, values)  # type: ignore[misc]

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> Any:
        with around_statement(self.dialect, query):
            return await super().execute_query_dict(query, values)  # type: ignore[misc]

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        with around_statement(self.dialect, query):
            return await super().execute_insert(query, values)  # type: ignore[misc]

    async def execute_many(self, query: str, values: list[Any]) -> Any:
        with around_statement(self.dialect, query):
            return await super().execute_many(query, values)  # type: ignore[misc]


class WatchedTransaction(Watched):
    """What begins and ends one is a statement too."""

    async def begin(self) -> None:
        with around_statement(self.dialect, "BEGIN"):
            await super().begin()  # type: ignore[misc]

    async def commit(self) -> None:
        with around_statement(self.dialect, "COMMIT"):
            await super().commit()  # type: ignore[misc]

    async def rollback(self) -> None:
        with around_statement(self.dialect, "ROLLBACK"):
            await super().rollback()  # type: ignore[misc]
