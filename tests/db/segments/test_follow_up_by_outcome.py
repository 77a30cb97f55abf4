"""Rules of going on with a logged segment later, with those whose outcome is the one that was asked for."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.errors import Code
from db.idempotency import Once
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.postponing import delete_interaction
from db.interactions.remarking import evaluate_interaction
from db.models import Contact, Evaluation, Interaction, Segment, SegmentLine, SegmentStatus
from db.segments.canceling import cancel_segment
from db.segments.follow_up import (
    FollowUp,
    FollowUpCreated,
    FollowUpReport,
    create_follow_up_segment,
    report_follow_up,
)
from db.segments.logging import ErrorPolicy, log_segment
from db.segments.outcomes import Outcome
from db.setup import update_marketing_setup
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_postponed_interaction,
    a_segment,
    an_interaction,
)
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.racing import at_once
from tests.db.segments.lines import VALUES, a_crowd, a_line, entries_of, euros, lines_of
from tests.refusals import refused
from tests.statements import counted_statements

LATER = NOW + timedelta(days=1)
LATEST = NOW + timedelta(days=2)


async def a_logged_segment(people: list[Contact], **values: Any) -> Segment:
    segment = await a_segment(contact_ids=[each.id for each in people], **values)
    await log_segment(segment.id, error_policy=ErrorPolicy.SKIP_INVALID, now=NOW)
    return segment


async def followed(segment: Segment, **where: Any) -> FollowUpCreated:
    return await create_follow_up_segment(segment.id, FollowUp(where=Outcome(**where)), now=LATEST)


async def held(created: FollowUpCreated) -> list[int | None]:
    return [line.contact_id for line in await lines_of(created.follow_up)]


def left_out(created: FollowUpCreated) -> dict[str, int]:
    counts = {name: count for name, count in vars(created).items() if name.endswith("_count")}
    return {name.removesuffix("_count"): count for name, count in counts.items() if count}


async def who_responded(segment: Segment) -> list[int | None]:
    """Those who did; asked the other way round, all others go on."""
    did, did_not = await followed(segment, responded=True), await followed(segment, responded=False)
    responded, silent = await held(did), await held(did_not)
    everybody = [line.contact_id for line in await lines_of(segment)]
    assert Counter([*responded, *silent]) == Counter(everybody)
    assert did.unmatched_count == len(silent) and did_not.unmatched_count == len(responded)
    return responded


async def test_improvement_6_a_follow_up_is_chosen_by_outcome_and_reports_blocked_and_excluded_contacts() -> (
    None
):
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


# Who has responded


async def test_whoever_called_or_wrote_after_the_segment_was_logged_has_responded() -> None:
    inbound, them, both, ours, silent = [await a_contact() for _ in range(5)]
    segment = await a_logged_segment([inbound, them, both, ours, silent])
    for contact, flow, initiator in (
        (inbound, "INBOUND", None),
        (them, "OUTBOUND", "THEM"),
        (both, "INBOUND", "THEM"),
        (both, "INBOUND", "THEM"),
        (ours, "OUTBOUND", "US"),
    ):
        values = {"information_flow": flow, "initiated_by": initiator}
        await an_interaction(contact_id=contact.id, **values, now=LATER)
    assert await who_responded(segment) == [inbound.id, them.id, both.id]


async def test_an_entry_that_counts_as_a_response_to_a_campaign_is_one_whoever_initiated_it() -> None:
    anna, bert = await a_contact(), await a_contact()
    segment = await a_logged_segment([anna, bert])
    outbound = {"information_flow": "OUTBOUND", "initiated_by": "US", "campaign_id": (await a_campaign()).id}
    await an_interaction(contact_id=anna.id, now=LATER, **outbound, campaign_response=True)
    await an_interaction(contact_id=bert.id, now=LATER, **outbound)
    assert await held(await followed(segment, responded=True)) == [anna.id]


async def test_what_came_before_or_at_the_logging_is_no_response() -> None:
    contact = await a_contact()
    await an_interaction(contact_id=contact.id, information_flow="INBOUND", now=NOW - timedelta(hours=1))
    segment = await a_logged_segment([contact], information_flow="INBOUND", initiated_by="THEM")
    await an_interaction(contact_id=contact.id, information_flow="INBOUND", now=NOW)
    assert await who_responded(segment) == []


@pytest.mark.parametrize(
    ("sent_at", "happened_at", "responded"),
    [
        (NOW, NOW - timedelta(minutes=1), False),
        (NOW, NOW, True),
        (NOW - timedelta(days=3), NOW - timedelta(days=2), True),
        (NOW - timedelta(days=3), NOW - timedelta(days=4), False),
        (NOW + timedelta(days=9), LATER, True),
        (NOW + timedelta(days=9), NOW - timedelta(days=1), False),
    ],
    ids=["old", "then", "late", "older", "invited", "before"],
)
async def test_an_old_call_that_is_noted_late_is_no_response(
    sent_at: Any, happened_at: Any, responded: bool
) -> None:
    """The entry may be of a day before the logging, or for one to come, as an invitation is."""
    contact = await a_contact()
    segment = await a_logged_segment([contact], occurred_at=sent_at)
    call = {"information_flow": "INBOUND", "occurred_at": happened_at}
    await an_interaction(contact_id=contact.id, **call, now=LATER)
    assert await who_responded(segment) == ([contact.id] if responded else [])


async def test_a_canceled_response_is_none_until_it_is_restored_and_a_postponed_one_is_none() -> None:
    contact, other = await a_contact(), await a_contact()
    segment = await a_logged_segment([contact, other])
    call = await an_interaction(contact_id=contact.id, information_flow="INBOUND", now=LATER)
    await a_postponed_interaction(
        contact_id=other.id, information_flow="INBOUND", occurred_at=LATER, now=LATER
    )
    assert await who_responded(segment) == [contact.id]
    await cancel_interactions([call.id], now=LATER)
    assert await who_responded(segment) == []
    await restore_interactions([call.id], now=LATER)
    assert await who_responded(segment) == [contact.id]


async def test_a_company_responds_by_its_people_and_a_person_not_by_the_company() -> None:
    company, other = await a_company(), await a_company()
    person, colleague = await a_contact(company_id=company.id), await a_contact(company_id=company.id)
    segment = await a_logged_segment([company, person, colleague, other])
    await an_interaction(contact_id=person.id, initiated_by="THEM", now=LATER)
    await an_interaction(contact_id=other.id, initiated_by="THEM", now=LATER)
    assert await who_responded(segment) == [company.id, person.id, other.id]


# Who is left out


async def test_each_line_that_does_not_go_on_is_counted_for_the_first_reason() -> None:
    blocked = await a_contact(privacy_blocked=True)
    gone, canceled, deleted, twice, other = [await a_contact() for _ in range(5)]
    segment = await a_segment(
        contact_ids=[each.id for each in (blocked, gone, canceled, deleted, twice, other)]
    )
    await a_line(segment, twice, description="Second")
    await log_segment(segment.id, error_policy=ErrorPolicy.SKIP_INVALID, now=NOW)
    made = {entry.contact_id: entry.id for entry in await entries_of(segment)}
    await cancel_interactions([made[canceled.id], made[deleted.id]], now=LATER)
    await delete_interaction(made[deleted.id])
    await delete_contact(gone.id, now=LATER)
    await Interaction.filter(contact_id=twice.id).update(attempt_failed=True)
    created = await followed(segment)
    assert await held(created) == [twice.id, other.id]
    assert left_out(created) == {"skipped": 1, "deleted": 1, "canceled": 2, "repeated": 1}
    created = await followed(segment, attempt_failed=False)
    assert await held(created) == [other.id]
    assert left_out(created) == {"skipped": 1, "deleted": 1, "canceled": 2, "unmatched": 2}


async def test_of_two_lines_with_one_contact_the_first_that_matches_goes_on() -> None:
    contact = await a_contact()
    segment = await a_segment(0)
    for text in ("One", "Two", "Three"):
        await a_line(segment, contact, description=text)
    await log_segment(segment.id, now=NOW)
    _, two, three = await entries_of(segment)
    await Interaction.filter(id__in=[two.id, three.id]).update(evaluation="POSITIVE")
    asked = FollowUp(keep_personalization=True, where=Outcome(evaluation=[Evaluation.POSITIVE]))
    created = await create_follow_up_segment(segment.id, asked, now=LATEST)
    assert [line.description for line in await lines_of(created.follow_up)] == ["Two"]
    assert left_out(created) == {"unmatched": 1, "repeated": 1}


async def test_if_nobody_goes_on_the_follow_up_is_empty_and_the_counts_say_why() -> None:
    created = await followed(await a_logged_segment([await a_contact(), await a_contact()]), responded=True)
    assert (await held(created), left_out(created)) == ([], {"unmatched": 2})
    assert await report_follow_up(created.follow_up.id) == FollowUpReport(0, 0, 0)


async def test_while_a_segment_is_logged_nothing_has_come_of_it_yet() -> None:
    silent = await a_segment(2)
    logged = await log_segment(silent.id, follow_up=FollowUp(where=Outcome(responded=False)), now=NOW)
    assert logged.follow_up and len(await lines_of(logged.follow_up)) == 2
    assert logged.unmatched_count == 0
    evaluated = await a_segment(2)
    asked = FollowUp(where=Outcome(evaluation=list(Evaluation)))
    logged = await log_segment(evaluated.id, follow_up=asked, now=NOW)
    assert logged.follow_up and await lines_of(logged.follow_up) == []
    assert logged.unmatched_count == 2


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
    once = Once("key", "digest", LATER)
    first = await create_follow_up_segment(segment.id, FollowUp(), now=LATER, once=once)
    again = await create_follow_up_segment(segment.id, FollowUp(), now=LATEST, once=once)
    assert (first.replayed, again.replayed) == (False, True)
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
    deleted, created = await at_once(
        database, "contact", going.id, delete_contact(going.id, now=LATER), followed(segment)
    )
    assert deleted.contact_id == going.id
    assert await held(created) == [staying.id] and left_out(created) == {"deleted": 1}
    assert created.follow_up.number == "SM00002"  # none is lost by trying again


@on_postgres
async def test_a_segment_is_canceled_or_followed_up_whoever_comes_first(database: str) -> None:
    segment = await a_logged_segment([await a_contact()])
    created, canceled = await at_once(
        database, "segment", segment.id, followed(segment), cancel_segment(segment.id, now=LATER)
    )
    assert len(await held(created)) == 1 and canceled.changed
    other = await a_logged_segment([await a_contact()])
    canceled, answer = await at_once(
        database, "segment", other.id, cancel_segment(other.id, now=LATER), followed(other)
    )
    assert canceled.changed and [each.code for each in answer.problems] == [Code.SEGMENT_CANCELED]
