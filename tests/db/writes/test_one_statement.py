"""Changes by one statement: what it changes, and everything that it leaves to the verb."""

from __future__ import annotations

import asyncio
from datetime import timedelta, timezone

import pytest

from db.contacts.editing import update_contact
from db.errors import Code, Refused
from db.interactions.canceling import cancel_interactions
from db.interactions.remarking import evaluate_interaction
from db.models import Contact, Evaluation, Interaction
from db.salespeople import update_salesperson
from tests.builders import a_company, a_contact, a_salesperson, an_interaction
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.statements import counted_statements

LATER = NOW + timedelta(hours=1)


async def test_plain_columns_of_a_contact_are_changed_by_one_statement() -> None:
    contact = await a_contact(city="Bern")
    with counted_statements() as statements:
        updated = await update_contact(
            contact.id, {"job_title": " Baker ", "address": {"city": None}}, now=LATER
        )
    assert len(statements) == 1
    kept = await Contact.get(id=contact.id)
    for row in (updated.contact, kept):
        assert (row.job_title, row.city, row.revision, row.updated_at) == ("Baker", None, 2, LATER)
        assert (row.name, row.created_at) == (contact.name, NOW)
    assert updated.changed


async def test_the_address_of_a_company_is_changed_under_the_lock_since_people_inherit_it() -> None:
    company = await a_company(city="Bern")
    person = await a_contact(company_id=company.id)
    updated = await update_contact(company.id, {"address": {"city": "Biel"}}, expected_revision=1, now=LATER)
    assert (updated.changed, updated.inherited_contact_count, updated.contact.revision) == (True, 1, 2)
    assert (await Contact.get(id=person.id)).city == "Biel"
    with counted_statements() as statements:
        await update_contact(company.id, {"job_title": "Bakery"}, now=LATER)
    assert len(statements) == 1


async def test_a_name_is_changed_under_the_lock_since_the_search_follows_it() -> None:
    contact = await a_contact()
    await update_contact(contact.id, {"name": "Zoë", "job_title": "Baker"}, now=LATER)
    assert (await Contact.get(id=contact.id)).name_folded == "zoë"


async def test_what_is_no_different_changes_nothing() -> None:
    contact = await a_contact(job_title="Baker")
    updated = await update_contact(contact.id, {"job_title": "Baker"}, now=LATER)
    assert not updated.changed and updated.contact.revision == 1
    assert not (await update_contact(contact.id, {}, now=LATER)).changed


@pytest.mark.parametrize("expected, changed", [(1, True), (2, False)])
async def test_the_expected_revision_is_looked_at(expected: int, changed: bool) -> None:
    contact = await a_contact()
    try:
        await update_contact(contact.id, {"address": {"city": "Bern"}}, expected_revision=expected, now=LATER)
        refused = None
    except Refused as refusal:
        refused = refusal.problems[0].code
    assert refused == (None if changed else Code.REVISION_CONFLICT)
    assert (await Contact.get(id=contact.id)).city == ("Bern" if changed else None)


async def test_a_value_that_is_too_long_is_refused_as_ever() -> None:
    contact = await a_contact()
    with pytest.raises(Refused) as refusal:
        await update_contact(contact.id, {"job_title": "x" * 101}, now=LATER)
    assert [(each.code, each.path) for each in refusal.value.problems] == [(Code.TOO_LONG, ("job_title",))]


async def test_a_contact_that_is_not_there_is_told() -> None:
    with pytest.raises(Refused) as refusal:
        await update_contact(4711, {"address": {"city": "Bern"}}, now=LATER)
    assert refusal.value.problems[0].code == Code.NOT_FOUND


async def test_a_canceled_interaction_is_not_evaluated() -> None:
    interaction = await an_interaction()
    await cancel_interactions([interaction.id], now=NOW)
    with pytest.raises(Refused) as refusal:
        await evaluate_interaction(interaction.id, {"evaluation": Evaluation.POSITIVE}, now=LATER)
    assert refusal.value.problems[0].code == Code.NOT_LOGGED
    assert (await Interaction.get(id=interaction.id)).evaluation is None


async def test_an_evaluation_takes_one_statement_and_so_does_a_salesperson() -> None:
    interaction, salesperson = await an_interaction(), await a_salesperson()
    with counted_statements() as statements:
        evaluated = await evaluate_interaction(interaction.id, {"evaluation": Evaluation.POSITIVE}, now=LATER)
        blocked = await update_salesperson(salesperson.id, {"is_blocked": True}, now=LATER)
    assert len(statements) == 2
    assert evaluated.interaction.evaluation is Evaluation.POSITIVE
    assert blocked.salesperson.is_blocked is True


@on_postgres
async def test_of_two_who_saw_the_same_revision_one_is_told() -> None:
    contact = await a_contact()
    answers = await asyncio.gather(
        *(
            update_contact(contact.id, {"address": {"city": city}}, expected_revision=1, now=LATER)
            for city in ("Bern", "Biel", "Basel", "Baden")
        ),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, Refused)]
    assert [each.problems[0].code for each in refused] == [Code.REVISION_CONFLICT] * 3
    assert (await Contact.get(id=contact.id)).revision == 2


@on_postgres
async def test_no_change_is_lost_among_many() -> None:
    contact = await a_contact()
    await asyncio.gather(
        *(
            update_contact(contact.id, {"address": {"city": f"City {place}"}}, now=LATER)
            for place in range(20)
        )
    )
    assert (await Contact.get(id=contact.id)).revision == 21


async def test_the_moment_of_the_change_is_kept_in_utc() -> None:
    contact = await a_contact()
    elsewhere = LATER.astimezone(timezone(timedelta(hours=9)))
    await update_contact(contact.id, {"address": {"city": "Bern"}}, now=elsewhere)
    assert await Contact.filter(updated_at=LATER).exists()
