"""Rules of the keys of merged contacts: they lead to the contact that stayed, which alone may have them again."""

from __future__ import annotations

from datetime import datetime

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.contacts.merged import kept_contact_by_key, rows_answering
from db.contacts.merging import merge_contacts
from db.errors import Code
from db.models import Contact, MergedContact
from tests.builders import a_contact
from tests.refusals import refused
from tests.statements import counted_statements


async def test_the_keys_of_the_duplicate_answer_with_the_kept_contact_in_one_step(now: datetime) -> None:
    first = await a_contact(number="A", external_id="XA")
    second = await a_contact(number="B", external_id="XB")
    third = await a_contact(number="C")
    await merge_contacts(second.id, first.id, now=now)
    await merge_contacts(third.id, second.id, now=now)
    with counted_statements() as statements:
        rows = await rows_answering(Contact, [first.id, second.id, third.id])
    assert {duplicate: row.id for duplicate, row in rows.items()} == dict.fromkeys(
        (first.id, second.id, third.id), third.id
    )
    assert len(statements) == 3
    assert [await kept_contact_by_key("number", number) for number in ("a", "B", "C")] == [
        third.id,
        third.id,
        None,
    ]
    assert await kept_contact_by_key("external_id", "XA") == third.id
    kept = await MergedContact.get(id=first.id)
    assert (kept.number, kept.external_id, kept.merged_at) == ("A", "XA", now)


async def test_ids_that_are_all_there_cost_one_statement(now: datetime) -> None:
    contact = await a_contact()
    with counted_statements() as statements:
        await rows_answering(Contact, [contact.id])
    assert len(statements) == 1


async def test_only_the_kept_contact_may_have_a_key_of_the_duplicate_again(now: datetime) -> None:
    kept = await a_contact(external_id="X-1")
    duplicate = await a_contact(number="L", external_id="X-2")
    await merge_contacts(kept.id, duplicate.id, now=now)
    with refused((Code.NOT_UNIQUE, "number"), (Code.NOT_UNIQUE, "external_id")):
        await a_contact(number="L", external_id="X-2")
    other = await a_contact()
    with refused((Code.NOT_UNIQUE, "external_id")):
        await update_contact(other.id, {"external_id": "X-2"}, now=now)
    await update_contact(kept.id, {"number": "L", "external_id": "X-2"}, now=now)


async def test_the_keys_of_a_duplicate_go_with_the_kept_contact(now: datetime) -> None:
    kept, duplicate = await a_contact(), await a_contact(number="L")
    await merge_contacts(kept.id, duplicate.id, now=now)
    await delete_contact(kept.id, now=now)
    assert await rows_answering(Contact, [duplicate.id]) == {}
    assert await kept_contact_by_key("number", "L") is None
