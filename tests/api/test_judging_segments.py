"""Judging a logged segment over HTTP: what it amounted to, and going on with those who did not respond."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Client
from tests.api.reaching import World, a_world

AMOUNTS = """statistics {
    interactionCount failedAttemptCount totalCost { amount currency } totalDurationMinutes lastInteractionAt }"""
FOLLOW_UP = """mutation ($input: CreateFollowUpSegmentInput!) { createFollowUpSegment(input: $input) {
    replayed followUpReport { contactCount blockedCount excludedCount }
    followUpSegment { description lines { nodes { contact { name } } } followUpOf { id } }
    followUpLeftOut { skippedCount deletedCount canceledCount unmatchedCount repeatedCount }
    userErrors { code path } } }"""
SEGMENT = f"query ($id: ID!) {{ segment(by: {{ id: $id }}) {{ {AMOUNTS} template {{ {AMOUNTS} }} }} }}"


async def amounts(client: Client, world: World) -> tuple[int, str, str]:
    segment = (await client.ask(SEGMENT, id=world["segment"]))["data"]["segment"]
    statistics = segment["statistics"]
    return (
        statistics["interactionCount"],
        statistics["totalCost"]["amount"],
        statistics["totalDurationMinutes"],
    )


async def followed(client: Client, world: World, key: str, where: dict[str, Any]) -> dict[str, Any]:
    values = {"segmentId": world["segment"], "where": where}
    answer = await client.ask(FOLLOW_UP, {"Idempotency-Key": key}, input=values)
    assert answer["data"]["createFollowUpSegment"]["userErrors"] == []
    return answer["data"]["createFollowUpSegment"]


async def test_a_marketer_judges_a_segment_and_goes_on_with_those_who_did_not_respond(client: Client) -> None:
    world = await a_world(client)
    values = {"cost": {"amount": "1.50"}, "durationMinutes": 10}
    await client.change("updateSegment", segmentId=world["segment"], values=values)
    await client.change("addSegmentContacts", segmentId=world["segment"], contactIds=[
        (await client.change("createContact", kind="PERSON", name="Max"))["contact"]["id"]
    ])  # fmt: skip
    assert await amounts(client, world) == (0, "0.00", "0")
    assert (await client.change("logSegment", segmentId=world["segment"]))["loggedCount"] == 3
    assert await amounts(client, world) == (3, "4.50", "30")

    await client.change(
        "createInteraction",
        source={"contactIds": [world["person"]]},
        values={
            "templateId": world["template"], "salespersonId": world["salesperson"], "informationFlow": "INBOUND"
        },
    )  # fmt: skip
    silent = await followed(client, world, "silent", {"responded": False})
    assert silent["followUpSegment"] == {
        "description": "Follow-up on segment SM00001",
        "lines": {"nodes": [{"contact": {"name": "Max"}}]},
        "followUpOf": {"id": world["segment"]},
    }
    assert silent["followUpReport"] == {"contactCount": 1, "blockedCount": 0, "excludedCount": 0}
    assert silent["followUpLeftOut"]["unmatchedCount"] == 2  # Eve, and the company that she answered for
    assert await followed(client, world, "silent", {"responded": False}) == silent | {"replayed": True}

    entries = await client.ask(
        "query ($id: ID!) { interactions(where: { segmentId: $id }) { nodes { id contact { name } } } }",
        id=world["segment"],
    )
    [mistake] = [
        each["id"] for each in entries["data"]["interactions"]["nodes"] if each["contact"]["name"] == "Max"
    ]
    await client.change("cancelInteractions", interactionIds=[mistake])
    assert await amounts(client, world) == (2, "3.00", "20")
    nobody = await followed(client, world, "canceled", {"responded": False})
    assert nobody["followUpReport"]["contactCount"] == 0
    assert nobody["followUpLeftOut"] == {
        "skippedCount": 0, "deletedCount": 0, "canceledCount": 1, "unmatchedCount": 2, "repeatedCount": 0
    }  # fmt: skip
    await client.change("cancelSegment", segmentId=world["segment"])
    assert await amounts(client, world) == (0, "0.00", "0")
