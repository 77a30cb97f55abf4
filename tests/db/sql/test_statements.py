"""Reading and changing are two functions: each refuses what is for the other, whoever calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from db.callers import LOCAL, Caller, call_as
from db.engine.statement_kinds import Kind, WrongStatement, kind_of
from db.models import Salesperson
from db.sql import statements
from db.writes.transactions import transactional
from tests.builders import a_salesperson
from tests.databases import on_postgres
from tests.db.seeing import restricted
from tests.statements import counted_statements

Run = Callable[[str], Awaitable[Any]]

READERS: list[Run] = [statements.select, statements.select_one, lambda text: statements.records_of(text, [])]
CHANGERS: list[Run] = [
    statements.change,
    statements.change_returning,
    lambda text: statements.changed_records(text, []),
]

CALLERS: list[Caller | None] = [None, LOCAL, restricted(None)]

READING = [
    "SELECT 1",
    "  (SELECT 'DELETE FROM contact')",
    'SELECT updated_at, "update" FROM contact',
    "WITH line AS (SELECT 1) SELECT * FROM line",
    "TABLE contact",
    "EXPLAIN (FORMAT JSON) SELECT replace(name, 'it''s an UPDATE', '') FROM contact",
    "VALUES (1)",
]
LOCKING = [
    "SELECT id FROM contact FOR NO KEY UPDATE",
    "select id from contact for  share",
    "SELECT 1 FOR UPDATE",
]
CHANGING = [
    "INSERT INTO contact (name) SELECT name FROM contact",
    "update contact set name = 'SELECT'",
    "DELETE FROM contact",
    "WITH gone AS (DELETE FROM contact RETURNING id) SELECT id FROM gone",
    "MERGE INTO contact USING contact AS other ON TRUE WHEN MATCHED THEN DELETE",
    "EXPLAIN ANALYZE UPDATE contact SET name = 'x'",
    "TRUNCATE contact",
    "VACUUM",
    "SET ROLE nobody",
    "",
]


UNCLEAR = [
    "SELECT * INTO copied FROM contact",
    "SELECT name AS update FROM contact",
    "SELECT name FROM contact -- DELETE FROM contact",
    "WITH line AS (SELECT 1) SELECT * FROM line /* INSERT INTO */",
    "WITH a AS (SELECT E'\\''), b AS (DELETE FROM contact RETURNING id) SELECT '1' AS n",
    "SELECT $$'$$ FROM contact",
    'SELECT name FROM U&"cont\\0061ct"',
    "SELECT name FROM main.`contact`",
]
"""What a statement does, or about which table, is not to be told from its text."""


@pytest.mark.parametrize("text", UNCLEAR)
async def test_a_statement_that_cannot_be_told_from_its_text_runs_nowhere(text: str) -> None:
    with counted_statements() as counted:
        for run in [*READERS, *CHANGERS]:
            with pytest.raises(WrongStatement):
                await run(text)
    assert len(counted) == 0


@pytest.mark.parametrize(
    ("kind", "texts"), [(Kind.READING, READING), (Kind.LOCKING, LOCKING), (Kind.CHANGING, CHANGING)]
)
def test_what_a_statement_does_is_told_from_its_keywords(kind: Kind, texts: list[str]) -> None:
    assert {text: kind_of(text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("reader", READERS)
async def test_who_reads_is_not_given_a_change_or_a_lock(reader: Run, caller: Caller | None) -> None:
    call_as(caller)
    with counted_statements() as counted:
        for text in [*CHANGING, *LOCKING]:
            with pytest.raises(WrongStatement):
                await reader(text)
    assert len(counted) == 0


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("changer", CHANGERS)
async def test_who_changes_is_not_given_what_only_reads(changer: Run, caller: Caller | None) -> None:
    call_as(caller)
    with counted_statements() as counted:
        for text in [*READING, *LOCKING]:
            with pytest.raises(WrongStatement):
                await changer(text)
    assert len(counted) == 0


async def test_a_change_counts_and_returns_whatever_the_caller_sees() -> None:
    row = await a_salesperson()
    call_as(restricted(row))
    named = {"id": row.id}
    assert await statements.change("UPDATE salesperson SET name = 'A' WHERE id = :id", **named) == 1
    [changed] = await statements.change_returning(
        "UPDATE salesperson SET name = 'B' WHERE id = :id RETURNING name", **named
    )
    assert changed == {"name": "B"}
    assert (await Salesperson.get(id=row.id)).name == "B"


@on_postgres
async def test_a_lock_is_taken() -> None:
    row = await a_salesperson()

    @transactional
    async def locks() -> int:
        await statements.select_locking("salesperson", "id = :id", "FOR UPDATE", columns="id", id=row.id)
        [locked] = await statements.select(
            "SELECT count(*) AS n FROM pg_locks WHERE mode = 'RowShareLock' AND pid = pg_backend_pid()"
        )
        return locked["n"]

    assert await locks() > 0
