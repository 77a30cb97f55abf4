"""Adding, reducing and refining by criteria: whom each option brings along, and what is written down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from db.contacts.editing import update_contact
from db.errors import Code
from db.models import ContactKind, Segment, StepKind, StepOption
from db.segments.choosing import (
    add_segment_contacts_by_criteria,
    preview_segment_criteria,
    reduce_segment,
    refine_segment,
)
from db.segments.lines import add_segment_contacts, personalize_segment_lines, remove_segment_lines
from db.segments.logging import log_segment
from db.segments.steps import summary_of
from db.segments.undoing import undo_segment_step
from tests.builders import a_contact, a_segment
from tests.conftest import NOW
from tests.db.segments.criteria_world import EVERYBODY, a_world, added, names_on, steps_of
from tests.db.segments.lines import a_crowd, euros, lines_of
from tests.refusals import refused
from tests.statements import counted_statements

BEA = {"name": {"eq": "Bea"}}


async def test_contacts_are_added_by_company_then_kind_then_name() -> None:
    world = await a_world()
    await a_contact(name="Aaron", number="X1")
    everybody = ["Aaron", "Fay", "Acme", "Bea", "Cid", "Zenith", "Eve"]
    assert await added(world.segment, **EVERYBODY) == everybody


async def test_excluded_contacts_are_left_out_unless_that_is_ignored() -> None:
    world = await a_world()
    zenith = {"entire_company": {"in_": [world.zenith.id]}}
    assert await added(world.segment, **zenith) == ["Zenith", "Eve"]
    assert await added(world.segment, StepOption.IGNORE_EXCLUSION, **zenith) == ["Dan"]


async def test_expanding_companies_brings_everyone_of_them_and_the_company() -> None:
    world = await a_world()
    assert await added(world.segment, StepOption.EXPAND_COMPANIES, **BEA) == ["Acme", "Bea", "Cid"]
    fay = {"name": {"in_": ["Fay", "Zenith"]}}
    # The exclusion comes after the expansion.
    assert await added(await a_segment(0), StepOption.EXPAND_COMPANIES, **fay) == ["Fay", "Zenith", "Eve"]


async def test_including_companies_brings_the_company_of_each_person_and_nobody_else() -> None:
    world = await a_world()
    assert await added(world.segment, StepOption.INCLUDE_COMPANIES, name={"in_": ["Bea", "Fay"]}) == [
        "Fay", "Acme", "Bea",
    ]  # fmt: skip


async def test_those_on_the_segment_are_passed_over_unless_they_are_allowed() -> None:
    world = await a_world()
    assert await added(world.segment, **BEA) == ["Bea"]
    assert await added(world.segment, **BEA) == []
    assert await added(world.segment, StepOption.ALLOW_EXISTING, **BEA) == ["Bea"]
    assert await names_on(world.segment) == ["Bea", "Bea"]
    await remove_segment_lines([line.id for line in await lines_of(world.segment)], now=NOW)
    assert await added(world.segment, **BEA) == ["Bea"]


async def test_reducing_removes_those_who_meet_the_criteria(now: datetime) -> None:
    world = await a_world()
    await added(world.segment, **EVERYBODY)
    taken = await reduce_segment(world.segment.id, {"city": {"eq": "berlin"}}, now=now)
    assert (taken.step.kind, taken.step.removed_count) == (StepKind.REDUCE, 3)
    assert await names_on(world.segment) == ["Cid", "Zenith", "Eve"]


async def test_refining_keeps_those_who_meet_the_criteria(now: datetime) -> None:
    world = await a_world()
    await added(world.segment, **EVERYBODY)
    taken = await refine_segment(world.segment.id, {"city": {"eq": "berlin"}}, now=now)
    assert (taken.step.kind, taken.step.removed_count) == (StepKind.REFINE, 3)
    assert await names_on(world.segment) == ["Fay", "Acme", "Bea"]


async def test_entire_companies_go_and_stay_with_any_of_their_people(now: datetime) -> None:
    world = await a_world()
    await added(world.segment, **EVERYBODY)
    entire = [StepOption.ENTIRE_COMPANIES]
    # Dan is not on the segment, but he makes his company meet the criteria.
    await reduce_segment(world.segment.id, {"name": {"eq": "Dan"}}, options=entire, now=now)
    assert await names_on(world.segment) == ["Fay", "Acme", "Bea", "Cid"]
    await refine_segment(world.segment.id, BEA, options=entire, now=now)
    assert await names_on(world.segment) == ["Acme", "Bea", "Cid"]


async def test_each_action_is_one_step_even_if_it_moved_nobody(now: datetime) -> None:
    world = await a_world()
    nobody = {"name": {"eq": "Nobody"}}
    await add_segment_contacts_by_criteria(world.segment.id, nobody, now=now)
    await reduce_segment(world.segment.id, nobody, now=now)
    await refine_segment(world.segment.id, nobody, now=now)
    steps = await steps_of(world.segment)
    assert [(step.position, step.kind, step.added_count, step.removed_count) for step in steps] == [
        (1, StepKind.ADD, 0, 0), (2, StepKind.REDUCE, 0, 0), (3, StepKind.REFINE, 0, 0),
    ]  # fmt: skip
    assert (await Segment.get(id=world.segment.id)).revision == 4


async def test_what_is_done_by_hand_is_a_step_too(now: datetime) -> None:
    segment, person = await a_segment(2), await a_contact()
    await add_segment_contacts(segment.id, [person.id], now=now)
    await add_segment_contacts(segment.id, [person.id], now=now)
    lines = await lines_of(segment)
    await remove_segment_lines([line.id for line in lines[:2]], now=now)
    steps = await steps_of(segment)
    assert [(step.kind, step.added_count, step.removed_count) for step in steps] == [
        (StepKind.ADD_BY_HAND, 2, 0), (StepKind.ADD_BY_HAND, 1, 0), (StepKind.REMOVE_BY_HAND, 0, 2),
    ]  # fmt: skip
    assert [line.added_by_step_id for line in lines] == [steps[0].id, steps[0].id, steps[1].id]
    assert [summary_of(step) for step in steps[1:]] == ["Contacts added by hand.", "Lines removed by hand."]


async def test_a_step_says_in_words_what_it_asked_for(now: datetime) -> None:
    world = await a_world()
    other = await a_segment(0, number="OTHER")
    criteria = {
        "country_code": {"in_": ["DE", "AT", "CH"], "is_null": False},
        "name": {"contains": "e"},
        "kind": ContactKind.PERSON,
        "entire_company": {"in_": [world.acme.id]},
        "not_on_segment_ids": [other.id],
        "excluded_from_segments": False,
        "interactions": {
            "salesperson": {"in_": [world.salesperson_id]},
            "evaluation": ["VERY_POSITIVE"],
            "occurred_at": {"from_": datetime.fromisoformat("2026-01-01T00:00:00+00:00"), "until": now},
        },
    }
    options = [StepOption.EXPAND_COMPANIES, StepOption.ALLOW_EXISTING]
    taken = await add_segment_contacts_by_criteria(world.segment.id, criteria, options=options, now=now)
    summary = (
        "Added contacts where the country is DE, AT or CH, the country is not empty, the name contains e,"
        " the kind is person, the company is Acme, the contact is not on segment OTHER, the contact is not"
        " excluded from segments, in one past interaction the salesperson was PS, the evaluation is very positive,"
        " it happened from 2026-01-01 and it happened before 2026-03-02 09:30 UTC,"
        " with everyone of their companies, even those on the segment already."
    )
    assert summary_of(taken.step) == summary
    preview = await preview_segment_criteria(world.segment.id, criteria, options=options)
    assert preview.summary == summary.replace("Added", "Add")
    await update_contact(world.acme.id, {"name": "Acme & Sons"}, now=now)
    assert summary_of((await steps_of(world.segment))[0]) == summary


Verb = Callable[..., Awaitable[Any]]
VERBS: tuple[Verb, ...] = (add_segment_contacts_by_criteria, reduce_segment, refine_segment)


async def test_only_an_open_segment_is_chosen_for_and_only_at_the_expected_revision(now: datetime) -> None:
    await a_world()
    segment = await a_segment(2)
    for verb in VERBS:
        with refused((Code.REVISION_CONFLICT, "expected_revision")):
            await verb(segment.id, BEA, expected_revision=7, now=now)
        with refused((Code.NOT_FOUND, "segment_id")):
            await verb(segment.id + 1, BEA, now=now)
    await log_segment(segment.id, now=now)
    for verb in (*VERBS, *(lambda of, _, now: undo_segment_step(of, now=now),)):
        with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")):
            await verb(segment.id, BEA, now=now)
    assert len(await lines_of(segment)) == 2


async def test_no_line_adds_a_statement_to_a_step(now: datetime) -> None:
    counts = []
    for size in (3, 300):
        await a_crowd(size, name=f"Crowd {size}")
        segment, crowd = await a_segment(0), {"name": {"eq": f"Crowd {size}"}}
        with counted_statements() as statements:
            await add_segment_contacts_by_criteria(segment.id, crowd, now=now)
            await refine_segment(segment.id, crowd, now=now)
            await reduce_segment(segment.id, crowd, options=[StepOption.ENTIRE_COMPANIES], now=now)
            await undo_segment_step(segment.id, now=now)
        counts.append(len(statements))
        # The pattern of the crowd has its name, too.
        assert len(await lines_of(segment)) == size + 1
    # Lock, step, change, note, revision: five each; on SQLite one more counts what changed.
    assert counts[0] == counts[1] <= 4 * 7


async def test_a_line_that_was_removed_is_gone_to_everybody_but_undo(now: datetime) -> None:
    segment = await a_segment(2)
    line, _ = await lines_of(segment)
    await remove_segment_lines([line.id], now=now)
    with refused((Code.NOT_FOUND, "line_ids.0")):
        await personalize_segment_lines([line.id], {"cost": euros(1)}, now=now)
    with refused((Code.NOT_FOUND, "line_ids.0")):
        await remove_segment_lines([line.id], now=now)
    logged = await log_segment(segment.id, now=now)
    assert (logged.logged_count, logged.skipped_count) == (1, 0)
