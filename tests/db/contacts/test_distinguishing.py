"""Contacts that look like one and are not: they are left out of what looks alike, until somebody takes it back."""

from __future__ import annotations

import asyncio
from datetime import datetime

from db.contacts.deleting import delete_contact
from db.contacts.distinguishing import mark_contacts_as_distinct, unmark_contacts_as_distinct
from db.contacts.duplicates import (
    contacts_of_groups,
    count_duplicate_groups,
    duplicates_of,
    find_duplicate_groups,
)
from db.contacts.merging import merge_contacts
from db.errors import Code
from db.models import Contact, DistinctContact
from db.sql.keyset_pages import Window
from tests.builders import a_company, a_contact
from tests.databases import on_postgres
from tests.db.interactions.racing import contend_for_row
from tests.refusals import refused
from tests.statements import counted_statements


async def some_anns(number: int) -> list[Contact]:
    return [await a_contact(name="Ann Bell") for _ in range(number)]


def ids(contacts: list[Contact]) -> list[int]:
    return [each.id for each in contacts]


async def alike(contact: Contact) -> list[int]:
    return [each.contact.id for each in (await duplicates_of([contact]))[contact.id]]


async def groups() -> list[tuple[int, list[int]]]:
    page = await find_duplicate_groups(Window(50))
    assert await count_duplicate_groups() == len(page.rows)
    members = await contacts_of_groups(page.rows)
    return [(group.contact_count, ids(each)) for group, each in zip(page.rows, members, strict=True)]


async def pairs() -> set[tuple[int, int]]:
    return {(each.contact_id, each.other_contact_id) for each in await DistinctContact.all()}


async def test_a_pair_that_is_not_one_is_left_out_both_ways_until_it_is_taken_back(now: datetime) -> None:
    one, other = await some_anns(2)
    marked = await mark_contacts_as_distinct([other.id, one.id], now=now)
    assert (marked.changed, marked.pair_count, ids(marked.contacts)) == (True, 1, [other.id, one.id])
    assert (await alike(one), await alike(other), await groups()) == ([], [], [])
    assert not (await mark_contacts_as_distinct([one.id, other.id], now=now)).changed
    assert (await unmark_contacts_as_distinct([one.id, other.id])).pair_count == 1
    assert (await alike(one), await groups()) == ([other.id], [(2, [one.id, other.id])])
    assert not (await unmark_contacts_as_distinct([one.id, other.id])).changed


async def test_a_group_keeps_whoever_may_still_be_the_same_as_another(now: datetime) -> None:
    first, second, third = await some_anns(3)
    await mark_contacts_as_distinct([first.id, second.id], now=now)
    assert await groups() == [(3, [first.id, second.id, third.id])]
    assert (await alike(first), await alike(third)) == ([third.id], [first.id, second.id])
    await mark_contacts_as_distinct([first.id, third.id], now=now)
    assert await groups() == [(2, [second.id, third.id])]
    marked = await mark_contacts_as_distinct([first.id, second.id, third.id], now=now)
    assert (marked.pair_count, await groups()) == (1, [])


async def test_a_number_in_either_column_is_left_out_too(now: datetime) -> None:
    one = await a_contact(name="Ann", phone="+493012345678", mobile_phone="+493012345679")
    other = await a_contact(name="Bob", mobile_phone="+493012345678")
    third = await a_contact(name="Eve", phone="+493012345679")
    assert sorted(await groups()) == [(2, [one.id, other.id]), (2, [one.id, third.id])]
    await mark_contacts_as_distinct([one.id, other.id], now=now)
    assert (await groups(), await alike(one)) == ([(2, [one.id, third.id])], [third.id])


async def test_a_pair_that_shares_two_values_is_left_out_of_both_groups(now: datetime) -> None:
    one, other = [await a_contact(name="Ann Bell", email="ann@example.com") for _ in range(2)]
    assert len(await groups()) == 2
    await mark_contacts_as_distinct([one.id, other.id], now=now)
    assert await groups() == []


async def test_deleting_a_contact_forgets_what_it_is_not(now: datetime) -> None:
    one, other = await some_anns(2)
    await mark_contacts_as_distinct([one.id, other.id], now=now)
    await delete_contact(one.id, now=now)
    assert await pairs() == set()


async def test_a_merge_gives_the_marks_to_the_kept_contact_and_forgets_the_pair(now: datetime) -> None:
    kept, duplicate, third, fourth = await some_anns(4)
    await mark_contacts_as_distinct([kept.id, duplicate.id, third.id], now=now)
    await mark_contacts_as_distinct([duplicate.id, fourth.id], now=now)
    await merge_contacts(kept.id, duplicate.id, now=now)
    assert await pairs() == {
        (kept.id, third.id), (third.id, kept.id), (kept.id, fourth.id), (fourth.id, kept.id),
    }  # fmt: skip


async def test_a_few_contacts_of_one_kind_are_marked(now: datetime) -> None:
    person, company = await a_contact(), await a_company()
    for chosen in ([], [person.id], [person.id, person.id], list(range(1, 22))):
        with refused((Code.OUT_OF_RANGE, "contact_ids")):
            await mark_contacts_as_distinct(chosen, now=now)
        with refused((Code.OUT_OF_RANGE, "contact_ids")):
            await unmark_contacts_as_distinct(chosen)
    with refused((Code.NOT_FOUND, "contact_ids.1")):
        await mark_contacts_as_distinct([person.id, 999_999], now=now)
    with refused((Code.INVALID, "contact_ids.1")):
        await mark_contacts_as_distinct([person.id, company.id], now=now)


async def test_no_contact_adds_a_statement(now: datetime) -> None:
    counts = []
    for number in (2, 6):
        chosen = ids(await some_anns(number))
        with counted_statements() as statements:
            await mark_contacts_as_distinct(chosen, now=now)
            await unmark_contacts_as_distinct(chosen)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@on_postgres
async def test_two_who_mark_the_same_at_once_leave_it_marked_once(now: datetime) -> None:
    one, other = await some_anns(2)
    done = await asyncio.gather(*(mark_contacts_as_distinct([one.id, other.id], now=now) for _ in range(2)))
    assert sorted(each.pair_count for each in done) == [0, 1]
    assert len(await pairs()) == 2


@on_postgres
async def test_who_marks_a_contact_that_is_merged_meanwhile_is_told_that_it_is_gone(
    database: str, now: datetime
) -> None:
    kept, duplicate, third = await some_anns(3)
    merged, marked = await contend_for_row(
        database,
        "contact",
        duplicate.id,
        merge_contacts(kept.id, duplicate.id, now=now),
        mark_contacts_as_distinct([duplicate.id, third.id], now=now),
    )
    assert merged.duplicate_contact_id == duplicate.id and isinstance(marked, Exception)
    assert await pairs() == set()
