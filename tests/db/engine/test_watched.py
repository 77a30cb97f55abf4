"""Whoever watches statements is told of each of them, by which way and in which transaction it may go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tortoise.transactions import in_transaction

from db.engine.database import connection, dialect
from db.engine.statement_hooks import watch_statements
from db.models import Salesperson
from db.sql import statements
from tests.builders import a_salesperson


@pytest.fixture
def seen() -> Iterator[list[str]]:
    """The first words of the statements that have ended."""
    words: list[str] = []

    @contextmanager
    def around(of_dialect: str, text: str) -> Iterator[None]:
        assert of_dialect == dialect()
        yield
        words.append(text.split()[0])

    watch_statements(around)
    yield words
    watch_statements(None)


async def test_every_way_is_watched(seen: list[str]) -> None:
    await statements.select("SELECT 1 AS one")
    await statements.records_of("SELECT 1", [])
    assert seen == ["SELECT", "SELECT"]
    await a_salesperson(code="RB")
    await Salesperson.filter(code="RB").delete()
    assert {"BEGIN", "INSERT", "COMMIT", "DELETE"} <= set(seen)


async def test_so_are_transactions_within_transactions(seen: list[str]) -> None:
    async with in_transaction(dialect()), in_transaction(dialect()):
        await connection().execute_query("SELECT 1")
        await statements.records_of("SELECT 1", [])
    assert (seen[0], seen[-1]) == ("BEGIN", "COMMIT")
    assert seen.count("SELECT") == 2


async def test_nobody_is_told_any_more_on_connections_that_stay_open(seen: list[str]) -> None:
    await statements.select("SELECT 1 AS one")
    watch_statements(None)
    await statements.select("SELECT 1 AS one")
    assert seen == ["SELECT"]
