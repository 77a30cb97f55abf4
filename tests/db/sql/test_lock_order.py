"""The one order of locks: that verbs keep to it on their longest ways, and that a break of it is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from tortoise import Tortoise
from tortoise.transactions import in_transaction

from db.engine.database import APP, dialect
from db.models import Contact, Interaction, Salesperson
from db.models.row import Row
from db.sql import statements
from db.sql.lock_order import LOCK_ORDER, LOCKED_BELOW, NEVER_CHANGED
from db.writes.locking import locked
from tests.builders import (
    a_company,
    a_contact,
    a_salesperson,
    an_interaction,
)
from tests.databases import on_postgres
from tests.db.sql.long_ways import LONG_WAYS, Act, people_before_their_company
from tests.locks import recorded_locks


def test_every_table_has_its_place() -> None:
    placed = [*LOCK_ORDER, *LOCKED_BELOW, *NEVER_CHANGED]
    tables = {model._meta.db_table for model in Tortoise.apps[APP].values()}
    assert len(placed) == len(set(placed))
    assert set(placed) == tables, "give a new table its place in db/sql/lock_order.py"


@on_postgres
@pytest.mark.parametrize("made", LONG_WAYS, ids=lambda made: made.__name__.strip("_"))
async def test_the_longest_ways_of_verbs_keep_to_the_order(
    made: Callable[[], Awaitable[Act]], database: str
) -> None:
    act = await made()
    with recorded_locks(database) as locks:
        await act()
    assert locks.broken == []
    assert locks.seen, "a verb that locks nothing shows nothing"


async def a_person_before_a_company() -> Act:
    company, [person, _] = await people_before_their_company()
    return lambda: one_after_the_other((Contact, person), (Contact, company.id))


async def an_entry_before_its_contact() -> Act:
    contact = await a_contact()
    entry = await an_interaction(contact_id=contact.id)
    return lambda: one_after_the_other((Interaction, entry.id), (Contact, contact.id))


async def a_later_id_first() -> Act:
    first, second = await a_contact(), await a_contact()
    return lambda: one_after_the_other((Contact, second.id), (Contact, first.id))


async def a_salesperson_before_a_contact() -> Act:
    salesperson, contact = await a_salesperson(), await a_contact()
    return lambda: one_after_the_other((Salesperson, salesperson.id), (Contact, contact.id))


async def one_after_the_other(*rows: tuple[type[Row], int]) -> None:
    for model, identity in rows:
        await locked(model, identity, None)


async def several_in_whatever_order() -> Act:
    await a_company()
    await a_contact()
    return lambda: statements.change("UPDATE contact SET city = 'Bern'")


BREAKS = [
    a_person_before_a_company, an_entry_before_its_contact, a_later_id_first, a_salesperson_before_a_contact,
    several_in_whatever_order,
]  # fmt: skip


@on_postgres
@pytest.mark.parametrize("made", BREAKS, ids=lambda made: made.__name__)
async def test_a_break_of_the_order_is_seen(made: Callable[[], Awaitable[Act]], database: str) -> None:
    act = await made()
    with recorded_locks(database) as locks:
        async with in_transaction(dialect()):
            await act()
    assert locks.broken != []
