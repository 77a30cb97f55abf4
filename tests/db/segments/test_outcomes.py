"""Rules of what came of a logged segment: who has responded, and who is left out of a follow-up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.contacts.deleting import delete_contact
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.postponing import delete_interaction
from db.models import DeliveryStatus, Evaluation, Interaction
from db.segments.follow_up import (
    FollowUp,
    FollowUpReport,
    create_follow_up_segment,
    report_follow_up,
)
from db.segments.logging import ErrorPolicy, log_segment
from db.segments.outcomes import Outcome
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_delivery,
    a_postponed_interaction,
    a_segment,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.segments.following import (
    LATER,
    LATEST,
    a_logged_segment,
    followed,
    held,
    left_out,
    who_responded,
)
from tests.db.segments.lines import a_line, entries_of, lines_of

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
    await an_interaction(contact_id=anna.id, now=LATER, **outbound, is_campaign_response=True)
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
    follow_up = FollowUp(keep_personalization=True, where=Outcome(evaluation=[Evaluation.POSITIVE]))
    created = await create_follow_up_segment(segment.id, follow_up, now=LATEST)
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
    follow_up = FollowUp(where=Outcome(evaluation=list(Evaluation)))
    logged = await log_segment(evaluated.id, follow_up=follow_up, now=NOW)
    assert logged.follow_up and await lines_of(logged.follow_up) == []
    assert logged.unmatched_count == 2


# What became of the message


async def test_those_go_on_whose_message_had_the_fate_that_was_asked_for() -> None:
    people = [await a_contact() for _ in range(4)]
    segment = await a_logged_segment(people)
    sent, failed, queued, _ = await entries_of(segment)
    await a_delivery(sent, status=DeliveryStatus.SENT, sent_at=NOW)
    await a_delivery(failed, status=DeliveryStatus.FAILED)
    await a_delivery(queued)
    for statuses, places in ((["FAILED"], [1]), (["SENT", "QUEUED"], [0, 2]), (["SKIPPED"], []), ([], [])):
        created = await followed(segment, delivery=statuses)
        assert await held(created) == [people[place].id for place in places]
        assert left_out(created) == {"unmatched": 4 - len(places)}
