"""What becomes of a verb that others overtake: tried again, and after many attempts told to come back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError

from db.contacts.editing import ContactUpdated, create_contact, update_contact
from db.errors import Code, KeyTaken, OvertakenTooOften, Refused, TransactionOvertaken
from db.interactions.creating import Source, create_interaction
from db.models import Contact, ContactKind, Interaction
from db.sql import statements
from db.writes.locking import locked
from db.writes.transactions import ATTEMPTS, transactional
from tests.builders import a_contact, a_salesperson, a_template
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.racing import stranger, waiting


def renaming(fails: int, error: Exception) -> tuple[Callable[[int], Awaitable[ContactUpdated]], list[int]]:
    """A verb that writes and then fails so often."""
    attempts: list[int] = []

    @transactional
    async def rename(contact_id: int) -> ContactUpdated:
        contact = await locked(Contact, contact_id, None, "contact_id")
        contact.name = f"{contact.name}!"
        await contact.save(update_fields=["name"])
        attempts.append(len(attempts))
        if len(attempts) <= fails:
            raise error
        return ContactUpdated(contact, changed=True)

    return rename, attempts


async def test_what_is_overtaken_is_tried_again_and_leaves_nothing_of_the_first_attempt() -> None:
    contact = await a_contact(name="Ann")
    rename, attempts = renaming(2, TransactionOvertaken())
    await rename(contact.id)
    assert ((await Contact.get(id=contact.id)).name, len(attempts)) == ("Ann!", 3)


async def test_what_is_overtaken_again_and_again_says_so_and_has_done_nothing() -> None:
    contact = await a_contact(name="Ann")
    rename, attempts = renaming(ATTEMPTS, TransactionOvertaken())
    with pytest.raises(OvertakenTooOften):
        await rename(contact.id)
    assert ((await Contact.get(id=contact.id)).name, len(attempts)) == ("Ann", ATTEMPTS)


async def broken_reference(contact_id: int) -> IntegrityError:
    """What the database says of a row that points at nothing."""
    with pytest.raises(IntegrityError) as caught:
        await statements.change("UPDATE contact SET salesperson_id = 999 WHERE id = :id", id=contact_id)
    return caught.value


async def test_a_foreign_key_that_breaks_in_between_is_tried_again() -> None:
    contact = await a_contact(name="Ann")
    rename, attempts = renaming(1, await broken_reference(contact.id))
    await rename(contact.id)
    assert len(attempts) == 2


async def test_a_foreign_key_that_stays_broken_is_no_refusal_of_a_field() -> None:
    contact = await a_contact(name="Ann")
    rename, _ = renaming(ATTEMPTS, await broken_reference(contact.id))
    with pytest.raises(OvertakenTooOften):
        await rename(contact.id)


async def test_a_key_that_is_taken_twice_is_refused() -> None:
    await a_contact(external_id="X1")
    contact = await a_contact()
    with pytest.raises(IntegrityError) as caught:
        await statements.change("UPDATE contact SET external_id = 'X1' WHERE id = :id", id=contact.id)
    rename, attempts = renaming(ATTEMPTS, caught.value)
    with pytest.raises(Refused) as refused:
        await rename(contact.id)
    assert [(each.code, each.path) for each in refused.value.problems] == [
        (Code.NOT_UNIQUE, ("external_id",))
    ]
    assert len(attempts) == 2


async def test_what_no_race_explains_stays_a_fault() -> None:
    contact = await a_contact()
    with pytest.raises(IntegrityError) as caught:
        await statements.change("UPDATE contact SET kind = 'NOBODY' WHERE id = :id", id=contact.id)
    rename, attempts = renaming(ATTEMPTS, caught.value)
    with pytest.raises(IntegrityError):
        await rename(contact.id)
    assert len(attempts) == 1


@on_postgres
async def test_what_is_deleted_in_between_is_missed_at_the_field_that_names_it(database: str) -> None:
    contact, template, salesperson = await a_contact(), await a_template(), await a_salesperson()
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    deletion = "DELETE FROM interaction_template WHERE id = $1"
    async with stranger(database, deletion, template.id) as other:
        creating = asyncio.ensure_future(create_interaction(Source((contact.id,)), values, now=NOW))
        await waiting(other, 1)
    with pytest.raises(Refused) as refused:
        await creating
    assert [(each.code, each.path) for each in refused.value.problems] == [
        (Code.NOT_FOUND, ("values", "template_id"))
    ]
    assert await Interaction.all().count() == 0


@on_postgres
async def test_a_twin_that_comes_first_is_told_in_the_words_of_the_rule(database: str) -> None:
    values = {"kind": ContactKind.PERSON, "name": "Ann", "external_id": "X1"}
    other_contact = await a_contact()
    taking = "UPDATE contact SET external_id = 'X1' WHERE id = $1"
    async with stranger(database, taking, other_contact.id) as other:
        creating = asyncio.ensure_future(create_contact(values, now=NOW))
        await waiting(other, 1)
    with pytest.raises(Refused) as refused:
        await creating
    [problem] = refused.value.problems
    assert (problem.code, problem.path) == (Code.NOT_UNIQUE, ("external_id",))
    assert "X1" in problem.message
    assert isinstance(problem, KeyTaken) and problem.existing == other_contact


async def test_moments_of_changes_never_go_back() -> None:
    """Whoever waited longest for a lock began first, and changes the row last."""
    contact = await a_contact()
    await update_contact(
        contact.id, {"address": {"city": "Bern"}, "name": "Ann"}, now=NOW + timedelta(seconds=2)
    )
    await update_contact(
        contact.id, {"address": {"city": "Ulm"}, "name": "Bea"}, now=NOW + timedelta(seconds=1)
    )
    row = await Contact.get(id=contact.id)
    assert (row.name, row.updated_at) == ("Bea", NOW + timedelta(seconds=2))
