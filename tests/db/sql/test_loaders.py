"""Rows by their ids: one statement for all of them, as whole models or with the columns that are needed."""

from __future__ import annotations

import pytest

from db.models import Contact
from db.sql.loaders import rows_by_id
from db.sql.partial_rows import light
from tests.builders import a_company, a_contact
from tests.statements import counted_statements


async def test_whole_models_are_for_verbs() -> None:
    contact = await a_contact()
    row = (await rows_by_id(Contact, [contact.id]))[contact.id]
    assert type(row) is Contact and row.search_text == contact.search_text


async def test_rows_come_with_the_columns_that_are_wanted_and_the_id() -> None:
    one, other = await a_company(), await a_contact()
    with counted_statements() as statements:
        rows = await rows_by_id(Contact, [other.id, None, one.id, 0, one.id], frozenset({"name"}))
    assert {identity: row.__dict__ for identity, row in rows.items()} == {
        each.id: {"id": each.id, "name": each.name} for each in (one, other)
    }
    assert all(type(row) is light(Contact) for row in rows.values())
    assert len(statements) == 1 and len(statements.values[0]) == 1


async def test_no_ids_cost_no_statement() -> None:
    with counted_statements() as statements:
        assert await rows_by_id(Contact, [None], frozenset({"name"})) == {}
    assert len(statements) == 0


@pytest.mark.parametrize("unknown", ["phon", "company", "pk", "id; DROP TABLE contact"])
async def test_a_column_that_does_not_exist_is_a_mistake(unknown: str) -> None:
    with pytest.raises(LookupError, match=f"Contact has no column {unknown}"):
        await rows_by_id(Contact, [1], frozenset({"name", unknown}))
