"""The same key and input get the same answer, and have one effect."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from typing import Any

import orjson
import pytest

from db.callers import LOCAL, SCOPES_OF, Caller, CallerKind, Role
from db.contacts.editing import update_contact
from db.errors import Code, Refused
from db.interactions.canceling import cancel_interactions
from db.interactions.creating import Source, create_interaction
from db.interactions.postponing import delete_interaction, resume_interaction
from db.interactions.remarking import add_interaction_comment
from db.models import Contact, IdempotentAnswer, Interaction, InteractionComment
from db.writes.idempotency import stored_key
from db.writes.transactions import transactional
from tests.builders import a_contact, a_postponed_interaction, a_salesperson, a_template
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.racing import ROW, stranger, waiting
from tests.refusals import refused
from tests.writing import Done, keyed

LATER = NOW + timedelta(hours=1)


async def postponed(
    *people: Contact, key: str = "k1", digest: str = "one input", by: Caller = LOCAL, **values: Any
) -> Done:
    source = Source(tuple(each.id for each in people))
    return await keyed(create_interaction(source, values, postpone=True, now=NOW), key, digest, by=by)


async def keys() -> set[str]:
    return set(await IdempotentAnswer.all().values_list("key", flat=True))  # type: ignore[arg-type]


def kept(*names: str) -> set[str]:
    return {stored_key("local", name) for name in names}


async def test_the_same_key_and_input_get_the_first_answer_and_have_one_effect() -> None:
    people = [await a_contact() for _ in range(2)]
    first = await postponed(*people)
    again = await postponed(*people)
    assert (first.replayed, again.replayed) == (False, True)
    assert [each.id for each in again.answer.interactions] == [each.id for each in first.answer.interactions]
    assert {each.id for each in again.answer.contacts} == {each.id for each in people}
    assert await Interaction.all().count() == 2


async def test_the_answer_shows_the_rows_as_they_are_now() -> None:
    contact, template = await a_contact(), await a_template()
    [draft] = (await postponed(contact)).answer.interactions
    salesperson = await a_salesperson()
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    for replayed in (False, True):
        resumed = await keyed(resume_interaction(draft.id, values, now=LATER), "k2")
        assert (resumed.replayed, resumed.answer.interaction.revision) == (replayed, 2)
    await cancel_interactions([draft.id], now=LATER)
    again = await keyed(resume_interaction(draft.id, values, now=LATER), "k2")
    assert (again.replayed, again.answer.interaction.status.name) == (True, "CANCELED")
    [replayed_draft] = (await postponed(contact)).answer.interactions
    assert replayed_draft.status.name == "CANCELED"


async def kept_answer(**changed: Any) -> None:
    """Put something else into the one answer that is kept."""
    row = await IdempotentAnswer.get()
    row.answer = orjson.dumps(orjson.loads(row.answer) | changed).decode()
    await row.save()


async def test_what_is_kept_names_no_file() -> None:
    await postponed(await a_contact())
    assert orjson.loads((await IdempotentAnswer.get()).answer)["kind"] == "InteractionsCreated"


@pytest.mark.parametrize("before", ["db.interactions.creating:InteractionsCreated"])
async def test_an_answer_that_an_earlier_version_kept_is_given_again(before: str) -> None:
    contact = await a_contact()
    first = await postponed(contact)
    await kept_answer(kind=before)
    again = await postponed(contact)
    assert again.replayed and type(again.answer) is type(first.answer)
    assert [each.id for each in again.answer.interactions] == [each.id for each in first.answer.interactions]


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "db.nowhere:Nothing"}, {"kind": "antigravity:fly"}, {"kind": "Nothing"}, {"kind": "CommentAdded"},
        {"values": {}}, {"values": {"interactions": [{"row": "Nothing", "id": 1}]}}, {"deleted": "Nothing", "id": 1},
        {"kind": ["Nothing"]}, {"kind": {"Nothing": 1}}, {"values": []}, {"deleted": ["Contact"]},
    ],
)  # fmt: skip
async def test_an_answer_that_cannot_be_read_is_a_refusal_and_nothing_is_imported(
    changed: dict[str, Any],
) -> None:
    contact = await a_contact()
    await postponed(contact)
    await kept_answer(**changed)
    with refused((Code.INVALID, "idempotency_key")):
        await postponed(contact)
    assert "antigravity" not in sys.modules and await Interaction.all().count() == 1


async def test_a_row_that_was_deleted_since_is_left_out_of_the_answer() -> None:
    people = [await a_contact() for _ in range(2)]
    first = await postponed(*people)
    await delete_interaction(first.answer.interactions[0].id)
    again = await postponed(*people)
    assert again.replayed
    assert [each.id for each in again.answer.interactions] == [first.answer.interactions[1].id]


async def test_the_same_key_with_another_input_is_refused() -> None:
    contact = await a_contact()
    await postponed(contact)
    with refused((Code.IDEMPOTENCY_MISMATCH, "idempotency_key")):
        await postponed(contact, digest="another input")
    assert await Interaction.all().count() == 1


async def test_another_key_is_another_request() -> None:
    contact = await a_contact()
    assert not (await postponed(contact)).replayed
    assert not (await postponed(contact, key="k2")).replayed
    assert await Interaction.all().count() == 2
    assert await keys() == kept("k1", "k2")


async def test_the_same_key_of_another_caller_is_another_key() -> None:
    contact = await a_contact()
    partner = Caller(CallerKind.API_KEY, "key:abc", "Partner", Role.ADMIN, SCOPES_OF[Role.ADMIN])
    mine, theirs = await postponed(contact), await postponed(contact, by=partner, digest="another input")
    assert (mine.replayed, theirs.replayed) == (False, False)
    assert mine.answer.interactions[0].id != theirs.answer.interactions[0].id
    again = await postponed(contact, by=partner, digest="another input")
    assert (again.replayed, again.answer.interactions[0].id) == (True, theirs.answer.interactions[0].id)


async def test_names_that_run_into_keys_are_not_mistaken_for_each_other() -> None:
    assert stored_key("key:a", "bc") != stored_key("key:ab", "c")


async def test_a_change_that_takes_one_statement_is_kept_for_its_key_too() -> None:
    contact = await a_contact()
    first = await keyed(update_contact(contact.id, {"address": {"city": "Bern"}}, now=NOW))
    await update_contact(contact.id, {"address": {"city": "Biel"}}, now=NOW)
    again = await keyed(update_contact(contact.id, {"address": {"city": "Bern"}}, now=NOW))
    assert (first.replayed, again.replayed, again.answer.changed) == (False, True, True)
    assert (again.answer.contact.city, again.answer.contact.revision) == ("Biel", 3)


async def test_without_a_key_nothing_is_kept() -> None:
    contact = await a_contact()
    await create_interaction(Source((contact.id,)), {}, postpone=True, now=NOW)
    assert await keys() == set()


async def test_a_refused_request_is_not_kept_and_can_be_mended_with_the_same_key() -> None:
    contact = await a_contact()
    with refused((Code.TOO_LONG, "values.description")):
        await postponed(contact, description="x" * 101)
    assert await keys() == set()
    assert not (await postponed(contact, digest="the mended input", description="x")).replayed
    assert await Interaction.all().count() == 1


async def test_a_crash_before_the_commit_leaves_neither_key_nor_work() -> None:
    interaction = await a_postponed_interaction()

    @transactional
    async def comment_and_crash(text: str) -> Any:
        await add_interaction_comment(interaction.id, text, now=NOW)
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        await keyed(comment_and_crash("Lost"))
    assert (await keys(), await InteractionComment.all().count()) == (set(), 0)
    added = await keyed(add_interaction_comment(interaction.id, "Kept", now=NOW))
    assert not added.replayed and await keys() == kept("key")


async def test_of_two_twins_at_once_one_does_the_work() -> None:
    contact = await a_contact()
    answers = await asyncio.gather(postponed(contact), postponed(contact), return_exceptions=True)
    worked = [each for each in answers if isinstance(each, Done) and not each.replayed]
    others = [each for each in answers if each not in worked]
    assert len(worked) == 1 and await Interaction.all().count() == 1
    for other in others:
        if isinstance(other, Refused):
            assert [problem.code for problem in other.problems] == [Code.IDEMPOTENCY_IN_PROGRESS]
        else:
            assert isinstance(other, Done) and other.replayed


@on_postgres
async def test_a_twin_of_what_still_runs_is_told_so_and_later_gets_its_answer(database: str) -> None:
    contact, other = await a_contact(), await a_contact()
    async with stranger(database, ROW.format("contact"), contact.id) as connection:
        running = asyncio.create_task(postponed(contact))
        await waiting(connection, 1)
        with refused((Code.IDEMPOTENCY_IN_PROGRESS, "idempotency_key")):
            await postponed(contact)
        assert not (await postponed(other, key="k2")).replayed
    first = await running
    again = await postponed(contact)
    assert (first.replayed, again.replayed) == (False, True)
    assert [each.id for each in again.answer.interactions] == [each.id for each in first.answer.interactions]
    assert await Interaction.filter(contact_id=contact.id).count() == 1


@on_postgres
async def test_a_connection_that_breaks_before_the_commit_leaves_neither_key_nor_work(database: str) -> None:
    contact = await a_contact()
    async with stranger(database, ROW.format("contact"), contact.id) as connection:
        running = asyncio.create_task(postponed(contact))
        await waiting(connection, 1)
        ended = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert len(ended) == 1
        with pytest.raises(Exception) as broken:
            await running
        assert not isinstance(broken.value, Refused)
    assert (await keys(), await Interaction.all().count()) == (set(), 0)
    assert not (await postponed(contact)).replayed
