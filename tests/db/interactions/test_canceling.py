"""Rules of canceling and restoring entries of the log."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from db.errors import Code, Refused
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.postponing import delete_interaction
from db.models import Interaction, InteractionStatus, Segment, SegmentStatus
from db.segments.canceling import cancel_segment, restore_segment
from db.segments.logging import log_segment
from tests.builders import (
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.racing import ROW, contend_for_row, stranger, waiting
from tests.refusals import refused
from tests.statements import counted_statements
from tests.writing import done_by, name_of

LATER, STILL_LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
UNKNOWN = 999_999


async def marks(*entries: Interaction) -> list[tuple[Any, ...]]:
    rows = [await Interaction.get(id=each.id) for each in entries]
    return [
        (row.status.name, row.canceled_at, await name_of(row.canceled_by_id), row.revision) for row in rows
    ]


async def entries_of_a_segment() -> tuple[Segment, list[Interaction]]:
    segment = await a_segment(lines=2)
    await log_segment(segment.id, now=NOW)
    return segment, await Interaction.filter(segment_id=segment.id).order_by("id")


async def test_a_canceled_entry_says_who_did_it_and_when() -> None:
    entry, other = await an_interaction(), await an_interaction()
    marked = await done_by("Ann", cancel_interactions([entry.id], now=LATER))
    assert marked.changed and [each.id for each in marked.interactions] == [entry.id]
    assert [each.id for each in marked.contacts] == [entry.contact_id]
    assert marked.interactions[0].status is InteractionStatus.CANCELED
    assert await marks(entry, other) == [("CANCELED", LATER, "Ann", 2), ("LOGGED", None, None, 1)]
    assert (await Interaction.get(id=entry.id)).updated_at == LATER


async def test_canceling_again_keeps_who_did_it_first_and_when() -> None:
    entry = await an_interaction()
    await done_by("Ann", cancel_interactions([entry.id], now=LATER))
    again = await done_by("Bob", cancel_interactions([entry.id], now=STILL_LATER))
    assert not again.changed and [each.id for each in again.interactions] == [entry.id]
    assert await marks(entry) == [("CANCELED", LATER, "Ann", 2)]


async def test_of_several_only_those_that_are_not_canceled_yet_are_marked() -> None:
    first, second = await an_interaction(), await an_interaction()
    await done_by("Ann", cancel_interactions([first.id], now=LATER))
    marked = await done_by("Bob", cancel_interactions([second.id, first.id, second.id], now=STILL_LATER))
    assert marked.changed and [each.id for each in marked.interactions] == [second.id, first.id]
    assert await marks(first, second) == [("CANCELED", LATER, "Ann", 2), ("CANCELED", STILL_LATER, "Bob", 2)]


async def test_restoring_takes_the_mark_away() -> None:
    entry = await an_interaction()
    await done_by("Ann", cancel_interactions([entry.id], now=LATER))
    restored = await restore_interactions([entry.id], now=STILL_LATER)
    assert restored.changed and restored.interactions[0].status is InteractionStatus.LOGGED
    assert await marks(entry) == [("LOGGED", None, None, 3)]


async def test_restoring_what_is_not_canceled_changes_nothing() -> None:
    entry = await an_interaction()
    assert not (await restore_interactions([entry.id], now=LATER)).changed
    assert not (await restore_interactions([], now=LATER)).changed
    assert await marks(entry) == [("LOGGED", None, None, 1)]


@pytest.mark.parametrize("verb", [cancel_interactions, restore_interactions])
async def test_one_bad_entry_keeps_all_from_being_marked_and_each_is_pointed_at(verb: Any) -> None:
    logged, canceled, postponed = (
        await an_interaction(),
        await an_interaction(),
        await a_postponed_interaction(),
    )
    await cancel_interactions([canceled.id], now=LATER)
    before = await marks(logged, canceled, postponed)
    with refused((Code.NOT_LOGGED, "interaction_ids.1"), (Code.NOT_FOUND, "interaction_ids.3")):
        await verb([logged.id, postponed.id, canceled.id, UNKNOWN], now=STILL_LATER)
    assert await marks(logged, canceled, postponed) == before


@pytest.mark.parametrize("verb", [cancel_interactions, restore_interactions])
async def test_at_most_a_thousand_are_marked_at_once(verb: Any) -> None:
    with refused((Code.OUT_OF_RANGE, "interaction_ids")):
        await verb(list(range(1, 1002)), now=NOW)


async def test_an_entry_is_not_restored_while_its_segment_is_canceled() -> None:
    segment, [first, second] = await entries_of_a_segment()
    alone = await an_interaction()
    await cancel_interactions([alone.id], now=LATER)
    await done_by("Ann", cancel_segment(segment.id, now=LATER))
    with refused((Code.SEGMENT_CANCELED, "interaction_ids.1"), (Code.SEGMENT_CANCELED, "interaction_ids.2")):
        await restore_interactions([alone.id, second.id, first.id], now=STILL_LATER)
    canceled = ("CANCELED", LATER)
    assert [mark[:2] for mark in await marks(alone, first, second)] == [canceled] * 3
    await restore_segment(segment.id, now=STILL_LATER)
    assert (await restore_interactions([first.id, alone.id], now=STILL_LATER)).changed


async def test_an_entry_of_a_logged_segment_is_canceled_and_restored_alone() -> None:
    segment, [first, second] = await entries_of_a_segment()
    await cancel_interactions([first.id], now=LATER)
    assert [mark[0] for mark in await marks(first, second)] == ["CANCELED", "LOGGED"]
    await restore_interactions([first.id], now=STILL_LATER)
    assert [mark[0] for mark in await marks(first, second)] == ["LOGGED", "LOGGED"]
    assert (await Segment.get(id=segment.id)).status is SegmentStatus.LOGGED


@pytest.mark.parametrize("verb", [cancel_interactions, restore_interactions])
async def test_fifty_entries_take_as_many_statements_as_one(verb: Any) -> None:
    salesperson, template = await a_salesperson(), await a_template()
    shared = {"salesperson_id": salesperson.id, "template_id": template.id}
    entries = [await an_interaction(contact_id=(await a_contact()).id, **shared) for _ in range(51)]
    if verb is restore_interactions:
        await cancel_interactions([each.id for each in entries], now=LATER)
    counts = []
    for some in (entries[:1], entries[1:]):
        with counted_statements() as statements:
            marked = await verb([each.id for each in some], now=STILL_LATER)
        assert marked.changed and len(marked.contacts) == len(some)
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0


# At the same moment


def refusal_of(answer: Any) -> list[Code]:
    assert isinstance(answer, Refused), answer
    return [problem.code for problem in answer.problems]


@on_postgres
async def test_canceling_and_deleting_at_once_never_deletes_what_is_logged(database: str) -> None:
    first, second = await an_interaction(), await an_interaction()
    canceled, deleted = await contend_for_row(
        database,
        "interaction",
        first.id,
        cancel_interactions([first.id], now=LATER),
        delete_interaction(first.id),
    )
    assert canceled.changed and deleted.interaction_id == first.id
    deleted, canceled = await contend_for_row(
        database,
        "interaction",
        second.id,
        delete_interaction(second.id),
        cancel_interactions([second.id], now=LATER),
    )
    assert refusal_of(deleted) == [Code.MUST_CANCEL_FIRST] and canceled.changed
    assert await Interaction.all().values_list("id", flat=True) == [second.id]


@on_postgres
async def test_restoring_and_deleting_at_once_do_not_both_succeed(database: str) -> None:
    first, second = await an_interaction(), await an_interaction()
    await cancel_interactions([first.id, second.id], now=LATER)
    deleted, restored = await contend_for_row(
        database,
        "interaction",
        first.id,
        delete_interaction(first.id),
        restore_interactions([first.id], now=LATER),
    )
    assert deleted.interaction_id == first.id and refusal_of(restored) == [Code.NOT_FOUND]
    restored, deleted = await contend_for_row(
        database,
        "interaction",
        second.id,
        restore_interactions([second.id], now=LATER),
        delete_interaction(second.id),
    )
    assert restored.changed and refusal_of(deleted) == [Code.MUST_CANCEL_FIRST]


@on_postgres
async def test_of_two_who_cancel_at_once_the_first_is_named(database: str) -> None:
    entry = await an_interaction()
    first, second = await contend_for_row(
        database,
        "interaction",
        entry.id,
        done_by("Ann", cancel_interactions([entry.id], now=LATER)),
        done_by("Bob", cancel_interactions([entry.id], now=LATER)),
    )
    assert (first.changed, second.changed) == (True, False)
    assert await marks(entry) == [("CANCELED", LATER, "Ann", 2)]


@on_postgres
async def test_no_entry_is_restored_into_a_segment_that_is_being_canceled(database: str) -> None:
    segment, [first, second] = await entries_of_a_segment()
    await cancel_interactions([first.id], now=LATER)
    async with stranger(database, ROW.format("interaction"), second.id) as connection:
        canceling = asyncio.ensure_future(cancel_segment(segment.id, now=STILL_LATER))
        await waiting(connection, 1)
        restoring = asyncio.ensure_future(restore_interactions([first.id], now=STILL_LATER))
        await waiting(connection, 2)
    await canceling
    with refused((Code.SEGMENT_CANCELED, "interaction_ids.0")):
        await restoring
    assert [mark[0] for mark in await marks(first, second)] == ["CANCELED", "CANCELED"]
