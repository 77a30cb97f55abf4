"""What a restricted caller sees of each table, and that statements of all others stay as they were."""

from __future__ import annotations

import asyncio

import pytest
from tortoise import Tortoise

from db import models
from db.callers import LOCAL, Caller, CallerKind, Role, call_as
from db.contacts.finding import find_contacts
from db.engine.database import APP, connection
from db.models import Contact, Interaction, Salesperson
from db.sql.keyset_pages import Window, find_page
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


@pytest.mark.parametrize(
    "statement",
    [
        "WITH RECURSIVE above AS (SELECT id FROM contact) SELECT id FROM above",
        "with own as (select id from contact) select id from own",
        "select id from contact",
        "EXPLAIN SELECT id FROM contact",
        "EXPLAIN QUERY PLAN SELECT id FROM contact",
        "explain (format json) SELECT id FROM contact",
        "TABLE contact",
        "VALUES ((SELECT max(id) FROM contact))",
    ],
)
def test_a_statement_before_which_nothing_can_be_put_is_refused_with_what_to_do(statement: str) -> None:
    with pytest.raises(RowSecurityUndecided, match=r"begins with SELECT, with WITH, .* Write it so: "):
        as_visible(statement, [], "postgres")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM contact",
        "\n    SELECT id FROM contact",
        "(SELECT id FROM contact) UNION (SELECT id FROM contact)",
        "WITH own AS (SELECT id FROM contact) SELECT id FROM own",
        "EXPLAIN (FORMAT JSON) SELECT id FROM contact",
        "EXPLAIN (FORMAT JSON) WITH own AS (SELECT id FROM contact) SELECT id FROM own",
    ],
)
def test_what_is_seen_is_put_before_every_other_one(statement: str) -> None:
    call_as(Caller(CallerKind.API_KEY, "key", "K", Role.SALESPERSON, frozenset(), 1, True))
    text, values = as_visible(statement, [], "postgres")
    seen = "WITH contact AS NOT MATERIALIZED (SELECT * FROM contact WHERE salesperson_id = $1)"
    assert seen in text and values == [1] and text.count("WITH") == 1


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
