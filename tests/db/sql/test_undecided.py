"""No statement runs for a restricted caller of which nobody decided what is seen."""

from __future__ import annotations

import ast
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.transactions import in_transaction

from db import models
from db.callers import LOCAL, call_as
from db.engine.database import APP, connection, dialect
from db.models import Contact, Salesperson
from db.sql import row_security, statements
from db.sql.row_security import VISIBLE_ROWS, RowSecurityUndecided, hides_rows, seeing_all
from db.writes.locking import held_rows
from tests.builders import a_contact, a_salesperson
from tests.db.seeing import restricted
from tests.statements import counted_statements
from tests.test_agreement import ROOMS, ROOT, modules

Ways = Callable[[str, type[Any]], Awaitable[object]]

WAYS: dict[str, Ways] = {
    "a list of Tortoise's": lambda table, model: model.all(),
    "a count of Tortoise's": lambda table, model: model.all().count(),
    "one row of Tortoise's": lambda table, model: model.get_or_none(id=0),
    "a deletion of Tortoise's": lambda table, model: model.filter(id=0).delete(),
    "columns of Tortoise's": lambda table, model: model.all().values_list("id", flat=True),
    "text of Tortoise's": lambda table, model: model.raw(f"SELECT * FROM {table}"),
    "a change": lambda table, model: connection().execute_query(f"UPDATE {table} SET id = id"),
    "a query": lambda table, model: connection().execute_query(f'SELECT 1 FROM "{table}"'),
    "a query for dicts": lambda table, model: connection().execute_query_dict(
        f"SELECT 1 FROM {table.upper()}"
    ),
    "an insertion": lambda table, model: connection().execute_insert(
        f"INSERT INTO {table} (id) VALUES (0)", []
    ),
    "many": lambda table, model: connection().execute_many(f"DELETE FROM {table} WHERE id = 0", [[]]),
    "a script": lambda table, model: connection().execute_script(f"DELETE FROM {table} WHERE id = 0"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
async def test_a_statement_of_which_nobody_decided_what_is_seen_does_not_run(way: Ways) -> None:
    """In a transaction and outside: only `db/sql/statements.py` and `db/sql/rows.py` decide, or `seeing_all`."""
    own = restricted(await a_salesperson())
    assert Tortoise.apps is not None
    for model in Tortoise.apps[APP].values():
        table = model._meta.db_table
        call_as(own)
        if table in VISIBLE_ROWS:
            with counted_statements() as counted:
                with pytest.raises(RowSecurityUndecided):
                    await way(table, model)
                async with in_transaction(dialect()):
                    with pytest.raises(RowSecurityUndecided):
                        await way(table, model)
            assert len(counted) == 0
        call_as(None)


async def test_nor_do_rows_come_and_go_by_other_ways_than_those_of_rows() -> None:
    contact, salesperson = await a_contact(), await a_salesperson()
    call_as(restricted(salesperson))
    for work in (
        contact.save(update_fields=["city"]),
        contact.delete(),
        contact.refresh_from_db(),
        contact.clone(pk=0).save(),
    ):
        with pytest.raises(RowSecurityUndecided):
            await work


async def test_tables_that_all_see_need_no_decision_and_rules_see_all() -> None:
    await a_contact()
    call_as(restricted(await a_salesperson()))
    assert await Salesperson.all().count() == 1
    with seeing_all():
        assert await Contact.all().count() == 1
    with pytest.raises(RowSecurityUndecided):
        await Contact.all().count()


async def test_a_table_of_which_nothing_is_decided_is_closed_to_restricted_callers_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without = {table: seen for table, seen in VISIBLE_ROWS.items() if table != "merged_contact"}
    monkeypatch.setattr(row_security, "VISIBLE_ROWS", without)
    reading = "SELECT id AS of_a_new_table FROM merged_contact"
    for caller in (None, LOCAL):
        call_as(caller)
        assert await statements.select(reading) == []
    call_as(restricted(await a_salesperson()))
    assert hides_rows(models.MergedContact)
    with pytest.raises(RowSecurityUndecided, match="neither in VISIBLE_ROWS nor in OPEN_TABLES"):
        await statements.select(reading)
    with pytest.raises(RowSecurityUndecided, match="neither in VISIBLE_ROWS nor in OPEN_TABLES"):
        await held_rows(models.MergedContact, [1])


DECIDING = {
    "fetch_dicts": {"db/sql/statements.py", "db/sql/rows.py", "db/engine/instrumented.py"},
    "fetch_records": {"db/sql/statements.py", "db/engine/instrumented.py", "db/engine/postgres.py"},
    "decided": {"db/sql/row_security.py", "db/sql/rows.py"},
    "acquire_connection": {"db/engine/postgres.py", "db/engine/sqlite.py"},
}
"""Names by which a statement comes to the database undecided, and the files that may use them."""


def test_no_other_file_goes_past_row_security() -> None:
    for path in modules(*ROOMS):
        named = {
            each.attr if isinstance(each, ast.Attribute) else each.id
            for each in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(each, ast.Attribute | ast.Name)
        }
        for name in named & DECIDING.keys():
            assert str(path.relative_to(ROOT)) in DECIDING[name], name
