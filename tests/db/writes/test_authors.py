"""Whoever does something has a row, made once however many do it at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tortoise.transactions import in_transaction

from db.callers import LOCAL
from db.engine.database import connection, dialect
from db.interactions.canceling import cancel_interactions
from db.models import Interaction, KnownCaller
from db.writes import authors
from db.writes.authors import author_id
from db.writes.write_context import Write, writing
from tests.builders import a_salesperson, an_interaction
from tests.conftest import NOW
from tests.statements import counted_statements
from tests.writing import done_by, requested


async def known(caller=LOCAL) -> int | None:
    before = writing.set(Write("anAction", caller, NOW))
    try:
        return await author_id()
    finally:
        writing.reset(before)


async def test_nobody_is_the_author_of_work_that_nobody_asked_for() -> None:
    assert await author_id() is None
    entry = await an_interaction()
    await cancel_interactions([entry.id], now=NOW)
    assert (await Interaction.get(id=entry.id)).canceled_by_id is None


async def test_a_caller_costs_one_statement_and_then_none() -> None:
    await known(replace(LOCAL, identity="token:other"))  # the pool logs that it is made
    with counted_statements() as statements:
        first = await known()
        assert len(statements) == 1
        assert await known() == first
    assert len(statements) == 1


async def test_many_who_come_first_at_the_same_time_make_one_row() -> None:
    callers = [replace(LOCAL, identity="token:x", name="Ann")] * 8
    ids = await asyncio.gather(*map(known, callers))
    assert len(set(ids)) == 1
    assert await KnownCaller.filter(identity="token:x").count() == 1


async def test_a_new_name_or_salesperson_of_a_caller_is_kept() -> None:
    caller = replace(LOCAL, identity="token:x", name="Ann")
    first = await known(caller)
    ada = await a_salesperson()
    assert await known(replace(caller, name="Ann Lee", salesperson_id=ada.id)) == first
    row = await KnownCaller.get(id=first)
    assert (row.name, row.salesperson_id) == ("Ann Lee", ada.id)
    assert await known(caller) == first
    assert (await KnownCaller.get(id=first)).name == "Ann", "a name that comes back is kept as well"


async def test_a_row_that_is_undone_with_its_transaction_is_not_remembered() -> None:
    """The next transaction makes it again."""
    before = writing.set(Write("anAction", replace(LOCAL, identity="name:Ann", name="Ann"), NOW))
    try:
        with pytest.raises(ZeroDivisionError):
            async with in_transaction(dialect()):
                assert await author_id() is not None
                raise ZeroDivisionError
    finally:
        writing.reset(before)
    assert await KnownCaller.filter(identity="name:Ann").count() == 0
    entry = await an_interaction()
    await done_by("Ann", cancel_interactions([entry.id], now=NOW))
    row = await Interaction.get(id=entry.id)
    assert (await KnownCaller.get(id=row.canceled_by_id)).name == "Ann"


async def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authors, "MOST_REMEMBERED", 3)
    ids = [await known(replace(LOCAL, identity=f"token:{n}")) for n in range(10)]
    assert len(set(ids)) == 10
    assert len(authors._known[connection()]) <= 3


async def test_names_and_identities_that_are_too_long_are_cut() -> None:
    long = replace(LOCAL, identity="token:" + "x" * 500, name="n" * 500)
    row = await KnownCaller.get(id=await known(long))
    assert await known(replace(long, identity=long.identity + "y")) != row.id
    assert (len(row.identity), len(row.name)) == (authors.LONGEST_IDENTITY, authors.LONGEST_NAME)


async def test_a_request_knows_its_author_before_its_transaction() -> None:
    entry = await an_interaction()
    await requested(cancel_interactions([entry.id], now=NOW))
    assert (await Interaction.get(id=entry.id)).canceled_by_id is not None
