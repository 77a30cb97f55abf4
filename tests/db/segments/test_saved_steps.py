"""Rules of the steps of saved criteria: replaced as a whole, those that stay by their ids."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.errors import Code
from db.models import SavedCriteria, SavedCriteriaStep, StepKind, StepOption
from db.segments.choosing import add_segment_contacts_by_criteria, reduce_segment
from db.segments.lines import add_segment_contacts
from db.segments.saved_criteria import save_segment_criteria, update_saved_criteria
from db.segments.saved_steps import StepGiven, StepKept
from db.segments.steps import summary_of
from tests.builders import a_contact, a_salesperson, a_segment
from tests.conftest import NOW
from tests.db.segments.criteria_world import EVERYBODY
from tests.refusals import refused
from tests.statements import counted_statements


async def kept_by(code: str = "SPRING") -> tuple[SavedCriteria, list[SavedCriteriaStep]]:
    """Saved criteria with three steps, the second made by hand."""
    segment = await a_segment(0)
    await add_segment_contacts_by_criteria(segment.id, EVERYBODY, now=NOW)
    await add_segment_contacts(segment.id, [(await a_contact()).id], now=NOW)
    await reduce_segment(segment.id, {"name": {"eq": "nobody"}}, now=NOW)
    saved = (await save_segment_criteria(segment.id, code, now=NOW)).saved_criteria
    return saved, await SavedCriteriaStep.filter(saved_criteria_id=saved.id).order_by("position")


def given(kind: StepKind = StepKind.REFINE, **criteria: Any) -> StepGiven:
    return StepGiven(kind, criteria, [StepOption.ENTIRE_COMPANIES], kind.value.lower())


async def test_steps_are_replaced_and_those_that_stay_keep_their_ids_and_what_they_say(now: datetime) -> None:
    saved, (first, by_hand, last) = await kept_by()
    other, _ = await kept_by("OTHER")
    salesperson = await a_salesperson(code="PS")
    new = given(salesperson={"eq": salesperson.id})
    steps = [StepKept(by_hand.id), new, StepKept(first.id)]
    updated = await update_saved_criteria(saved.id, {}, steps=steps, now=now)
    assert (updated.changed, updated.saved_criteria.revision) == (True, 2)
    [written] = updated.new_steps
    assert updated.deleted_step_ids == [last.id]
    after = await SavedCriteriaStep.filter(saved_criteria_id=saved.id).order_by("position")
    assert [(step.id, step.position) for step in after] == [(by_hand.id, 1), (written.id, 2), (first.id, 3)]
    assert [after[0].criteria, after[2].criteria] == [by_hand.criteria, first.criteria]
    assert summary_of(after[1]) == (
        "Keep only contacts where the salesperson is PS, with their entire companies."
    )
    assert await SavedCriteriaStep.filter(saved_criteria_id=other.id).count() == 3


async def test_steps_that_all_stay_in_their_order_change_nothing(now: datetime) -> None:
    saved, steps = await kept_by()
    updated = await update_saved_criteria(saved.id, {}, steps=[StepKept(each.id) for each in steps], now=now)
    assert (updated.changed, updated.saved_criteria.revision) == (False, 1)
    order = [StepKept(each.id) for each in reversed(steps)]
    assert (await update_saved_criteria(saved.id, {"code": "new"}, steps=order, now=now)).changed
    assert (await SavedCriteria.get(id=saved.id)).revision == 2


async def test_all_problems_of_steps_are_told_at_their_places(now: datetime) -> None:
    saved, (first, *_) = await kept_by()
    _, (foreign, *_) = await kept_by("OTHER")
    with refused(
        (Code.REQUIRED, "code"),
        (Code.NOT_FOUND, "steps.0.step_id"),
        (Code.CRITERIA_EMPTY, "steps.1.refine.criteria"),
        (Code.INVALID, "steps.3.step_id"),
    ):
        steps = [StepKept(foreign.id), given(), StepKept(first.id), StepKept(first.id)]
        await update_saved_criteria(saved.id, {"code": ""}, steps=steps, now=now)
    with refused((Code.REQUIRED, "steps")):
        await update_saved_criteria(saved.id, {}, steps=[], now=now)
    with refused((Code.NOT_FOUND, "steps.0.add.criteria.salesperson.in.1")):
        ids = [(await a_salesperson()).id, 99]
        await update_saved_criteria(
            saved.id, {}, steps=[given(StepKind.ADD, salesperson={"in_": ids})], now=now
        )
    assert await SavedCriteriaStep.filter(saved_criteria_id=saved.id).count() == 3


async def test_steps_of_any_number_cost_the_same_statements(now: datetime) -> None:
    counts = []
    for size in (2, 40):
        saved, _ = await kept_by(f"N{size}")
        salespeople = [(await a_salesperson()).id for _ in range(size)]
        steps = [given(salesperson={"eq": each}) for each in salespeople]
        with counted_statements() as statements:
            await update_saved_criteria(saved.id, {}, steps=steps, now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1]
