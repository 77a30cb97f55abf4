"""Rules of going on with a logged segment later, with those whose outcome is the one that was asked for."""

from __future__ import annotations

from typing import Any

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.errors import Code
from db.interactions.remarking import evaluate_interaction
from db.marketing_setup import update_marketing_setup
from db.models import Evaluation, Interaction, Segment, SegmentLine, SegmentStatus
from db.segments.canceling import cancel_segment
from db.segments.follow_up import (
    FollowUp,
    FollowUpReport,
    create_follow_up_segment,
    report_follow_up,
)
from db.segments.logging import log_segment
from db.segments.outcomes import Outcome
from tests.builders import (
    a_contact,
    a_segment,
)
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.racing import contend_for_row
from tests.db.segments.following import (
    LATER,
    LATEST,
    a_logged_segment,
    followed,
    held,
    left_out,
)
from tests.db.segments.lines import VALUES, a_crowd, a_line, entries_of, euros, lines_of
from tests.refusals import refused
from tests.statements import counted_statements
from tests.writing import keyed


async def test_a_follow_up_is_chosen_by_outcome_and_reports_blocked_and_excluded_contacts() -> None:
    happy, angry, silent, blocked, excluded = [await a_contact() for _ in range(5)]
    people = [happy, angry, silent, blocked, excluded]
    segment = await a_segment(0)
    for each in people:
        await a_line(segment, each, description=f"Dear {each.name}")
    await log_segment(segment.id, now=NOW)
    entries = await entries_of(segment)
    for entry, how in zip(entries, ("POSITIVE", "NEGATIVE", None, "POSITIVE", "VERY_POSITIVE"), strict=True):
        await evaluate_interaction(entry.id, {"evaluation": how}, now=LATER)
    await update_contact(blocked.id, {"privacy_blocked": True}, now=LATER)
    await update_contact(excluded.id, {"excluded_from_segments": True}, now=LATER)

    everybody = await create_follow_up_segment(segment.id, FollowUp(), now=LATEST)
    assert await held(everybody) == [each.id for each in people] and left_out(everybody) == {}
    assert {line.description for line in await lines_of(everybody.follow_up)} == {None}

    glad = Outcome(evaluation=[Evaluation.POSITIVE, Evaluation.VERY_POSITIVE])
    created = await create_follow_up_segment(segment.id, FollowUp("Go on", True, glad), now=LATEST)
    assert await held(created) == [happy.id, blocked.id, excluded.id]
    assert left_out(created) == {"unmatched": 2}
    assert await report_follow_up(created.follow_up.id) == FollowUpReport(3, 1, 1)
    assert [line.description for line in await lines_of(created.follow_up)] == [
        f"Dear {each.name}" for each in (happy, blocked, excluded)
    ]


async def test_a_follow_up_made_later_is_open_numbered_and_names_its_origin() -> None:
    segment = await a_logged_segment([await a_contact()], number="SPRING", cost=euros(5))
    created = await followed(segment)
    following = await Segment.get(id=created.follow_up.id)
    assert (following.number, following.description) == ("SM00001", "Follow-up on segment SPRING")
    assert (following.status, following.follow_up_of_id) == (SegmentStatus.OPEN, segment.id)
    assert (following.revision, following.created_at, following.cost) == (1, LATEST, None)
    [line] = await lines_of(following)
    assert {getattr(line, name) for name in VALUES} == {None}
    assert (created.segment.id, created.segment.revision) == (segment.id, 2)
    assert (await followed(segment)).follow_up.number == "SM00002"


async def test_all_conditions_of_an_outcome_must_hold() -> None:
    people = [await a_contact() for _ in range(4)]
    segment = await a_logged_segment(people)
    entries = await entries_of(segment)
    for entry, how, failed in zip(
        entries, ("POSITIVE", "POSITIVE", None, None), (False, True, True, False), strict=True
    ):
        await Interaction.filter(id=entry.id).update(evaluation=how, attempt_failed=failed)
    wanted: list[tuple[dict[str, Any], list[int]]] = [
        ({"attempt_failed": True}, [1, 2]),
        ({"attempt_failed": False}, [0, 3]),
        ({"evaluation": ["POSITIVE"]}, [0, 1]),
        ({"evaluation": []}, []),
        ({"evaluation": ["POSITIVE"], "attempt_failed": False}, [0]),
        ({"evaluation": ["POSITIVE"], "attempt_failed": True, "responded": False}, [1]),
        ({"evaluation": None, "attempt_failed": None, "responded": None}, [0, 1, 2, 3]),
    ]
    for where, places in wanted:
        created = await followed(segment, **where)
        assert await held(created) == [people[place].id for place in places], where
        assert created.unmatched_count == 4 - len(places), where


# Refused


async def test_only_a_logged_segment_is_followed_up_and_all_problems_are_told_together() -> None:
    segment = await a_segment(1)
    with refused((Code.NOT_LOGGED, "segment_id"), (Code.TOO_LONG, "description")):
        await create_follow_up_segment(segment.id, FollowUp("x" * 101), now=NOW)
    await log_segment(segment.id, now=NOW)
    await cancel_segment(segment.id, now=NOW)
    with refused((Code.SEGMENT_CANCELED, "segment_id")):
        await create_follow_up_segment(segment.id, FollowUp(), now=NOW)
    with refused((Code.NOT_FOUND, "segment_id")):
        await create_follow_up_segment(99_999, FollowUp(), now=NOW)
    assert await Segment.all().count() == 1


async def test_without_a_number_series_nothing_is_made() -> None:
    segment = await a_logged_segment([await a_contact()])
    await update_marketing_setup({"segment_number_series_id": None}, now=NOW)
    with refused((Code.NUMBER_SERIES_MISSING, "")):
        await create_follow_up_segment(segment.id, FollowUp(), now=NOW)
    assert (await Segment.all().count(), await SegmentLine.all().count()) == (1, 1)


# Once, at once, and at any size


async def test_the_same_key_makes_one_follow_up() -> None:
    segment = await a_logged_segment([await a_contact(), await a_contact(privacy_blocked=True)])
    done = await keyed(create_follow_up_segment(segment.id, FollowUp(), now=LATER))
    repeated = await keyed(create_follow_up_segment(segment.id, FollowUp(), now=LATEST))
    assert (done.replayed, repeated.replayed) == (False, True)
    first, again = done.answer, repeated.answer
    assert again.follow_up.id == first.follow_up.id and left_out(again) == left_out(first) == {"skipped": 1}
    assert await Segment.filter(follow_up_of_id=segment.id).count() == 1


async def test_a_thousand_lines_take_as_many_statements_as_three() -> None:
    counts = []
    for size in (3, 1000):
        segment = await a_segment(contact_ids=await a_crowd(size))
        await log_segment(segment.id, now=NOW)
        with counted_statements() as statements:
            created = await followed(segment, responded=False, attempt_failed=False)
        assert len(await lines_of(created.follow_up)) == size
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 9


@on_postgres
async def test_a_contact_that_is_deleted_meanwhile_is_left_out_and_counted(database: str) -> None:
    going, staying = await a_contact(), await a_contact()
    segment = await a_logged_segment([going, staying])
    deleted, created = await contend_for_row(
        database, "contact", going.id, delete_contact(going.id, now=LATER), followed(segment)
    )
    assert deleted.contact_id == going.id
    assert await held(created) == [staying.id] and left_out(created) == {"deleted": 1}
    assert created.follow_up.number == "SM00002"  # none is lost by trying again


@on_postgres
async def test_a_segment_is_canceled_or_followed_up_whoever_comes_first(database: str) -> None:
    segment = await a_logged_segment([await a_contact()])
    created, canceled = await contend_for_row(
        database, "segment", segment.id, followed(segment), cancel_segment(segment.id, now=LATER)
    )
    assert len(await held(created)) == 1 and canceled.changed
    other = await a_logged_segment([await a_contact()])
    canceled, answer = await contend_for_row(
        database, "segment", other.id, cancel_segment(other.id, now=LATER), followed(other)
    )
    assert canceled.changed and [each.code for each in answer.problems] == [Code.SEGMENT_CANCELED]
