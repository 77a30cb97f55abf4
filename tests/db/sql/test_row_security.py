"""What a restricted caller sees of each table, and that statements of all others stay as they were."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from db import models
from db.callers import LOCAL, Caller, CallerKind, Role, call_as
from db.contacts.finding import find_contacts
from db.engine.database import connection
from db.interactions.finding import find_interactions
from db.models import Contact, Interaction, Salesperson
from db.sql.counting import count_pages, count_pages_at_most, estimate_pages
from db.sql.keyset_pages import Listing, Window, find_page
from db.sql.loaders import only_seen, rows_by_id
from db.sql.row_security import BLANK, SEEN, as_seen, hides_rows, is_restricted, seeing_all
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
    assert leading <= set(SEEN) <= set(tables)
    assert set(BLANK) <= set(SEEN)


def _models() -> list[type[models.Contact]]:
    return [getattr(models, name) for name in models.__all__ if hasattr(getattr(models, name), "_meta")]


def test_what_a_condition_looks_at_stands_below_it() -> None:
    order = list(SEEN)
    for place, (table, condition) in enumerate(SEEN.items()):
        above = [each for each in order[:place] if f"}}{each} " in condition]
        assert above == [], table


@pytest.mark.parametrize("dialect, own", [("sqlite", "?1"), ("postgres", "$2")])
def test_the_text_does_not_say_who_asks(dialect: str, own: str) -> None:
    for number in (1, 2):
        call_as(Caller(CallerKind.API_KEY, "key", "K", Role.SALESPERSON, frozenset(), number, True))
        text, values = as_seen("SELECT id FROM contact WHERE name = ?", ["Ann"], dialect)
        assert f"salesperson_id = {own}" in text
        assert values == ([number, "Ann"] if dialect == "sqlite" else ["Ann", number])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contact SET name = ? WHERE id = 1",
        "DELETE FROM contact",
        "INSERT INTO contact (name) SELECT name FROM contact",
        "SELECT id FROM contact FOR NO KEY UPDATE",
        "SELECT id FROM contact FOR SHARE",
        "SELECT id FROM salesperson",
        "SELECT contact_id FROM campaign",
    ],
)
def test_what_changes_or_locks_rows_or_names_no_contact_stays_as_it_is(statement: str) -> None:
    assert as_seen(statement, [1], "postgres") == (statement, [1])


async def test_only_a_restricted_caller_adds_to_a_statement() -> None:
    own, _ = await two_salespeople()
    texts = []
    for caller in (None, LOCAL, restricted(own)):
        call_as(caller)
        with counted_statements() as statements:
            await find_page(find_contacts(), Window(10))
        texts.append(statements.texts)
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
    text, values = as_seen("SELECT id FROM contact ORDER BY number, id LIMIT 51", [], "sqlite")
    plan = await connection().execute_query_dict(f"EXPLAIN QUERY PLAN {text}", values)
    told = " ".join(str(dict(each)["detail"]) for each in plan)
    assert "contact_by_salesperson" in told and "TEMP B-TREE" not in told
