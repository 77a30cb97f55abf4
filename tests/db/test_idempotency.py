"""The same key and input get the same answer, and have one effect."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from db.errors import Code, Refused
from db.idempotency import Once
from db.interactions.canceling import cancel_interactions
from db.interactions.creating import InteractionsCreated, Source, create_interaction
from db.interactions.postponing import delete_interaction, resume_interaction
from db.interactions.remarking import add_interaction_comment
from db.models import Contact, IdempotentAnswer, Interaction, InteractionComment
from db.transactions import transactional
from tests.builders import a_contact, a_postponed_interaction, a_salesperson, a_template
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.racing import ROW, stranger, waiting
from tests.refusals import refused

LATER = NOW + timedelta(hours=1)


def once(key: str = "k1", digest: str = "one input") -> Once:
    return Once(key, digest, NOW)


async def postponed(*people: Contact, key: Once | None = None, **values: Any) -> InteractionsCreated:
    source = Source(tuple(each.id for each in people))
    return await create_interaction(source, values, postpone=True, now=NOW, once=key or once())


async def keys() -> list[str]:
    return await IdempotentAnswer.all().order_by("key").values_list("key", flat=True)  # type: ignore[return-value]


async def test_the_same_key_and_input_get_the_first_answer_and_have_one_effect() -> None:
    people = [await a_contact() for _ in range(2)]
    first = await postponed(*people)
    again = await postponed(*people)
    assert (first.replayed, again.replayed) == (False, True)
    assert [each.id for each in again.interactions] == [each.id for each in first.interactions]
    assert {each.id for each in again.contacts} == {each.id for each in people}
    assert await Interaction.all().count() == 2


async def test_the_answer_shows_the_rows_as_they_are_now() -> None:
    contact, template = await a_contact(), await a_template()
    [draft] = (await postponed(contact)).interactions
    salesperson = await a_salesperson()
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    for replayed in (False, True):
        resumed = await resume_interaction(draft.id, values, now=LATER, once=once("k2"))
        assert (resumed.replayed, resumed.interaction.revision) == (replayed, 2)
    await cancel_interactions([draft.id], now=LATER)
    again = await resume_interaction(draft.id, values, now=LATER, once=once("k2"))
    assert (again.replayed, again.interaction.status.name) == (True, "CANCELED")
    [replayed_draft] = (await postponed(contact)).interactions
    assert replayed_draft.status.name == "CANCELED"


async def test_a_row_that_was_deleted_since_is_left_out_of_the_answer() -> None:
    people = [await a_contact() for _ in range(2)]
    first = await postponed(*people)
    await delete_interaction(first.interactions[0].id)
    again = await postponed(*people)
    assert again.replayed and [each.id for each in again.interactions] == [first.interactions[1].id]


async def test_the_same_key_with_another_input_is_refused() -> None:
    contact = await a_contact()
    await postponed(contact)
    with refused((Code.IDEMPOTENCY_MISMATCH, "idempotency_key")):
        await postponed(contact, key=once(digest="another input"))
    assert await Interaction.all().count() == 1


async def test_another_key_is_another_request() -> None:
    contact = await a_contact()
    assert not (await postponed(contact)).replayed
    assert not (await postponed(contact, key=once("k2"))).replayed
    assert await Interaction.all().count() == 2
    assert await keys() == ["k1", "k2"]


async def test_without_a_key_nothing_is_kept() -> None:
    contact = await a_contact()
    await create_interaction(Source((contact.id,)), {}, postpone=True, now=NOW)
    assert await keys() == []


async def test_a_refused_request_is_not_kept_and_can_be_mended_with_the_same_key() -> None:
    contact = await a_contact()
    with refused((Code.TOO_LONG, "values.description")):
        await postponed(contact, description="x" * 101)
    assert await keys() == []
    assert not (await postponed(contact, key=once(digest="the mended input"), description="x")).replayed
    assert await Interaction.all().count() == 1


async def test_a_crash_before_the_commit_leaves_neither_key_nor_work() -> None:
    interaction = await a_postponed_interaction()

    @transactional
    async def comment_and_crash(text: str) -> Any:
        await add_interaction_comment(interaction.id, text, now=NOW)
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        await comment_and_crash("Lost", once=once())
    assert (await keys(), await InteractionComment.all().count()) == ([], 0)
    added = await add_interaction_comment(interaction.id, "Kept", now=NOW, once=once())
    assert not added.replayed and await keys() == ["k1"]


async def test_of_two_twins_at_once_one_does_the_work() -> None:
    contact = await a_contact()
    answers = await asyncio.gather(postponed(contact), postponed(contact), return_exceptions=True)
    worked = [each for each in answers if isinstance(each, InteractionsCreated) and not each.replayed]
    others = [each for each in answers if each not in worked]
    assert len(worked) == 1 and await Interaction.all().count() == 1
    for other in others:
        if isinstance(other, Refused):
            assert [problem.code for problem in other.problems] == [Code.IDEMPOTENCY_IN_PROGRESS]
        else:
            assert isinstance(other, InteractionsCreated) and other.replayed


@on_postgres
async def test_a_twin_of_what_still_runs_is_told_so_and_later_gets_its_answer(database: str) -> None:
    contact, other = await a_contact(), await a_contact()
    async with stranger(database, ROW.format("contact"), contact.id) as connection:
        running = asyncio.create_task(postponed(contact))
        await waiting(connection, 1)
        with refused((Code.IDEMPOTENCY_IN_PROGRESS, "idempotency_key")):
            await postponed(contact)
        assert not (await postponed(other, key=once("k2"))).replayed
    first = await running
    again = await postponed(contact)
    assert (first.replayed, again.replayed) == (False, True)
    assert [each.id for each in again.interactions] == [each.id for each in first.interactions]
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
    assert (await keys(), await Interaction.all().count()) == ([], 0)
    assert not (await postponed(contact)).replayed
