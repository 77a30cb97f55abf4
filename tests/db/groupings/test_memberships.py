"""Rules of putting contacts into groups and taking them out."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.contacts.finding import find_contacts
from db.errors import Code, Refused
from db.groupings.industry_groups import add_industry_group_contacts, remove_industry_group_contacts
from db.groupings.job_responsibilities import add_job_responsibility_contacts
from db.groupings.mailing_groups import add_mailing_group_contacts, remove_mailing_group_contacts
from db.models import ContactKind
from db.segments.lines import MOST_CONTACTS
from db.sql.keyset_pages import Window, find_page
from tests.builders import a_company, a_contact, a_job_responsibility, a_mailing_group, an_industry_group
from tests.databases import on_postgres
from tests.db.groupings.every_grouping import Noun, of_every_grouping
from tests.db.interactions.racing import contend_for_row, stranger, waiting
from tests.db.segments.lines import a_crowd
from tests.refusals import refused
from tests.statements import counted_statements


@of_every_grouping
async def test_contacts_are_added_once_and_those_in_it_are_passed_over(noun: Noun, now: datetime) -> None:
    group = await noun.a_group()
    one, two, three = [(await noun.a_member()).id for _ in range(3)]
    added = await noun.add(group.id, [two, one, two], now=now)
    assert [contact.id for contact in added.contacts] == [one, two]
    again = await noun.add(group.id, [three, two], now=now)
    assert [contact.id for contact in again.contacts] == [three]
    assert (await noun.add(group.id, [one, two, three], now=now)).contacts == []
    assert await noun.members(group) == [one, two, three]


@of_every_grouping
async def test_contacts_are_taken_out_once_and_those_not_in_it_are_passed_over(
    noun: Noun, now: datetime
) -> None:
    group, other = await noun.a_group(), await noun.a_group()
    one, two, three = [(await noun.a_member()).id for _ in range(3)]
    for each in (group, other):
        await noun.add(each.id, [one, two], now=now)
    removed = await noun.remove(group.id, [three, two, two])
    assert [contact.id for contact in removed.contacts] == [two]
    assert (await noun.remove(group.id, [three, two])).contacts == []
    assert (await noun.members(group), await noun.members(other)) == ([one], [one, two])


@of_every_grouping
async def test_members_do_not_change_the_revision_of_a_group_or_of_a_contact(
    noun: Noun, now: datetime
) -> None:
    group, member = await noun.a_group(), await noun.a_member()
    added = await noun.add(group.id, [member.id], now=now)
    removed = await noun.remove(group.id, [member.id])
    for changed in (added, removed):
        assert (changed.group.revision, [each.revision for each in changed.contacts]) == (1, [1])


@of_every_grouping
async def test_every_unknown_id_is_reported_at_its_place_and_nothing_is_done(
    noun: Noun, now: datetime
) -> None:
    group, member = await noun.a_group(), await noun.a_member()
    problems = [
        (Code.NOT_FOUND, noun.key),
        (Code.NOT_FOUND, "contact_ids.0"),
        (Code.NOT_FOUND, "contact_ids.2"),
    ]
    with refused(*problems[1:]):
        await noun.add(group.id, [98, member.id, 99], now=now)
    with refused(*problems):
        await noun.add(97, [98, member.id, 99], now=now)
    with refused(*problems):
        await noun.remove(97, [98, member.id, 99])
    assert await noun.members(group) == []


async def test_a_person_is_in_no_industry_group_but_that_of_the_company(now: datetime) -> None:
    group, company = await an_industry_group(), await a_company()
    person = await a_contact(company_id=company.id)
    for verb in (
        add_industry_group_contacts(group.id, [company.id, person.id], now=now),
        remove_industry_group_contacts(group.id, [company.id, person.id]),
    ):
        with refused((Code.INVALID, "contact_ids.1")) as refusal:
            await verb
        assert "Give the company." in refusal.value.problems[0].message


async def test_a_company_has_no_job_responsibility(now: datetime) -> None:
    responsibility, company = await a_job_responsibility(), await a_company()
    with refused((Code.INVALID, "contact_ids.0")) as refusal:
        await add_job_responsibility_contacts(responsibility.id, [company.id], now=now)
    assert "Give one of its people." in refusal.value.problems[0].message


async def test_a_contact_in_groups_of_its_kind_stays_what_it_is(now: datetime) -> None:
    company, person = await a_company(), await a_contact()
    industry, responsibility, mailing = (
        await an_industry_group(),
        await a_job_responsibility(),
        await a_mailing_group(),
    )
    await add_industry_group_contacts(industry.id, [company.id], now=now)
    await add_job_responsibility_contacts(responsibility.id, [person.id], now=now)
    for contact, kind in ((company, ContactKind.PERSON), (person, ContactKind.COMPANY)):
        with refused((Code.INVALID, "kind")):
            await update_contact(contact.id, {"kind": kind}, now=now)
    await remove_industry_group_contacts(industry.id, [company.id])
    await add_mailing_group_contacts(mailing.id, [company.id], now=now)
    assert (await update_contact(company.id, {"kind": ContactKind.PERSON}, now=now)).changed


@of_every_grouping
async def test_the_database_holds_a_membership_once_and_keeps_its_group(noun: Noun, now: datetime) -> None:
    group, member = await noun.a_group(), await noun.a_member()
    await noun.add(group.id, [member.id], now=now)
    with pytest.raises(IntegrityError):
        await noun.grouping.membership.create(contact_id=member.id, created_at=now, **{noun.key: group.id})
    with pytest.raises(IntegrityError):
        await group.delete()


@of_every_grouping
async def test_a_contact_that_is_deleted_leaves_its_groups(noun: Noun, now: datetime) -> None:
    group = await noun.a_group()
    gone, stays = [(await noun.a_member()).id for _ in range(2)]
    await noun.add(group.id, [gone, stays], now=now)
    await delete_contact(gone, now=now)
    assert await noun.members(group) == [stays]


async def test_ten_thousand_contacts_come_and_go_at_once_and_no_more(now: datetime) -> None:
    group, crowd = await a_mailing_group(), await a_crowd(MOST_CONTACTS)
    for verb in (
        add_mailing_group_contacts(group.id, [*crowd, crowd[0]], now=now),
        remove_mailing_group_contacts(group.id, [*crowd, crowd[0]]),
    ):
        with refused((Code.OUT_OF_RANGE, "contact_ids")):
            await verb
    assert len((await add_mailing_group_contacts(group.id, crowd, now=now)).contacts) == MOST_CONTACTS
    assert len((await remove_mailing_group_contacts(group.id, crowd)).contacts) == MOST_CONTACTS


@pytest.mark.parametrize("size", [3, 300])
@of_every_grouping
async def test_a_set_of_any_size_costs_three_statements(noun: Noun, size: int, now: datetime) -> None:
    group, kind = await noun.a_group(), noun.grouping.of or ContactKind.PERSON
    crowd = await a_crowd(size, kind=kind)
    for verb in (noun.add(group.id, crowd, now=now), noun.remove(group.id, crowd)):
        with counted_statements() as statements:
            await verb
        assert len(statements) == 3


async def test_contacts_are_found_by_their_groups_and_people_by_the_industry_of_their_company(
    now: datetime,
) -> None:
    company, elsewhere, loner = await a_company(), await a_company(), await a_contact()
    person = await a_contact(company_id=company.id)
    mailing, industry, responsibility = (
        await a_mailing_group(),
        await an_industry_group(),
        await a_job_responsibility(),
    )
    await add_mailing_group_contacts(mailing.id, [elsewhere.id, person.id], now=now)
    await add_industry_group_contacts(industry.id, [company.id], now=now)
    await add_industry_group_contacts((await an_industry_group()).id, [elsewhere.id], now=now)
    await add_job_responsibility_contacts(responsibility.id, [loner.id], now=now)

    async def found(**where: dict[str, int]) -> list[int]:
        return sorted(each.id for each in (await find_page(find_contacts(where), Window(10))).rows)

    assert await found(mailing_group={"eq": mailing.id}) == [elsewhere.id, person.id]
    assert await found(industry_group={"eq": industry.id}) == [company.id, person.id]
    assert await found(job_responsibility={"eq": responsibility.id}) == [loner.id]
    assert await found(industry_group={"eq": industry.id}, mailing_group={"eq": mailing.id}) == [person.id]


# At the same moment


@on_postgres
@of_every_grouping
async def test_of_two_who_add_the_same_contact_one_adds_it(noun: Noun, database: str, now: datetime) -> None:
    group, table = await noun.a_group(), noun.grouping.group._meta.db_table
    members = [(await noun.a_member()).id for _ in range(20)]
    first, second = await contend_for_row(
        database,
        table,
        group.id,
        noun.add(group.id, members, now=now),
        noun.add(group.id, members[::-1], now=now),
    )
    assert len(first.contacts) + len(second.contacts) == 20
    assert await noun.members(group) == members


@on_postgres
@of_every_grouping
async def test_a_group_is_deleted_or_gets_a_contact_never_both(
    noun: Noun, database: str, now: datetime
) -> None:
    table, member = noun.grouping.group._meta.db_table, await noun.a_member()
    kept, gone = await noun.a_group(), await noun.a_group()
    added, deleted = await contend_for_row(
        database, table, kept.id, noun.add(kept.id, [member.id], now=now), noun.delete(kept.id)
    )
    assert [contact.id for contact in added.contacts] == [member.id]
    assert [problem.code for problem in deleted.problems] == [Code.IN_USE]
    deleted, added = await contend_for_row(
        database, table, gone.id, noun.delete(gone.id), noun.add(gone.id, [member.id], now=now)
    )
    assert (deleted.id, [problem.code for problem in added.problems]) == (gone.id, [Code.NOT_FOUND])


@on_postgres
@of_every_grouping
async def test_a_contact_is_deleted_or_added_and_then_deleted(noun: Noun, now: datetime) -> None:
    group = await noun.a_group()
    for _ in range(5):
        member = await noun.a_member()
        verbs = (noun.add(group.id, [member.id], now=now), delete_contact(member.id, now=now))
        answers: Any = await asyncio.gather(*verbs, return_exceptions=True)
        added, deleted = answers
        assert deleted.contact_ids == [member.id]
        if isinstance(added, Refused):
            assert [problem.path for problem in added.problems] == [("contact_ids", "0")]
        else:
            assert [contact.id for contact in added.contacts] == [member.id]
        assert await noun.members(group) == []


@on_postgres
async def test_a_company_that_is_becoming_a_person_gets_no_industry_group(
    database: str, now: datetime
) -> None:
    group, company = await an_industry_group(), await a_company()
    becoming = "UPDATE contact SET kind = 'PERSON' WHERE id = $1"
    async with stranger(database, becoming, company.id) as other:
        adding = asyncio.ensure_future(add_industry_group_contacts(group.id, [company.id], now=now))
        await waiting(other, 1)
    with refused((Code.INVALID, "contact_ids.0")):
        await adding
