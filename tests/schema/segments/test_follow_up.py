"""Going on with a logged segment, as clients see it."""

from __future__ import annotations

from db.interactions.remarking import evaluate_interaction
from db.models import DeliveryStatus, Segment
from db.segments.editing import delete_segment
from db.segments.logging import log_segment
from schema.graph.ids import global_id
from tests.builders import a_contact, a_delivery, a_segment, an_interaction
from tests.conftest import NOW
from tests.db.segments.lines import entries_of
from tests.schema.asking import ask
from tests.schema.segments.documents import change, done, refused

LATER = NOW.replace(day=3)
NOBODY = {"skippedCount": 0, "deletedCount": 0, "canceledCount": 0, "unmatchedCount": 0, "repeatedCount": 0}


async def test_a_marketer_goes_on_with_those_who_did_not_respond() -> None:
    answering, silent, excluded = await a_contact(), await a_contact(), await a_contact()
    people = [each.id for each in (answering, silent, excluded)]
    segment = await a_segment(contact_ids=people, number="SPRING")
    await log_segment(segment.id, now=NOW)
    await an_interaction(contact_id=answering.id, initiated_by="THEM", now=LATER)
    await ask(
        "mutation ($input: UpdateContactInput!) { updateContact(input: $input) { changed } }",
        input={"contactId": global_id(excluded), "excludedFromSegments": True},
    )
    arguments = {"segmentId": global_id(segment), "where": {"responded": False}}
    created = await done("createFollowUpSegment", "key", **arguments)
    following = created["followUpSegment"]
    assert following == {
        "id": following["id"],
        "number": "SM00001",
        "description": "Follow-up on segment SPRING",
        "lineCount": 2,
        "followUpOf": {"id": global_id(segment)},
    }
    assert created["segment"]["followUps"]["nodes"] == [{"id": following["id"]}]
    assert created["followUpReport"] == {"contactCount": 2, "blockedCount": 0, "excludedCount": 1}
    assert created["followUpLeftOut"] == NOBODY | {"unmatchedCount": 1}
    assert await change("createFollowUpSegment", "key", **arguments) == created | {"replayed": True}
    fresh = await ask("{ segments { edges { cursor node { id } } } }")
    assert created["followUpSegmentEdge"] in fresh["segments"]["edges"]


async def test_conditions_of_an_outcome_may_be_left_out_or_null() -> None:
    segment = await a_segment(2)
    await log_segment(segment.id, now=NOW)
    first, second = await entries_of(segment)
    await evaluate_interaction(first.id, {"evaluation": "NEGATIVE"}, now=LATER)
    await a_delivery(second, status=DeliveryStatus.FAILED)
    for where, count in (
        (None, 2),
        ({}, 2),
        ({"evaluation": None, "attemptFailed": None, "responded": None}, 2),
        ({"evaluation": ["NEGATIVE", "VERY_NEGATIVE"], "attemptFailed": False}, 1),
        ({"evaluation": []}, 0),
        ({"delivery": ["FAILED"]}, 1),
        ({"delivery": []}, 0),
    ):
        created = await done(
            "createFollowUpSegment", segmentId=global_id(segment), where=where, description=f"For {count}"
        )
        assert (created["followUpSegment"]["lineCount"], created["followUpSegment"]["description"]) == (
            count,
            f"For {count}",
        )


async def test_a_follow_up_by_outcome_is_asked_for_while_logging_too() -> None:
    segment = await a_segment(2)
    follow_up = {"where": {"responded": True}, "keepPersonalization": True}
    logged = await done("logSegment", segmentId=global_id(segment), followUp=follow_up)
    assert logged["followUpReport"]["contactCount"] == 0
    assert logged["followUpLeftOut"] == {"skippedCount": 0, "unmatchedCount": 2}
    plain = await done("logSegment", segmentId=global_id(await a_segment(1)))
    assert (plain["followUpLeftOut"], plain["followUpReport"]) == (None, None)


async def test_a_refused_follow_up_answers_with_nothing_but_its_errors() -> None:
    segment = await a_segment(1)
    errors = await refused("createFollowUpSegment", segmentId=global_id(segment), description="x" * 101)
    assert [(error["code"], ".".join(error["path"])) for error in errors] == [
        ("NOT_LOGGED", "input.segmentId"),
        ("TOO_LONG", "input.description"),
    ]
    answer = await change("createFollowUpSegment", segmentId=global_id(segment))
    assert answer["followUpSegment"] is answer["segment"] is answer["followUpLeftOut"] is None


async def test_the_answer_is_given_again_even_when_the_follow_up_has_gone() -> None:
    segment = await a_segment(1)
    await log_segment(segment.id, now=NOW)
    arguments = {"segmentId": global_id(segment)}
    await done("createFollowUpSegment", "key", **arguments)
    await delete_segment((await Segment.get(follow_up_of_id=segment.id)).id)
    again = await done("createFollowUpSegment", "key", **arguments)
    assert (again["replayed"], again["followUpSegment"], again["followUpReport"]) == (True, None, None)
    assert again["followUpLeftOut"] == NOBODY


async def test_a_logged_segment_says_that_it_can_be_followed_up() -> None:
    segment = await a_segment(1)
    await log_segment(segment.id, now=NOW)
    [node] = (await ask("{ segments { nodes { availableActions } } }"))["segments"]["nodes"]
    assert node == {
        "availableActions": [
            "FOLLOW_UP",
            "ADD_MAILING_GROUP_CONTACTS",
            "REPLACE_MAILING_GROUP_CONTACTS",
            "CANCEL",
        ]
    }
