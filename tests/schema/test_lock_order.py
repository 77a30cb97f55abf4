"""Every verb locks its rows in the one order, as PostgreSQL tells it. SQLite has one lock for all."""

from __future__ import annotations

import pytest

from tests.databases import on_postgres
from tests.locks import recorded_locks
from tests.schema.acting import INPUTS, act, mutations


@on_postgres
@pytest.mark.parametrize("mutation", mutations())
async def test_every_verb_locks_rows_in_the_one_order(mutation: str, database: str) -> None:
    values = await INPUTS[mutation]()
    with recorded_locks(database) as locks:
        await act(mutation, {**values, "idempotencyKey": "k"})
    assert locks.broken == []
