"""Interactions as clients see them: created, postponed, resumed, deleted and asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.interactions.canceling import cancel_interactions
from db.models import Interaction
from db.segments.canceling import cancel_segment
from db.segments.logging import log_segment
from schema.graph.ids import encoded, global_id
from tests.builders import (
    a_company,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.schema.asking import ask, refusal
from tests.schema.interacting import (
    CANCEL,
    COMMENT,
    CREATE,
    DELETE,
    EVALUATE,
    POSTPONE,
    RESTORE,
    RESUME,
    a_salespersons_contact,
    answered,
    done,
    refused,
)
from tests.statements import counted_statements

# Created


async def test_a_new_interaction_comes_with_its_place_in_the_log_and_its_contacts() -> None:
    people, template = [await a_salespersons_contact() for _ in range(2)], await a_template()
    ids = [global_id(each) for each in people]
    payload = await done(
        CREATE,
        clientMutationId="m1",
        source={"contactIds": ids},
        values={"templateId": global_id(template), "description": "Call", "cost": {"amount": "1.50"}},
    )
    made = payload["interactions"]
    assert (payload["clientMutationId"], payload["replayed"]) == ("m1", False)
    assert [each["contact"]["id"] for each in made] == ids
    assert {(each["status"], each["description"], each["revision"]) for each in made} == {
        ("LOGGED", "Call", 1)
    }
    assert payload["interaction"]["id"] == made[0]["id"]
    counts = [(each["interactions"], each["postponedInteractions"]) for each in payload["contacts"]]
    assert counts == [({"totalCount": 1}, {"totalCount": 0})] * 2
    listed = await ask("{ interactions { edges { cursor node { id } } } }")
    by_id = {edge["node"]["id"]: edge for edge in listed["interactions"]["edges"]}
    assert payload["interactionEdges"] == [by_id[each["id"]] for each in made]


async def test_a_postponed_interaction_comes_with_its_place_among_the_postponed() -> None:
    payload = await done(CREATE, source={"salespersonId": global_id(await a_salesperson())}, mode="POSTPONE")
    listed = await ask(
        "{ interactions { totalCount } postponedInteractions { edges { cursor node { id } } } }"
    )
    assert listed["postponedInteractions"]["edges"] == payload["interactionEdges"]
    assert listed["interactions"]["totalCount"] == 0


async def test_an_interaction_starts_from_another_one() -> None:
    first, template = await an_interaction(), await a_template()
    source, values = {"interactionId": global_id(first)}, {"templateId": global_id(template)}
    [entry] = (await done(CREATE, source=source, values=values))["interactions"]
    assert entry["contact"]["id"] == encoded("Contact", first.contact_id or 0)
    assert entry["salesperson"]["id"] == encoded("Salesperson", first.salesperson_id or 0)


async def test_what_is_refused_says_which_input_field_and_writes_nothing() -> None:
    contact, blocked = await a_salespersons_contact(), await a_contact(privacy_blocked=True)
    assert await refused(
        CREATE,
        clientMutationId="m1",
        source={"contactIds": [global_id(contact), global_id(blocked), encoded("Contact", 999_999)]},
        values={
            "durationMinutes": -1,
            "cost": {"amount": "-1"},
            "language": "xx",
            "description": "x" * 101,
            "occurredAt": "2200-01-01T00:00:00Z",
            "salespersonId": encoded("Salesperson", 999_999),
            "templateId": encoded("InteractionTemplate", 999_999),
        },
    ) == [
        ("CONTACT_BLOCKED", "input.source.contactIds.1"),
        ("NOT_FOUND", "input.source.contactIds.2"),
        ("NOT_FOUND", "input.values.templateId"),
        ("NOT_FOUND", "input.values.salespersonId"),
        ("OUT_OF_RANGE", "input.values.occurredAt"),
        ("TOO_LONG", "input.values.description"),
        ("OUT_OF_RANGE", "input.values.durationMinutes"),
        ("OUT_OF_RANGE", "input.values.cost"),
        ("INVALID", "input.values.language"),
    ]
    assert await Interaction.all().count() == 0


async def test_ids_of_another_type_or_of_none_are_refused_together() -> None:
    contact, template = await a_contact(), await a_template()
    assert await refused(
        CREATE,
        source={"contactIds": [global_id(contact), global_id(template)]},
        values={"templateId": global_id(contact), "salespersonId": "7"},
    ) == [
        ("INVALID", "input.source.contactIds.1"),
        ("INVALID", "input.values.templateId"),
        ("INVALID", "input.values.salespersonId"),
    ]
    wrong = global_id(contact)
    for document in (POSTPONE, RESUME, DELETE):
        assert await refused(document, interactionId=wrong) == [("INVALID", "input.interactionId")]
    for document in (CANCEL, RESTORE):
        assert await refused(document, interactionIds=[wrong]) == [("INVALID", "input.interactionIds.0")]


async def test_a_source_is_one_thing() -> None:
    contact, salesperson = await a_contact(), await a_salesperson()
    both = {"contactIds": [global_id(contact)], "salespersonId": global_id(salesperson)}
    assert "InteractionSource" in await refusal(CREATE, input={"source": both, "mode": "POSTPONE"})
    assert await Interaction.all().count() == 0


# Postponed, resumed, deleted


async def test_a_postponed_interaction_is_saved_resumed_and_keeps_its_id() -> None:
    contact, template = await a_salespersons_contact(), await a_template()
    postponed = await a_postponed_interaction(contact_id=contact.id, description="Call")
    identity = global_id(postponed)
    saved = await done(POSTPONE, interactionId=identity, expectedRevision=1, values={"description": None})
    assert saved == {
        "changed": True,
        "userErrors": [],
        "interaction": {
            "id": identity,
            "status": "POSTPONED",
            "revision": 2,
            "description": None,
            "missingFields": ["TEMPLATE", "DESCRIPTION"],
        },
    }
    assert not (await done(POSTPONE, interactionId=identity))["changed"]
    assert await refused(RESUME, interactionId=identity) == [
        ("REQUIRED", "input.values.templateId"),
        ("REQUIRED", "input.values.description"),
    ]
    resumed = await done(RESUME, interactionId=identity, values={"templateId": global_id(template)})
    moment = NOW.isoformat().replace("+00:00", "Z")
    assert resumed["interaction"] == {"id": identity, "status": "LOGGED", "occurredAt": moment}
    assert resumed["removedFromPostponedId"] == identity == resumed["interactionEdge"]["node"]["id"]
    assert resumed["contact"] == {
        "id": global_id(contact),
        "lastInteractionAt": moment,
        "postponedInteractions": {"totalCount": 0},
    }
    assert await refused(RESUME, interactionId=identity) == [("NOT_POSTPONED", "input.interactionId")]
    assert await refused(POSTPONE, interactionId=identity) == [("NOT_POSTPONED", "input.interactionId")]


@pytest.mark.parametrize("document", [POSTPONE, RESUME, DELETE, EVALUATE])
async def test_a_stale_revision_gets_the_interaction_as_it_is_now(document: str) -> None:
    postponed = await a_postponed_interaction()
    await done(POSTPONE, interactionId=global_id(postponed), values={"description": "Call"})
    payload = await answered(document, interactionId=global_id(postponed), expectedRevision=1)
    [error] = payload["userErrors"]
    assert (error["code"], error["path"]) == ("REVISION_CONFLICT", ["input", "expectedRevision"])
    assert error["current"] == {"id": global_id(postponed)}


async def test_a_deletion_names_what_is_gone_and_its_contact() -> None:
    postponed, logged = await a_postponed_interaction(), await an_interaction()
    payload = await done(DELETE, interactionId=global_id(postponed))
    assert payload["deletedInteractionId"] == global_id(postponed)
    assert payload["contact"] == {
        "id": encoded("Contact", postponed.contact_id or 0),
        "postponedInteractions": {"totalCount": 0},
    }
    assert await refused(DELETE, interactionId=global_id(logged)) == [
        ("MUST_CANCEL_FIRST", "input.interactionId")
    ]
    assert await refused(DELETE, interactionId=global_id(postponed)) == [("NOT_FOUND", "input.interactionId")]
    gone = await ask(
        "query ($id: ID!) { interaction(by: { id: $id }) { id } node(id: $id) { id } }",
        id=global_id(postponed),
    )
    assert gone == {"interaction": None, "node": None}


# Asked for


async def test_the_actions_say_what_works() -> None:
    document = """query ($id: ID!) { interaction(by: { id: $id }) {
        availableActions missingFields } }"""
    postponed, logged, canceled = (
        await a_postponed_interaction(), await an_interaction(), await an_interaction()
    )  # fmt: skip
    segment = await a_segment(lines=1)
    await log_segment(segment.id, now=NOW)
    await cancel_segment(segment.id, now=NOW)
    await cancel_interactions([canceled.id], now=NOW)
    of_segment = await Interaction.get(segment_id=segment.id)

    async def actions(interaction: Interaction) -> tuple[Any, ...]:
        return tuple((await ask(document, id=global_id(interaction)))["interaction"].values())

    missing = ["TEMPLATE", "SALESPERSON", "DESCRIPTION"]
    all_of_postponed = ["POSTPONE", "RESUME", "DELETE", "EVALUATE", "COMMENT"]
    assert await actions(postponed) == (all_of_postponed, missing)
    assert await actions(logged) == (["CANCEL", "EVALUATE", "CORRECT", "COMMENT"], [])
    assert await actions(canceled) == (["RESTORE", "DELETE", "COMMENT"], [])
    assert await actions(of_segment) == (["DELETE", "COMMENT"], [])


async def test_no_list_but_the_postponed_ones_holds_a_postponed_interaction() -> None:
    contact = await a_salespersons_contact()
    postponed = await a_postponed_interaction(contact_id=contact.id)
    entry = await an_interaction(contact_id=contact.id, salesperson_id=contact.salesperson_id)
    lists = await ask(
        """query ($id: ID!, $by: ID!) { interactions(where: { not: { status: [CANCELED] } }) {
            totalCount nodes { id } }
        postponedInteractions(where: { contactId: $id }) { totalCount nodes { id } }
        contact(by: { id: $id }) { interactions { totalCount nodes { id } }
            postponedInteractions { totalCount nodes { id } } }
        node(id: $by) { ... on Salesperson { interactions { totalCount nodes { id } }
            postponedInteractions { totalCount nodes { id } } } } }""",
        id=global_id(contact),
        by=encoded("Salesperson", contact.salesperson_id or 0),
    )
    held = {"totalCount": 1, "nodes": [{"id": global_id(entry)}]}
    open_ones = {"totalCount": 1, "nodes": [{"id": global_id(postponed)}]}
    for each in (lists, lists["contact"], lists["node"]):
        assert (each["interactions"], each["postponedInteractions"]) == (held, open_ones)


PAGE = """nodes { id status title missingFields availableActions cost { amount currency }
    contact { name } company { name } salesperson { name } template { code } interactionGroup { code }
    comments(first: 2) { totalCount nodes { text } } }"""


@pytest.mark.parametrize("name", ["interactions", "postponedInteractions"])
async def test_a_page_takes_a_number_of_statements_that_no_row_adds_to(name: str) -> None:
    async def a_row(place: int) -> None:
        company = await a_company()
        contact = await a_salespersons_contact(company_id=company.id)
        made = an_interaction if name == "interactions" else a_postponed_interaction
        template = await a_template()
        row = await made(contact_id=contact.id, template_id=template.id, now=NOW + timedelta(minutes=place))
        await done(COMMENT, interactionId=global_id(row), text="Likes tea")
        if name == "interactions" and place % 2:
            await cancel_interactions([row.id], now=NOW)

    counts = []
    for rows in (2, 12):
        for place in range(rows - (counts[-1][0] if counts else 0)):
            await a_row(place)
        with counted_statements() as statements:
            page = (await ask(f"{{ {name} {{ {PAGE} }} }}"))[name]["nodes"]
        assert {node["comments"]["nodes"][0]["text"] for node in page} == {"Likes tea"}
        counts.append((len(page), len(statements)))
    assert [rows for rows, _ in counts] == [2, 12]
    assert counts[0][1] == counts[1][1] <= 14
