"""Steps at the same moment: one after the other, before the log or refused, and no contact in between."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from db.contacts.deleting import delete_contact
from db.errors import Code, Refused
from db.segments.choosing import add_segment_contacts_by_criteria, reduce_segment, refine_segment
from db.segments.lines import remove_segment_lines
from db.segments.logging import log_segment
from db.segments.undoing import undo_segment_step
from tests.builders import a_contact, a_segment
from tests.databases import on_postgres
from tests.db.interactions.racing import ROW, contend_for_row, stranger, waiting
from tests.db.segments.criteria_world import EVERYBODY, steps_of
from tests.db.segments.lines import entries_of, lines_of

pytestmark = on_postgres


def codes(answer: Any) -> list[Code]:
    assert isinstance(answer, Refused), answer
    return [problem.code for problem in answer.problems]


async def test_two_reductions_remove_each_line_once(database: str, now: datetime) -> None:
    segment = await a_segment(4)
    first, second = await contend_for_row(
        database, "segment", segment.id,
        reduce_segment(segment.id, EVERYBODY, now=now), reduce_segment(segment.id, EVERYBODY, now=now),
    )  # fmt: skip
    assert (first.step.removed_count, second.step.removed_count) == (4, 0)
    assert [step.position for step in await steps_of(segment)] == [1, 2, 3]
    await undo_segment_step(segment.id, now=now)
    assert await lines_of(segment) == []
    await undo_segment_step(segment.id, now=now)
    assert len(await lines_of(segment)) == 4


async def test_two_additions_add_each_contact_once(database: str, now: datetime) -> None:
    segment, _ = await a_segment(0), [await a_contact() for _ in range(3)]
    answers = await contend_for_row(
        database, "segment", segment.id,
        *(add_segment_contacts_by_criteria(segment.id, EVERYBODY, now=now) for _ in range(2)),
    )  # fmt: skip
    assert [answer.step.added_count for answer in answers] == [3, 0]


async def test_a_reduction_comes_before_the_log_or_is_refused(database: str, now: datetime) -> None:
    for log_first in (True, False):
        segment = await a_segment(3)
        one = (await lines_of(segment))[0].contact_id
        others = {"contact_ids": [one]}
        reduce, log = refine_segment(segment.id, others, now=now), log_segment(segment.id, now=now)
        answers = await contend_for_row(
            database, "segment", segment.id, *([log, reduce] if log_first else [reduce, log])
        )
        if log_first:
            assert codes(answers[1]) == [Code.SEGMENT_ALREADY_LOGGED]
        else:
            assert answers[0].step.removed_count == 2
        assert len(await entries_of(segment)) == len(await lines_of(segment)) == (3 if log_first else 1)


async def test_a_contact_that_is_just_deleted_is_passed_over(database: str, now: datetime) -> None:
    segment, kept, gone = await a_segment(0), await a_contact(), await a_contact()
    deleted, taken = await contend_for_row(
        database, "contact", gone.id,
        delete_contact(gone.id, now=now),
        add_segment_contacts_by_criteria(segment.id, EVERYBODY, now=now),
    )  # fmt: skip
    assert (deleted.contact_id, taken.step.added_count) == (gone.id, 1)
    assert [line.contact_id for line in await lines_of(segment)] == [kept.id]


async def test_a_contact_comes_back_or_is_deleted_never_both(database: str, now: datetime) -> None:
    for delete_first in (True, False):
        segment = await a_segment(1)
        [line] = await lines_of(segment)
        await remove_segment_lines([line.id], now=now)
        undo = undo_segment_step(segment.id, now=now)
        delete = delete_contact(line.contact_id or 0, now=now)
        order = [delete, undo] if delete_first else [undo, delete]
        answers = await contend_for_row(database, "contact", line.contact_id or 0, *order)
        if delete_first:
            assert answers[1].restored_count == 0 and await lines_of(segment) == []
        else:
            assert answers[0].restored_count == 1 and codes(answers[1]) == [Code.CONTACT_ON_SEGMENT]


async def test_an_undo_waits_for_the_step_before_it(database: str, now: datetime) -> None:
    segment = await a_segment(2)
    async with stranger(database, ROW.format("segment"), segment.id) as other:
        reduce = asyncio.ensure_future(reduce_segment(segment.id, EVERYBODY, now=now))
        await waiting(other, 1)
        undo = asyncio.ensure_future(undo_segment_step(segment.id, now=now))
        await waiting(other, 2)
    taken, undone = await asyncio.gather(reduce, undo)
    assert (undone.step_id, undone.restored_count) == (taken.step.id, 2)
