"""Rules of correcting entries of the log: what they said is kept, sums follow, letters stay."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.campaigns.statistics import campaign_statistics
from db.errors import Code
from db.interactions.canceling import cancel_interactions
from db.interactions.correcting import (
    CorrectedField,
    CorrectedValues,
    correct_interaction,
    corrected_fields,
    corrected_values,
)
from db.interactions.postponing import delete_interaction
from db.letter_contents.letters import letters_of
from db.models import (
    Evaluation,
    InformationFlow,
    InitiatedBy,
    Interaction,
    InteractionCorrection,
    MarketingSetup,
)
from db.segments.logging import log_segment
from db.writes.validation import Money
from tests.builders import (
    a_campaign,
    a_postponed_interaction,
    a_segment,
    a_segment_letter_content,
    an_interaction,
)
from tests.conftest import NOW
from tests.refusals import refused

LATER, BEFORE = NOW + timedelta(hours=1), NOW - timedelta(days=3)
EVERYTHING: dict[str, Any] = {
    "description": "A visit",
    "occurred_at": BEFORE,
    "duration_minutes": 45,
    "cost": Money(Decimal("12.5")),
    "evaluation": Evaluation.POSITIVE,
    "information_flow": InformationFlow.INBOUND,
    "initiated_by": InitiatedBy.THEM,
    "attempt_failed": True,
}


async def test_every_field_is_corrected_and_what_it_said_is_kept() -> None:
    entry = await an_interaction(description="A call", cost=Money(Decimal(3)), duration_minutes=5)
    corrected = await correct_interaction(
        entry.id, EVERYTHING, reason="It was no call", expected_revision=1, now=LATER
    )
    after = await Interaction.get(id=entry.id)
    values: dict[str, Any] = EVERYTHING | {"cost": Decimal("12.5")}
    now = CorrectedValues(**values)
    assert corrected.changed and {name: getattr(after, name) for name in EVERYTHING} == vars(now)
    assert (after.revision, after.updated_at) == (2, LATER)
    [kept] = await InteractionCorrection.filter(interaction_id=entry.id)
    assert (kept.reason, kept.created_at) == ("It was no call", LATER)
    assert corrected_fields(kept.after) == [*CorrectedField] == corrected_fields(kept.before)
    assert corrected_values(kept.after) == now
    assert corrected_values(kept.before) == CorrectedValues(
        "A call", NOW, 5, Decimal(3), None, entry.information_flow, entry.initiated_by, False
    )


async def test_only_what_differs_is_kept_and_each_correction_is_one_row() -> None:
    entry = await an_interaction(description="A call")
    await correct_interaction(entry.id, {"description": "A visit", "attempt_failed": False}, now=LATER)
    await correct_interaction(entry.id, {"description": "Two visits"}, now=LATER)
    rows = await InteractionCorrection.filter(interaction_id=entry.id).order_by("id")
    assert [(row.before, row.after, row.reason) for row in rows] == [
        ('{"description":"A call"}', '{"description":"A visit"}', None),
        ('{"description":"A visit"}', '{"description":"Two visits"}', None),
    ]


async def test_what_it_says_already_corrects_nothing() -> None:
    entry = await an_interaction(description="A call")
    corrected = await correct_interaction(entry.id, {"description": " A call "}, reason="Why?", now=LATER)
    assert (corrected.changed, corrected.correction) == (False, None)
    assert await InteractionCorrection.all().count() == 0
    assert (await Interaction.get(id=entry.id)).revision == 1


@pytest.mark.parametrize(
    "name", ["duration_minutes", "cost", "evaluation", "information_flow", "initiated_by"]
)
async def test_what_may_be_unknown_is_cleared(name: str) -> None:
    entry = await an_interaction(**{name: EVERYTHING[name]})
    await correct_interaction(entry.id, {name: None}, now=LATER)
    assert getattr(await Interaction.get(id=entry.id), name) is None


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"description": None}, (Code.REQUIRED, "values.description")),
        ({"description": "x" * 101}, (Code.TOO_LONG, "values.description")),
        ({"occurred_at": None}, (Code.REQUIRED, "values.occurred_at")),
        ({"attempt_failed": None}, (Code.REQUIRED, "values.attempt_failed")),
        ({"duration_minutes": -1}, (Code.OUT_OF_RANGE, "values.duration_minutes")),
        ({"cost": Money(Decimal(1), "XAF")}, (Code.INVALID, "values.cost")),
    ],
)
async def test_values_are_checked_as_those_of_a_new_entry(
    values: dict[str, Any], problem: tuple[Code, str]
) -> None:
    entry = await an_interaction()
    with refused(problem, (Code.TOO_LONG, "reason")):
        await correct_interaction(entry.id, values, reason="x" * 201, now=LATER)
    assert await InteractionCorrection.all().count() == 0


async def test_only_a_logged_entry_at_the_revision_that_was_seen_is_corrected() -> None:
    postponed, canceled, logged = (
        await a_postponed_interaction(), await an_interaction(), await an_interaction()
    )  # fmt: skip
    await cancel_interactions([canceled.id], now=NOW)
    for entry in (postponed, canceled):
        with refused((Code.NOT_LOGGED, "interaction_id")):
            await correct_interaction(entry.id, {"description": "x"}, now=LATER)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await correct_interaction(logged.id, {"description": "x"}, expected_revision=4, now=LATER)
    with refused((Code.NOT_FOUND, "interaction_id")):
        await correct_interaction(999_999, {"description": "x"}, now=LATER)


async def test_the_sums_of_the_campaign_follow() -> None:
    campaign = await a_campaign()
    segment = await a_segment(2, campaign_id=campaign.id)
    await log_segment(segment.id, now=NOW)
    first = await Interaction.filter(segment_id=segment.id).order_by("id").first()
    assert first is not None
    before = (await campaign_statistics([campaign.id]))[campaign.id]
    more = (first.cost or Decimal(0)) + 10
    await correct_interaction(first.id, {"cost": Money(more), "attempt_failed": True}, now=LATER)
    after = (await campaign_statistics([campaign.id]))[campaign.id]
    assert after.total_cost == before.total_cost + 10
    assert after.failed_attempt_count == before.failed_attempt_count + 1


async def test_a_letter_that_was_logged_stays_what_it_was() -> None:
    segment = await a_segment(1)
    await a_segment_letter_content(segment, subject="{{ interaction.description }}")
    await log_segment(segment.id, now=NOW)
    entry = await Interaction.get(segment_id=segment.id)
    before = await letters_of([entry.id])
    await correct_interaction(entry.id, {"description": "Another", "occurred_at": BEFORE}, now=LATER)
    assert await letters_of([entry.id]) == before


async def test_corrections_go_with_their_entry() -> None:
    entry = await an_interaction()
    await correct_interaction(entry.id, {"description": "x"}, now=LATER)
    await cancel_interactions([entry.id], now=LATER)
    await delete_interaction(entry.id)
    assert await InteractionCorrection.all().count() == 0


async def test_amounts_are_of_the_local_currency() -> None:
    await MarketingSetup.filter(id=1).update(currency="JPY")
    entry = await an_interaction()
    with refused((Code.INVALID, "values.cost")):
        await correct_interaction(entry.id, {"cost": Money(Decimal("1.5"))}, now=LATER)
