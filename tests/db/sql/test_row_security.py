"""What a restricted caller sees of each table, and that statements of all others stay as they were."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.transactions import in_transaction

from db import models
from db.callers import LOCAL, Caller, CallerKind, Role, call_as
from db.contacts.finding import find_contacts
from db.engine.database import APP, connection, dialect
from db.interactions.finding import find_interactions
from db.models import Contact, Interaction, Salesperson
from db.sql import row_security, statements
from db.sql.counting import count_pages, count_pages_at_most, estimate_pages
from db.sql.keyset_pages import Listing, Window, find_page
from db.sql.loaders import only_seen, rows_by_id
from db.sql.row_security import (
    OPEN_TABLES,
    VISIBLE_ROWS,
    VISIBLE_VALUES,
    RowSecurityUndecided,
    as_visible,
    hides_rows,
    is_restricted,
    seeing_all,
)
from db.writes.locking import held_rows, locked_rows
from db.writes.transactions import transactional
from tests.builders import a_contact, a_salesperson, an_interaction
from tests.databases import on_postgres, on_sqlite
from tests.db.seeing import restricted, two_salespeople
from tests.statements import counted_statements
from tests.test_agreement import ROOMS, ROOT, modules


def test_every_table_that_leads_to_a_contact_is_seen_in_part() -> None:
    """Whoever adds a table that points at contacts, interactions or what hangs on them says who sees it."""
    tables = {model._meta.db_table: model for model in _models()}
    leading = set()
    for name, model in tables.items():
        pointed = {
            field.model_name.split(".")[1]  # type: ignore[attr-defined]
            for field in model._meta.fields_map.values()
            if hasattr(field, "model_name")
        }
        if pointed & {
            "Contact",
            "Interaction",
            "SegmentLine",
            "AlternativeAddress",
            "MergedContact",
            "Delivery",
        }:
            leading.add(name)
    assert leading <= VISIBLE_ROWS.keys()
    assert VISIBLE_VALUES.keys() <= VISIBLE_ROWS.keys()


def test_of_every_table_it_is_decided_who_sees_its_rows() -> None:
    assert Tortoise.apps is not None
    tables = {model._meta.db_table for model in Tortoise.apps[APP].values()}
    assert tables == VISIBLE_ROWS.keys() | OPEN_TABLES
    assert not VISIBLE_ROWS.keys() & OPEN_TABLES


def _models() -> list[type[models.Contact]]:
    return [getattr(models, name) for name in models.__all__ if hasattr(getattr(models, name), "_meta")]


def test_what_a_condition_looks_at_stands_below_it() -> None:
    order = list(VISIBLE_ROWS)
    for place, (table, condition) in enumerate(VISIBLE_ROWS.items()):
        above = [each for each in order[:place] if f"}}{each} " in condition]
        assert above == [], table


@pytest.mark.parametrize("dialect, own", [("sqlite", "?1"), ("postgres", "$2")])
def test_the_text_does_not_say_who_asks(dialect: str, own: str) -> None:
    for number in (1, 2):
        call_as(Caller(CallerKind.API_KEY, "key", "K", Role.SALESPERSON, frozenset(), number, True))
        text, values = as_visible("SELECT id FROM contact WHERE name = ?", ["Ann"], dialect)
        assert f"salesperson_id = {own}" in text
        assert values == ([number, "Ann"] if dialect == "sqlite" else ["Ann", number])


@pytest.mark.parametrize("statement", ["SELECT id FROM salesperson", "SELECT contact_id FROM campaign"])
def test_what_names_no_contact_stays_as_it_is(statement: str) -> None:
    assert as_visible(statement, [1], "postgres") == (statement, [1])


@pytest.mark.parametrize(
    "name",
    [
        "public.contact",
        "main.contact",
        'public."contact"',
        "PUBLIC . Contact",
        "main.[contact]",
        "main.'contact'",
    ],
)
def test_no_other_name_of_a_table_passes_by_what_is_seen(name: str) -> None:
    with pytest.raises(RowSecurityUndecided):
        as_visible(f"SELECT id FROM {name}", [], "postgres")


def test_capital_letters_name_the_same_table() -> None:
    assert "salesperson_id = $1" in as_visible("SELECT id FROM Contact", [], "postgres")[0]


async def test_only_a_restricted_caller_adds_to_a_statement() -> None:
    own, _ = await two_salespeople()
    texts = []
    for caller in (None, LOCAL, restricted(own)):
        call_as(caller)
        with counted_statements() as counted:
            await find_page(find_contacts(), Window(10))
        texts.append(counted.texts)
    assert texts[0] == texts[1] and "WITH" not in texts[0][0]
    assert len(texts[2]) == 1 and "WITH contact AS" in texts[2][0]


async def test_lists_and_every_kind_of_count_see_the_same() -> None:
    own, other = await two_salespeople()
    mine = [await a_contact(salesperson_id=own.id) for _ in range(2)]
    theirs = await a_contact(salesperson_id=other.id)
    with_mine = await an_interaction(contact_id=mine[0].id, salesperson_id=other.id)
    by_me = await an_interaction(contact_id=theirs.id, salesperson_id=own.id)
    await an_interaction(contact_id=theirs.id, salesperson_id=other.id)
    call_as(restricted(own))
    seen: list[tuple[Listing[Any], set[int]]] = [
        (find_contacts(), {each.id for each in mine}),
        (find_interactions(), {with_mine.id, by_me.id}),
    ]
    for listing, expected in seen:
        page = await find_page(listing, Window(10))
        assert {row.id for row in page.rows} == expected
        assert await count_pages([page]) == [len(expected)]
        assert await count_pages_at_most([page], 1) == [1]
        assert (await estimate_pages([page]))[0] >= 0


async def test_somebody_without_a_salesperson_sees_nothing() -> None:
    await a_contact()
    await a_contact(salesperson_id=(await a_salesperson()).id)
    call_as(restricted(None))
    assert (await find_page(find_contacts(), Window(10))).rows == []


async def test_locks_take_only_what_is_seen() -> None:
    own, other = await two_salespeople()
    mine, theirs = await a_contact(salesperson_id=own.id), await a_contact(salesperson_id=other.id)

    @transactional
    async def found() -> list[list[int]]:
        ids = [mine.id, theirs.id]
        return [list(await each(Contact, ids)) for each in (locked_rows, held_rows, rows_by_id)]

    call_as(restricted(own))
    assert await found() == [[mine.id]] * 3
    with seeing_all():
        assert not is_restricted() and not hides_rows(Contact)
        assert await found() == [[mine.id, theirs.id]] * 3
    assert is_restricted() and hides_rows(Contact) and not hides_rows(Salesperson)
    assert await only_seen(theirs) is None and await only_seen(mine) == mine and await only_seen(own) == own


async def test_an_own_interaction_with_a_strangers_contact_keeps_the_letter_from_view() -> None:
    own, other = await two_salespeople()
    theirs = await a_contact(salesperson_id=other.id)
    entry = await an_interaction(contact_id=theirs.id, salesperson_id=own.id)
    await Interaction.filter(id=entry.id).update(merge_values="{}", contact_name="Ann")
    call_as(restricted(own))
    row = (await rows_by_id(Interaction, [entry.id]))[entry.id]
    assert row.merge_values is None and row.contact_name is None


@on_postgres
async def test_two_callers_at_once_see_each_their_own() -> None:
    own, other = await two_salespeople()
    for each in (own, other):
        await a_contact(salesperson_id=each.id)

    async def seen(by: Salesperson) -> set[int | None]:
        call_as(restricted(by))
        found: set[int | None] = set()
        for _ in range(20):
            found |= {row.salesperson_id for row in (await find_page(find_contacts(), Window(10))).rows}
        return found

    assert await asyncio.gather(seen(own), seen(other)) == [{own.id}, {other.id}]
    assert not is_restricted()


@on_sqlite
async def test_a_list_of_contacts_is_read_along_its_index() -> None:
    """So does PostgreSQL, once there are rows enough."""
    call_as(restricted(await a_salesperson()))
    text, values = as_visible("SELECT id FROM contact ORDER BY number, id LIMIT 51", [], "sqlite")
    plan = await connection().fetch_dicts(f"EXPLAIN QUERY PLAN {text}", values)
    steps = " ".join(str(dict(each)["detail"]) for each in plan)
    assert "contact_by_salesperson" in steps and "TEMP B-TREE" not in steps


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
