"""What every statement passes on its way to the database, on any connection and inside of transactions."""

from __future__ import annotations

from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient

from db.engine.statement_hooks import around_statement
from db.sql.row_security import refuse_undecided
from db.writes.trials import end_trial_before


class Instrumented(BaseDBAsyncClient):
    """Goes in front of a client, or of the client of a transaction.

    It calls the hook around each statement. What comes from Tortoise is refused if nobody has decided which rows
    a restricted caller sees of it; `fetch_dicts` and `fetch_records` are for `db/sql/statements.py`, which has.
    """

    dialect: str

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Any:
        refuse_undecided(query)
        end_trial_before(query)
        with around_statement(self.dialect, query):
            return await super().execute_query(query, values)

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> Any:
        refuse_undecided(query)
        return await self.fetch_dicts(query, values)

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        refuse_undecided(query)
        end_trial_before(query)
        with around_statement(self.dialect, query):
            return await super().execute_insert(query, values)

    async def execute_many(self, query: str, values: list[Any]) -> Any:
        refuse_undecided(query)
        end_trial_before(query)
        with around_statement(self.dialect, query):
            return await super().execute_many(query, values)

    async def execute_script(self, query: str) -> Any:
        refuse_undecided(query)
        end_trial_before(query)
        return await super().execute_script(query)

    async def fetch_dicts(self, text: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """The rows that a statement gives, by the names of their columns."""
        end_trial_before(text)
        with around_statement(self.dialect, text):
            return await super().execute_query_dict(text, values)

    async def fetch_records(self, text: str, values: list[Any]) -> Any:
        """The rows that a statement gives, as the driver gives them."""
        end_trial_before(text)
        with around_statement(self.dialect, text):
            _, records = await super().execute_query(text, values)
        return records


class InstrumentedTransaction(Instrumented, TransactionalDBClient):
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
