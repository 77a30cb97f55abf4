"""Rules that look at every row, whoever asks: what they find of others is not told."""

from __future__ import annotations

import re

from db.callers import call_as
from db.contacts.deleting import delete_contact
from db.contacts.editing import create_contact, update_contact
from db.contacts.merging import merge_contacts
from db.errors import Code
from db.interactions.creating import Source, create_interaction
from db.models import Contact, ContactKind, Interaction
from db.sql.row_security import seeing_all
from tests.builders import a_company, a_contact, an_interaction
from tests.conftest import NOW
from tests.db.seeing import restricted, two_salespeople
from tests.refusals import refused


async def test_numbers_stay_unique_among_all() -> None:
    own, other = await two_salespeople()
    await a_contact(salesperson_id=other.id, number="TAKEN", external_id="taken")
    call_as(restricted(own))
    values = {"kind": ContactKind.PERSON, "name": "Ann", "number": "TAKEN", "external_id": "taken"}
    with refused((Code.NOT_UNIQUE, "number"), (Code.NOT_UNIQUE, "external_id")):
        await create_contact(values, now=NOW)


async def test_a_company_with_somebody_elses_people_is_not_deleted_nor_are_they() -> None:
    own, other = await two_salespeople()
    company = await a_company(salesperson_id=own.id)
    mine = await a_contact(company_id=company.id, salesperson_id=own.id)
    await a_contact(company_id=company.id, salesperson_id=other.id)
    call_as(restricted(own))
    for with_people in (False, True):
        with refused((Code.CONTACT_HAS_PEOPLE, "contact_id")) as caught:
            await delete_contact(company.id, with_people=with_people, now=NOW)
        assert not re.search(r"\d", caught.value.problems[0].message.replace(company.name, ""))
    with seeing_all():
        assert await Contact.filter(company_id=company.id).count() == 2
        await Contact.filter(company_id=company.id).exclude(id=mine.id).update(company_id=None)
    deleted = await delete_contact(company.id, with_people=True, now=NOW)
    assert set(deleted.contact_ids) == {company.id, mine.id}


async def test_entries_of_a_deleted_person_move_to_a_company_that_is_not_seen() -> None:
    own, other = await two_salespeople()
    company = await a_company(salesperson_id=other.id)
    mine = await a_contact(company_id=company.id, salesperson_id=own.id)
    entry = await an_interaction(contact_id=mine.id, salesperson_id=own.id)
    call_as(restricted(own))
    deleted = await delete_contact(mine.id, now=NOW)
    assert deleted.company is None
    with seeing_all():
        assert (await Interaction.get(id=entry.id)).contact_id == company.id


async def test_people_of_others_inherit_and_are_not_counted() -> None:
    own, other = await two_salespeople()
    company = await a_company(salesperson_id=own.id, city="Bern")
    mine = await a_contact(company_id=company.id, salesperson_id=own.id)
    theirs = await a_contact(company_id=company.id, salesperson_id=other.id)
    call_as(restricted(own))
    updated = await update_contact(company.id, {"address": {"city": "Basel"}}, now=NOW)
    assert updated.inherited_contact_count == 1
    with seeing_all():
        assert {(await Contact.get(id=each.id)).city for each in (mine, theirs)} == {"Basel"}


async def test_a_merge_counts_what_is_seen_and_moves_all() -> None:
    own, other = await two_salespeople()
    kept, duplicate = await a_company(salesperson_id=own.id), await a_company(salesperson_id=own.id)
    theirs = await a_contact(company_id=duplicate.id, salesperson_id=other.id)
    await an_interaction(contact_id=theirs.id, salesperson_id=other.id)
    call_as(restricted(own))
    merged = await merge_contacts(kept.id, duplicate.id, now=NOW)
    assert all(moved == dropped == 0 for _, moved, dropped in merged.moved)
    with seeing_all():
        assert (await Contact.get(id=theirs.id)).company_id == kept.id


async def test_a_source_that_is_not_seen_is_not_there() -> None:
    own, other = await two_salespeople()
    theirs = await a_contact(salesperson_id=other.id)
    entry = await an_interaction(contact_id=theirs.id, salesperson_id=other.id)
    call_as(restricted(own))
    with refused((Code.NOT_FOUND, "source.contact_ids.0")):
        await create_interaction(Source((theirs.id,)), {}, postpone=True, now=NOW)
    with refused((Code.NOT_FOUND, "source.interaction_id")):
        await create_interaction(Source(interaction_id=entry.id), {}, postpone=True, now=NOW)
