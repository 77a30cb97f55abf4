"""Two contacts that are one, over HTTP: found, merged, and looked at under the key of the one that went."""

from __future__ import annotations

from tests.api.conftest import Client
from tests.api.reaching import a_world, an_interaction

GROUPS = """{ duplicateContacts { nodes { reason contactCount contacts { id name
    duplicates { reasons contact { id } } } } } }"""
TIMELINE = """query ($number: String!) { contact(by: { number: $number }) { id name timeline { totalCount nodes {
    __typename ... on Interaction { id status } ... on InteractionComment { text } } } } }"""


async def test_a_double_is_found_merged_and_answers_with_the_contact_that_stayed(client: Client) -> None:
    world = await a_world(client)
    double = {"kind": "PERSON", "name": "EVE", "number": "DOUBLE", "companyId": world["company"]}
    duplicate = (await client.change("createContact", **double))["contact"]
    theirs = world | {"person": duplicate["id"]}
    logged = await an_interaction(client, theirs)
    postponed = await an_interaction(client, theirs, "POSTPONE")
    await client.change("addInteractionComment", interactionId=logged, text="Call back")

    [group] = (await client.ask(GROUPS))["data"]["duplicateContacts"]["nodes"]
    assert (group["reason"], group["contactCount"]) == ("NAME", 2)
    assert [each["id"] for each in group["contacts"]] == [world["person"], duplicate["id"]]
    assert group["contacts"][0]["duplicates"] == [{"reasons": ["NAME"], "contact": {"id": duplicate["id"]}}]

    ids = {"keptContactId": world["person"], "duplicateContactId": duplicate["id"], "idempotencyKey": "merge"}
    merged = await client.change("mergeContacts", **ids)
    assert (merged["userErrors"], merged["replayed"]) == ([], False)
    assert (await client.change("mergeContacts", **ids))["replayed"] is True
    assert (await client.ask(GROUPS))["data"]["duplicateContacts"]["nodes"] == []

    found = (await client.ask(TIMELINE, number="double"))["data"]["contact"]
    assert (found["id"], found["name"], found["timeline"]["totalCount"]) == (world["person"], "Eve", 3)
    assert {(each["__typename"], each.get("id") or each["text"]) for each in found["timeline"]["nodes"]} == {
        ("InteractionComment", "Call back"),
        ("Interaction", postponed),
        ("Interaction", logged),
    }
