"""Entries of the log corrected as clients do it, and many of them changed at once."""

from __future__ import annotations

import pytest

from db.interactions.correcting import correct_interaction
from db.interactions.remarking import add_interaction_comment
from db.models import Interaction
from schema.graph.ids import encoded, global_id
from tests.builders import a_campaign, a_contact, a_postponed_interaction, a_segment, an_interaction
from tests.conftest import NOW
from tests.schema.asking import ask
from tests.schema.interacting import ERRORS, answered, done, refused
from tests.statements import counted_statements

SAID = """fields reason createdAt
    before { description cost { amount currency } occurredAt evaluation attemptFailed }
    after { description cost { amount currency } occurredAt evaluation attemptFailed }"""
CORRECT = f"""mutation ($input: CorrectInteractionInput!) {{ correctInteraction(input: $input) {{
    changed replayed {ERRORS} interaction {{ id description revision corrections {{ totalCount }} }}
    interactionCorrection {{ id interaction {{ id }} {SAID} }}
    interactionCorrectionEdge {{ cursor node {{ id }} }} contact {{ id lastInteractionAt }} }} }}"""
EVALUATE = f"""mutation ($input: EvaluateInteractionsInput!) {{ evaluateInteractions(input: $input) {{
    changed {ERRORS} interactions {{ id evaluation }} }} }}"""
DELETE = f"""mutation ($input: DeleteInteractionsInput!) {{ deleteInteractions(input: $input) {{
    deletedInteractionIds {ERRORS} contacts {{ id postponedInteractions {{ totalCount }} }} }} }}"""
COMMENT = f"""mutation ($input: UpdateInteractionCommentInput!) {{ updateInteractionComment(input: $input) {{
    changed {ERRORS} interactionComment {{ text revision createdAt updatedAt availableActions }}
    interaction {{ id }} }} }}"""
UNCOMMENT = f"""mutation ($input: DeleteInteractionCommentInput!) {{ deleteInteractionComment(input: $input) {{
    deletedInteractionCommentId {ERRORS} interaction {{ id comments {{ totalCount }} }} }} }}"""
UNSAID = {"description": None, "cost": None, "occurredAt": None, "evaluation": None, "attemptFailed": None}


async def test_a_correction_tells_what_was_said_before_and_since_in_the_fields_that_differ() -> None:
    entry = await an_interaction(description="A call")
    values = {"description": "A visit", "cost": {"amount": "12.50"}, "attemptFailed": False}
    corrected = await done(CORRECT, interactionId=global_id(entry), values=values, reason="It was no call")
    made = corrected["interactionCorrection"]
    assert made["fields"] == ["DESCRIPTION", "COST"] and made["reason"] == "It was no call"
    assert made["before"] == UNSAID | {"description": "A call", "cost": {"amount": "0.00", "currency": "USD"}}
    assert made["after"]["cost"]["amount"] == "12.50" and made["after"]["description"] == "A visit"
    assert made["interaction"]["id"] == corrected["interaction"]["id"] == global_id(entry)
    assert corrected["interaction"]["corrections"]["totalCount"] == 1
    edges = f"corrections {{ edges {{ cursor node {{ {SAID} }} }} }}"
    document = f"query ($id: ID!) {{ interaction(by: {{ id: $id }}) {{ {edges} }} }}"
    listed = await ask(document, id=global_id(entry))
    [edge] = listed["interaction"]["corrections"]["edges"]
    assert edge["cursor"] == corrected["interactionCorrectionEdge"]["cursor"]
    assert edge["node"] == {name: value for name, value in made.items() if name not in ("id", "interaction")}


async def test_the_same_again_is_no_correction_and_what_is_wrong_is_pointed_at() -> None:
    entry, postponed = await an_interaction(description="A call"), await a_postponed_interaction()
    same = await done(CORRECT, interactionId=global_id(entry), values={"description": "A call"})
    assert (same["changed"], same["interactionCorrection"], same["interactionCorrectionEdge"]) == (
        False,
        None,
        None,
    )
    assert await refused(CORRECT, interactionId=global_id(postponed), values={}) == [
        ("NOT_LOGGED", "input.interactionId")
    ]
    assert await refused(CORRECT, interactionId=global_id(entry), values={"durationMinutes": -1}) == [
        ("OUT_OF_RANGE", "input.values.durationMinutes")
    ]


async def test_the_moment_moves_the_last_interaction_and_the_range_of_statistics() -> None:
    contact, campaign = await a_contact(), await a_campaign()
    entry = await an_interaction(contact_id=contact.id, campaign_id=campaign.id)
    corrected = await done(
        CORRECT, interactionId=global_id(entry), values={"occurredAt": "2026-01-05T10:00:00Z"}
    )
    assert corrected["contact"]["lastInteractionAt"] == "2026-01-05T10:00:00Z"
    await done(CORRECT, interactionId=global_id(entry), values={"attemptFailed": True})
    after = await ask(
        "query ($id: ID!) { contact(by: { id: $id }) { lastInteractionAt } }", id=global_id(contact)
    )
    assert after["contact"]["lastInteractionAt"] is None


async def test_a_page_of_corrections_costs_no_statement_for_each() -> None:
    entry, counts = await an_interaction(), []
    for number in (1, 5):
        for place in range(number):
            await correct_interaction(entry.id, {"description": f"{number} {place}"}, now=NOW)
        with counted_statements() as statements:
            await ask(f"{{ interactions {{ nodes {{ corrections {{ nodes {{ {SAID} }} }} }} }} }}")
        counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_many_are_evaluated_and_deleted_at_the_revisions_at_which_they_were_seen() -> None:
    one, other = await a_postponed_interaction(), await a_postponed_interaction()
    ids = [global_id(other), global_id(one)]
    seen = [{"id": each, "revision": 1} for each in ids]
    evaluated = await done(EVALUATE, interactionIds=ids, evaluation="POSITIVE", expectedRevisions=seen)
    assert evaluated["interactions"] == [{"id": each, "evaluation": "POSITIVE"} for each in ids]
    stale = await answered(
        DELETE,
        interactionIds=ids,
        expectedRevisions=[*seen, {"id": encoded("Interaction", 9), "revision": 1}],
    )
    assert [(each["code"], ".".join(each["path"])) for each in stale["userErrors"]] == [
        ("REVISION_CONFLICT", "input.expectedRevisions.0.revision"),
        ("REVISION_CONFLICT", "input.expectedRevisions.1.revision"),
        ("INVALID", "input.expectedRevisions.2.id"),
    ]
    assert [each["current"]["id"] for each in stale["userErrors"][:2]] == ids
    deleted = await done(DELETE, interactionIds=ids)
    assert deleted["deletedInteractionIds"] == ids
    assert {each["postponedInteractions"]["totalCount"] for each in deleted["contacts"]} <= {0}
    assert await Interaction.all().count() == 0


async def test_an_expected_revision_is_of_the_noun_that_is_changed() -> None:
    entry, segment = await an_interaction(), await a_segment(0)
    for identity in (global_id(segment), "no id"):
        given = [{"id": identity, "revision": 1}]
        assert await refused(EVALUATE, interactionIds=[global_id(entry)], expectedRevisions=given) == [
            ("INVALID", "input.expectedRevisions.0.id")
        ]


@pytest.mark.parametrize("text", ["Call again", "Two\nlines"])
async def test_a_comment_is_changed_and_deleted(text: str) -> None:
    added = await add_interaction_comment((await an_interaction()).id, "Call back", now=NOW)
    identity = global_id(added.comment)
    updated = await done(COMMENT, interactionCommentId=identity, text=text)
    comment = updated["interactionComment"]
    assert (comment["text"], comment["revision"], comment["availableActions"]) == (
        text,
        2,
        ["UPDATE", "DELETE"],
    )
    assert comment["createdAt"] <= comment["updatedAt"]
    assert await refused(COMMENT, interactionCommentId=identity, text=" ") == [("REQUIRED", "input.text")]
    deleted = await done(UNCOMMENT, interactionCommentId=identity, expectedRevision=2)
    assert deleted["deletedInteractionCommentId"] == identity
    assert deleted["interaction"]["comments"]["totalCount"] == 0
