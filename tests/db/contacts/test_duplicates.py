"""Contacts that look like one, and why."""

from __future__ import annotations

import re
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest

from db.contacts.duplicates import (
    GROUPS,
    SHOWN,
    DuplicateReason,
    contacts_of_groups,
    count_duplicate_groups,
    duplicates_of,
    find_duplicate_groups,
    reasons_between,
)
from db.contacts.editing import update_contact
from db.contacts.merging import merge_contacts
from db.engine.database import connection
from db.models import Contact, ContactKind
from db.sql.keyset_pages import Window
from tests.builders import a_company, a_contact
from tests.databases import on_postgres
from tests.statements import counted_statements

EMAIL, NAME, PHONE = DuplicateReason.EMAIL, DuplicateReason.NAME, DuplicateReason.PHONE


async def found_for(contact: Contact) -> list[tuple[int, list[DuplicateReason]]]:
    found = (await duplicates_of([contact]))[contact.id]
    return [(each.contact.id, each.reasons) for each in found]


async def all_groups(size: int = 100) -> list[tuple[int, str, str, str]]:
    groups: list[tuple[int, str, str, str]] = []
    place, more = None, True
    while more:
        page = await find_duplicate_groups(Window(size, after=place))
        groups += [(each.contact_count, each.reason, each.kind, each.value) for each in page.rows]
        place, more = GROUPS.place(page.rows[-1]) if page.rows else None, page.has_more
    return groups


@pytest.mark.parametrize(
    ("ours", "theirs", "reasons"),
    [
        ({"name": "Ann Bell"}, {"name": "BELL, Ann"}, [NAME]),
        ({"email": "ann@example.com"}, {"email": "Ann@Example.com"}, [EMAIL]),
        ({"email": "ann@gmail.com"}, {"email": "a.nn@gmail.com"}, []),
        ({"phone": "+493012345678"}, {"phone": "+49 30 12345678"}, [PHONE]),
        ({"phone": "+493012345678"}, {"mobile_phone": "+493012345678"}, [PHONE]),
        ({"mobile_phone": "+493012345678"}, {"mobile_phone": "+493012345678"}, [PHONE]),
        (
            {"name": "Ann", "email": "a@example.com", "phone": "+493012345678"},
            {"name": "ann", "email": "a@example.com", "phone": "+493012345678"},
            [EMAIL, NAME, PHONE],
        ),
    ],
)
async def test_what_is_the_same_is_said(
    ours: dict[str, str], theirs: dict[str, str], reasons: list[DuplicateReason]
) -> None:
    one, other = await a_contact(**ours), await a_contact(**theirs)
    assert await found_for(one) == ([(other.id, reasons)] if reasons else [])
    assert reasons_between(other, one) == reasons


async def test_a_company_and_a_person_are_never_alike() -> None:
    company = await a_company(name="Bell", phone="+493012345678")
    await a_contact(name="Bell", phone="+493012345678")
    assert await found_for(company) == []
    assert await all_groups() == []


async def test_the_most_alike_come_first_and_no_more_than_are_shown() -> None:
    one = await a_contact(name="Ann", email="a@example.com")
    for _ in range(SHOWN + 1):
        await a_contact(name="Ann")
    best = await a_contact(name="Ann", email="a@example.com")
    found = await found_for(one)
    assert len(found) == SHOWN
    assert found[0] == (best.id, [EMAIL, NAME])


async def test_a_changed_name_is_compared_as_it_is_now(now: datetime) -> None:
    one, other = await a_company(name="Acme Ltd"), await a_company(name="Bolt")
    assert await found_for(one) == []
    await update_contact(other.id, {"name": "ACME Inc."}, now=now)
    assert await found_for(one) == [(other.id, [NAME])]


async def test_a_company_that_becomes_a_person_is_compared_as_a_person(now: datetime) -> None:
    company = await a_company(name="Bell Ann Co")
    await update_contact(company.id, {"kind": ContactKind.PERSON}, now=now)
    assert (await Contact.get(id=company.id)).name_key == "ann bell co"


async def test_merging_ends_the_likeness(now: datetime) -> None:
    one, other = await a_contact(name="Ann"), await a_contact(name="Ann")
    assert await all_groups() == [(2, "NAME", "PERSON", "ann")]
    await merge_contacts(one.id, other.id, now=now)
    assert (await found_for(one), await all_groups()) == ([], [])


async def test_groups_come_with_the_largest_first_and_in_pages_of_any_size() -> None:
    for _ in range(3):
        await a_contact(name="Ann")
    for _ in range(2):
        await a_company(name="Bolt", email="bolt@example.com")
    await a_contact(name="Eve", phone="+493012345678")
    await a_contact(name="Eva", mobile_phone="+493012345678", phone="+4930111111")
    await a_contact(phone="+493099999999", mobile_phone="+493099999999")
    whole = [
        (3, "NAME", "PERSON", "ann"),
        (2, "EMAIL", "COMPANY", "bolt@example.com"),
        (2, "NAME", "COMPANY", "bolt"),
        (2, "PHONE", "PERSON", "+493012345678"),
    ]
    for size in (1, 2, 3, 4):
        assert await all_groups(size) == whole
    last = await find_duplicate_groups(Window(2, backward=True))
    assert [each.value for each in last.rows] == ["bolt", "+493012345678"]
    assert last.has_previous_page
    assert await count_duplicate_groups() == 4


async def test_the_contacts_of_all_groups_cost_two_statements() -> None:
    people = [await a_contact(name="Ann", mobile_phone="+493012345678") for _ in range(SHOWN + 1)]
    page = await find_duplicate_groups(Window(9))
    with counted_statements() as statements:
        members = await contacts_of_groups(page.rows, frozenset({"name"}))
    assert len(statements) == 2
    assert [group.contact_count for group in page.rows] == [SHOWN + 1] * 2
    assert [[each.id for each in group] for group in members] == [[each.id for each in people[:SHOWN]]] * 2


async def test_many_contacts_cost_as_many_statements_as_one() -> None:
    people = [await a_contact(name="Ann") for _ in range(4)]
    with counted_statements() as statements:
        found = await duplicates_of(people)
    assert len(statements) == 2
    assert [len(found[each.id]) for each in people] == [3, 3, 3, 3]


async def test_contacts_from_before_are_compared_too() -> None:
    contacts = [await a_company(name="Acme Ltd"), await a_contact(name="Ann Bell"), await a_contact(name="?")]
    await Contact.all().update(name_key=None)
    migration = import_module("db.migrations.0007_merged_contacts")
    await migration.fill(connection(), rows_at_once=2)
    keys = {each.id: each.name_key for each in await Contact.all()}
    assert [keys[contact.id] for contact in contacts] == ["acme", "ann bell", None]


@on_postgres
async def test_each_key_is_looked_up_along_its_index(database: str) -> None:
    contact = await a_contact(name="Ann", email="a@example.com", phone="+493012345678")
    with counted_statements() as statements:
        await duplicates_of([contact])
    await connection().execute_script("SET enable_seqscan = off; SET enable_bitmapscan = off")
    text, values = statements.texts[0], statements.values[0]
    plan: list[Any] = await connection().execute_query_dict(f"EXPLAIN {text}", values)
    plan_text = "\n".join(row["QUERY PLAN"] for row in plan)
    for key in ("name_key", "(kind_and_)?email", "phone", "mobile_phone"):
        assert re.search(f"Index .*contact_by_{key}", plan_text), plan_text
