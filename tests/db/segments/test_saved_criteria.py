"""Saved criteria: kept under a code, taken again on the contacts of another day."""

from __future__ import annotations

import asyncio
from datetime import datetime

from db.contacts.deleting import delete_contact
from db.contacts.merging import merge_contacts
from db.errors import Code, Refused
from db.models import SavedCriteria, SavedCriteriaStep, StepKind, StepOption
from db.salespeople import delete_salesperson
from db.segments.choosing import add_segment_contacts_by_criteria, reduce_segment, refine_segment
from db.segments.lines import add_segment_contacts, remove_segment_lines
from db.segments.logging import log_segment
from db.segments.saved_criteria import (
    delete_saved_criteria,
    reuse_segment_criteria,
    save_segment_criteria,
    update_saved_criteria,
)
from db.segments.steps import summary_of
from tests.builders import a_company, a_contact, a_salesperson, a_segment
from tests.databases import on_postgres
from tests.db.interactions.racing import stranger, waiting
from tests.db.segments.criteria_world import EVERYBODY, a_world, names_on, steps_of
from tests.db.segments.lines import lines_of
from tests.refusals import refused
from tests.statements import counted_statements


async def test_saved_steps_are_taken_again_on_the_contacts_of_today(now: datetime) -> None:
    world = await a_world()
    await add_segment_contacts_by_criteria(world.segment.id, EVERYBODY, now=now)
    await reduce_segment(world.segment.id, {"country_code": {"eq": "DE"}}, now=now)
    saved = (
        await save_segment_criteria(world.segment.id, " spring ", "Not from Germany", now=now)
    ).saved_criteria
    assert (saved.code, saved.description) == ("SPRING", "Not from Germany")
    assert await names_on(world.segment) == ["Bea", "Cid", "Zenith", "Eve"]
    await a_contact(name="Gus", company_id=world.acme.id)
    new = await a_segment(0)
    reused = await reuse_segment_criteria(new.id, saved.id, now=now)
    assert await names_on(new) == ["Bea", "Cid", "Gus", "Zenith", "Eve"]
    assert [(step.kind, step.added_count, step.removed_count) for step in reused.steps] == [
        (StepKind.ADD, 7, 0), (StepKind.REDUCE, 0, 2),
    ]  # fmt: skip
    first, second = await steps_of(world.segment), await steps_of(new)
    assert [summary_of(step) for step in first] == [summary_of(step) for step in second]


async def test_a_refinement_by_entire_companies_is_one_when_it_is_reused(
    now: datetime,
) -> None:
    world = await a_world()
    await add_segment_contacts_by_criteria(world.segment.id, EVERYBODY, now=now)
    entire = [StepOption.ENTIRE_COMPANIES]
    await refine_segment(world.segment.id, {"name": {"eq": "Bea"}}, options=entire, now=now)
    assert await names_on(world.segment) == ["Acme", "Bea", "Cid"]
    saved = (await save_segment_criteria(world.segment.id, "ACME", now=now)).saved_criteria
    new = await a_segment(0)
    reused = await reuse_segment_criteria(new.id, saved.id, now=now)
    assert await names_on(new) == ["Acme", "Bea", "Cid"]
    assert reused.steps[1].chosen_options == entire


async def test_what_was_done_by_hand_is_done_again_with_those_who_are_still_there(now: datetime) -> None:
    segment = await a_segment(0)
    one, two, three = [await a_contact(name=name, excluded_from_segments=True) for name in ("A", "B", "C")]
    await add_segment_contacts(segment.id, [three.id, two.id, one.id], now=now)
    await remove_segment_lines([(await lines_of(segment))[0].id], now=now)
    saved = (await save_segment_criteria(segment.id, "HAND", now=now)).saved_criteria
    await remove_segment_lines([line.id for line in await lines_of(segment)], now=now)
    await delete_contact(two.id, now=now)
    new = await a_segment(0)
    await reuse_segment_criteria(new.id, saved.id, now=now)
    assert await names_on(new) == ["A"]


async def test_a_code_is_needed_and_unique_and_a_segment_without_steps_has_nothing_to_save(
    now: datetime,
) -> None:
    segment, empty = await a_segment(1), await a_segment(0)
    await save_segment_criteria(segment.id, "ONE", now=now)
    with refused((Code.NOT_UNIQUE, "code"), (Code.SEGMENT_HAS_NO_STEPS, "segment_id")):
        await save_segment_criteria(empty.id, "one", now=now)
    with refused((Code.REQUIRED, "code"), (Code.TOO_LONG, "description")):
        await save_segment_criteria(segment.id, " ", "x" * 101, now=now)
    with refused((Code.NOT_FOUND, "segment_id")):
        await save_segment_criteria(99, "TWO", now=now)
    assert await SavedCriteria.all().count() == 1


async def test_the_criteria_of_a_logged_segment_can_be_saved_but_not_used_on_it(now: datetime) -> None:
    segment = await a_segment(1)
    await log_segment(segment.id, now=now)
    saved = (await save_segment_criteria(segment.id, "ONE", now=now)).saved_criteria
    with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")):
        await reuse_segment_criteria(segment.id, saved.id, now=now)


async def test_saved_criteria_that_name_what_is_gone_are_not_half_used(now: datetime) -> None:
    salesperson = await a_salesperson()
    segment, new = await a_segment(1), await a_segment(0)
    await reduce_segment(segment.id, {"salesperson": {"in_": [salesperson.id]}}, now=now)
    saved = (await save_segment_criteria(segment.id, "ONE", now=now)).saved_criteria
    await delete_salesperson(salesperson.id)
    with refused((Code.NOT_FOUND, "saved_criteria_id.2.salesperson.in.0")):
        await reuse_segment_criteria(new.id, saved.id, now=now)
    assert (await lines_of(new), await steps_of(new)) == ([], [])


async def test_saved_criteria_that_name_a_merged_contact_mean_the_one_that_stayed(now: datetime) -> None:
    world = await a_world()
    by_company = {"entire_company": {"in_": [world.zenith.id]}}
    await add_segment_contacts_by_criteria(world.segment.id, by_company, now=now)
    await add_segment_contacts(world.segment.id, [world.acme.id], now=now)
    saved = (await save_segment_criteria(world.segment.id, "ZENITH", now=now)).saved_criteria
    for duplicate in (world.acme, world.zenith):
        kept = await a_company(name=f"New {duplicate.name}")
        await merge_contacts(kept.id, duplicate.id, now=now)
    new = await a_segment(0)
    reused = await reuse_segment_criteria(new.id, saved.id, now=now)
    assert await names_on(new) == ["New Zenith", "Eve", "New Acme"]
    assert summary_of(reused.steps[0]) == "Added contacts where the company is New Zenith."


async def test_saved_criteria_get_another_code_and_description_and_keep_their_steps(now: datetime) -> None:
    segment = await a_segment(1)
    saved = (await save_segment_criteria(segment.id, "ONE", "First", now=now)).saved_criteria
    other = (await save_segment_criteria(segment.id, "TWO", now=now)).saved_criteria
    updated = await update_saved_criteria(saved.id, {"code": "three", "description": None}, now=now)
    after = await SavedCriteria.get(id=saved.id)
    assert updated.changed and (after.code, after.description, after.revision) == ("THREE", None, 2)
    assert await SavedCriteriaStep.filter(saved_criteria_id=saved.id).count() == 1
    assert not (await update_saved_criteria(saved.id, {"code": "THREE"}, now=now)).changed
    with refused((Code.NOT_UNIQUE, "code")):
        await update_saved_criteria(other.id, {"code": "three"}, now=now)
    with refused((Code.REQUIRED, "code"), (Code.TOO_LONG, "description")):
        await update_saved_criteria(other.id, {"code": None, "description": "x" * 101}, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await update_saved_criteria(saved.id, {"code": "FOUR"}, expected_revision=1, now=now)


async def test_deleted_saved_criteria_are_gone_with_their_steps(now: datetime) -> None:
    segment = await a_segment(1)
    saved = (await save_segment_criteria(segment.id, "ONE", now=now)).saved_criteria
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await delete_saved_criteria(saved.id, expected_revision=2)
    assert (await delete_saved_criteria(saved.id, expected_revision=1)).id == saved.id
    assert await SavedCriteriaStep.all().count() == 0
    with refused((Code.NOT_FOUND, "saved_criteria_id")):
        await delete_saved_criteria(saved.id)
    with refused((Code.NOT_FOUND, "saved_criteria_id")):
        await reuse_segment_criteria(segment.id, saved.id, now=now)
    assert len(await steps_of(segment)) == 1


async def test_saving_and_reusing_costs_no_statement_for_each_line(now: datetime) -> None:
    counts = []
    for size in (3, 100):
        segment, new = await a_segment(size), await a_segment(0)
        with counted_statements() as statements:
            saved = (await save_segment_criteria(segment.id, f"S{size}", now=now)).saved_criteria
            await reuse_segment_criteria(new.id, saved.id, now=now)
        counts.append(len(statements))
        assert len(await lines_of(new)) == size
    assert counts[0] == counts[1]


async def test_criteria_are_reused_only_on_a_segment_without_steps_if_so_asked(now: datetime) -> None:
    segment, new = await a_segment(1), await a_segment(0)
    saved = (await save_segment_criteria(segment.id, "ONE", now=now)).saved_criteria
    await reuse_segment_criteria(new.id, saved.id, only_without_steps=True, now=now)
    with refused((Code.SEGMENT_HAS_STEPS, "only_without_steps")):
        await reuse_segment_criteria(new.id, saved.id, only_without_steps=True, now=now)
    assert len(await steps_of(new)) == 1


@on_postgres
async def test_of_two_who_save_under_one_code_one_is_refused(database: str, now: datetime) -> None:
    one, two = await a_segment(1), await a_segment(1)
    async with stranger(database, "LOCK TABLE saved_criteria IN SHARE MODE") as other:
        saves = [asyncio.ensure_future(save_segment_criteria(each.id, "ONE", now=now)) for each in (one, two)]
        await waiting(other, 2)
    answers = await asyncio.gather(*saves, return_exceptions=True)
    [failed] = [answer for answer in answers if isinstance(answer, Refused)]
    assert [(problem.code, problem.path) for problem in failed.problems] == [(Code.NOT_UNIQUE, ("code",))]
    assert await SavedCriteria.all().count() == 1
