"""Undoing steps: what was added goes, what was removed comes back as it was."""

from __future__ import annotations

from datetime import datetime

import pytest
from tortoise.exceptions import IntegrityError

from db.contacts.deleting import delete_contact
from db.contacts.finding import find_contacts
from db.errors import Code
from db.models import Contact, Segment, SegmentLine, SegmentStep, StepOption
from db.segments.choosing import add_segment_contacts_by_criteria, reduce_segment, refine_segment
from db.segments.editing import ApplyTo, delete_segment, update_segment
from db.segments.finding import find_segments
from db.segments.follow_up import FollowUp
from db.segments.lines import add_segment_contacts, personalize_segment_lines, remove_segment_lines
from db.segments.logging import log_segment
from db.segments.previewing import preview_segment_log
from db.segments.saved_criteria import save_segment_criteria
from db.segments.undoing import undo_segment_step
from db.sql import statements
from db.sql.keyset_pages import Window, find_page
from db.templates.editing import delete_interaction_template
from tests.builders import a_segment, a_template
from tests.conftest import NOW
from tests.db.segments.criteria_world import EVERYBODY, a_world, contact, names_on, steps_of
from tests.db.segments.lines import euros, lines_of, shown_on
from tests.refusals import refused


async def test_undo_brings_lines_back_with_what_was_personalized(now: datetime) -> None:
    segment = await a_segment(3)
    first, second, _ = await lines_of(segment)
    values = {"cost": euros(7), "description": "Dear Ann", "language": "de"}
    await personalize_segment_lines([second.id], values, now=now)
    before = await shown_on(segment)
    everybody = {"number": {"is_null": False}}
    for reduce in (
        lambda: reduce_segment(segment.id, everybody, now=now),
        lambda: remove_segment_lines([second.id, first.id], now=now),
    ):
        await reduce()
        assert len(await lines_of(segment)) < 3
        undone = await undo_segment_step(segment.id, now=now)
        assert undone.restored_count >= 2 and undone.removed_count == 0
        assert await shown_on(segment) == before


async def test_undo_takes_away_just_the_lines_that_the_step_added(now: datetime) -> None:
    world = await a_world()
    bea = await contact("Bea")
    await add_segment_contacts(world.segment.id, [bea.id], now=now)
    again = [StepOption.ALLOW_EXISTING]
    step = (await add_segment_contacts_by_criteria(world.segment.id, EVERYBODY, options=again, now=now)).step
    undone = await undo_segment_step(world.segment.id, now=now)
    assert (undone.step_id, undone.removed_count, undone.restored_count) == (step.id, 6, 0)
    assert await names_on(world.segment) == ["Bea"]
    assert await SegmentLine.all().count() == 1


async def test_steps_are_undone_from_the_last_to_the_first(now: datetime) -> None:
    world = await a_world()
    await add_segment_contacts_by_criteria(world.segment.id, EVERYBODY, now=now)
    everybody = await names_on(world.segment)
    await reduce_segment(world.segment.id, {"country_code": {"eq": "DE"}}, now=now)
    reduced = await names_on(world.segment)
    await refine_segment(world.segment.id, {"name": {"eq": "Eve"}}, now=now)
    await add_segment_contacts(world.segment.id, [(await contact("Bea")).id], now=now)
    seen = []
    for _ in range(4):
        await undo_segment_step(world.segment.id, now=now)
        seen.append(await names_on(world.segment))
    assert seen == [["Eve"], reduced, everybody, []]
    assert await steps_of(world.segment) == []
    with refused((Code.SEGMENT_HAS_NO_STEPS, "segment_id")):
        await undo_segment_step(world.segment.id, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await undo_segment_step(world.segment.id, expected_revision=1, now=now)


async def test_a_contact_that_was_deleted_meanwhile_does_not_come_back(now: datetime) -> None:
    segment = await a_segment(2)
    gone, kept = await lines_of(segment)
    await remove_segment_lines([gone.id, kept.id], now=now)
    await delete_contact(gone.contact_id or 0, now=now)
    undone = await undo_segment_step(segment.id, now=now)
    assert undone.restored_count == 1
    assert [line.id for line in await lines_of(segment)] == [kept.id]
    assert await SegmentLine.all().count() == 1


async def test_lines_that_were_removed_follow_a_change_of_the_segment(now: datetime) -> None:
    segment = await a_segment(2, cost=euros(5))
    removed, _ = await lines_of(segment)
    await personalize_segment_lines([removed.id], {"duration_minutes": 9}, now=now)
    await remove_segment_lines([removed.id], now=now)
    await update_segment(segment.id, {}, {"cost": euros(6)}, apply_to=ApplyTo.NONE, now=now)
    await update_segment(segment.id, {}, {"duration_minutes": 3}, apply_to=ApplyTo.ALL, now=now)
    await undo_segment_step(segment.id, now=now)
    shown = [(line["cost"], line["duration_minutes"]) for line in await shown_on(segment)]
    assert shown == [(5, 3), (5, 3)]


async def test_no_list_count_or_log_sees_a_removed_line(now: datetime) -> None:
    segment = await a_segment(3)
    removed = (await lines_of(segment))[0]
    await remove_segment_lines([removed.id], now=now)
    assert (await preview_segment_log(segment.id, now=NOW)).contact_count == 2
    on = await find_page(find_contacts({"segment_id": segment.id}), Window(9))
    assert removed.contact_id not in [each.id for each in on.rows] and len(on.rows) == 2
    of = await find_page(find_segments({"contact_id": removed.contact_id}), Window(9))
    assert of.rows == []
    logged = await log_segment(segment.id, follow_up=FollowUp(), now=now)
    assert logged.logged_count == 2 and logged.follow_up
    assert len(await lines_of(logged.follow_up)) == 2
    assert await SegmentLine.filter(segment_id=logged.follow_up.id).count() == 2


async def test_a_segment_of_removed_lines_only_is_empty(now: datetime) -> None:
    segment = await a_segment(1)
    await remove_segment_lines([line.id for line in await lines_of(segment)], now=now)
    with refused((Code.SEGMENT_EMPTY, "segment_id")):
        await log_segment(segment.id, now=now)


async def test_a_segment_is_deleted_with_its_steps_and_all_its_lines(now: datetime) -> None:
    segment = await a_segment(3)
    await remove_segment_lines([line.id for line in await lines_of(segment)][:1], now=now)
    await delete_segment(segment.id)
    for model in (Segment, SegmentLine, SegmentStep):
        assert await model.all().count() == 0
    assert await Contact.all().count() == 3


async def test_what_a_removed_line_names_is_in_use_because_it_may_come_back(now: datetime) -> None:
    segment, template = await a_segment(1), await a_template()
    [line] = await lines_of(segment)
    await personalize_segment_lines([line.id], {"template_id": template.id}, now=now)
    await remove_segment_lines([line.id], now=now)
    with refused((Code.IN_USE, "interaction_template_id")):
        await delete_interaction_template(template.id)
    await undo_segment_step(segment.id, now=now)
    assert (await shown_on(segment))[0]["template_id"] == template.id


async def test_two_steps_never_stand_at_one_position() -> None:
    segment = await a_segment(1)
    await save_segment_criteria(segment.id, "ONE", now=NOW)
    for table, column in (("segment_step", "segment_id"), ("saved_criteria_step", "saved_criteria_id")):
        copied = f"{column}, position, kind, criteria, options, names, revision, created_at, updated_at"
        if table == "segment_step":
            copied += ", added_count, removed_count"
        with pytest.raises(IntegrityError):
            await statements.change_returning(f"INSERT INTO {table} ({copied}) SELECT {copied} FROM {table}")
