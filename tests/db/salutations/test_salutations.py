"""Rules of salutations."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from db.contacts.editing import update_contact
from db.errors import Code
from db.marketing_setup import update_marketing_setup
from db.models import Contact, MarketingSetup, Salutation, SalutationFormula
from db.salutations.salutations import create_salutation, delete_salutation, update_salutation
from tests.builders import a_company, a_contact, a_salutation, a_salutation_formula
from tests.databases import on_postgres
from tests.refusals import refused


async def test_a_code_is_kept_in_upper_case_and_is_there_once(now: datetime) -> None:
    made = await a_salutation(code=" mr ")
    assert made.code == "MR"
    with refused((Code.NOT_UNIQUE, "code")):
        await a_salutation(code="Mr")
    other = await a_salutation(code="MS")
    with refused((Code.NOT_UNIQUE, "code")):
        await update_salutation(other.id, {"code": "mr"}, now=now)


async def test_a_salutation_needs_a_code_of_ten_characters_and_a_description(now: datetime) -> None:
    with refused((Code.REQUIRED, "code"), (Code.REQUIRED, "description")):
        await create_salutation({"code": " "}, now=now)
    with refused((Code.TOO_LONG, "code"), (Code.TOO_LONG, "description")):
        await create_salutation({"code": "x" * 11, "description": "x" * 101}, now=now)
    assert await Salutation.all().count() == 0


async def test_a_change_says_whether_anything_differed(now: datetime) -> None:
    made = await a_salutation()
    updated = await update_salutation(made.id, {"description": "Sir"}, expected_revision=1, now=now)
    assert (updated.changed, updated.salutation.description, updated.salutation.revision) == (True, "Sir", 2)
    assert not (await update_salutation(made.id, {"description": "Sir"}, now=now)).changed
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await update_salutation(made.id, {"description": "Madam"}, expected_revision=1, now=now)


@pytest.mark.parametrize("build", [a_contact, a_company])
async def test_a_salutation_that_contacts_have_is_not_deleted(build, now: datetime) -> None:
    formula = await a_salutation_formula()
    contact = await build(salutation_id=formula.salutation_id)
    with refused((Code.IN_USE, "salutation_id")):
        await delete_salutation(formula.salutation_id)
    await update_contact(contact.id, {"salutation_id": None}, now=now)
    deleted = await delete_salutation(formula.salutation_id, expected_revision=1)
    assert deleted.id == formula.salutation_id
    assert (await Salutation.all().count(), await SalutationFormula.all().count()) == (0, 0)


async def test_a_default_that_is_deleted_is_one_no_more(now: datetime) -> None:
    made = await a_salutation()
    await update_marketing_setup({"default_person_salutation_id": made.id}, now=now)
    await delete_salutation(made.id)
    assert (await MarketingSetup.get()).default_person_salutation_id is None
    assert (await a_contact()).salutation_id is None


async def test_a_salutation_that_is_not_there_is_not_found(now: datetime) -> None:
    with refused((Code.NOT_FOUND, "salutation_id")):
        await delete_salutation(99)
    with refused((Code.NOT_FOUND, "salutation_id")):
        await update_salutation(99, {"description": "Sir"}, now=now)
    with refused((Code.NOT_FOUND, "default_company_salutation_id")):
        await update_marketing_setup({"default_company_salutation_id": 99}, now=now)
    with refused((Code.NOT_FOUND, "salutation_id")):
        await a_contact(salutation_id=99)


@on_postgres
async def test_a_salutation_is_never_deleted_while_somebody_gets_it(now: datetime) -> None:
    for _ in range(10):
        made, contact = await a_salutation(), await a_contact()
        await asyncio.gather(
            update_contact(contact.id, {"salutation_id": made.id}, now=now),
            delete_salutation(made.id),
            return_exceptions=True,
        )
        has_it = (await Contact.get(id=contact.id)).salutation_id == made.id
        assert has_it == await Salutation.filter(id=made.id).exists()


@on_postgres
async def test_a_default_is_never_deleted_while_a_new_contact_gets_it(now: datetime) -> None:
    for _ in range(10):
        made = await a_salutation()
        await update_marketing_setup({"default_person_salutation_id": made.id}, now=now)
        await asyncio.gather(a_contact(name="New"), delete_salutation(made.id), return_exceptions=True)
        has_it = await Contact.filter(name="New", salutation_id=made.id).exists()
        assert has_it == await Salutation.filter(id=made.id).exists()
