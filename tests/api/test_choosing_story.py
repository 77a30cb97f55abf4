"""A marketer builds, reworks, saves and logs a segment by criteria, and goes on with it: over HTTP."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Client

SEGMENT = """query ($id: ID!) { segment(by: { id: $id }) { lineCount steps { nodes { summary addedCount removedCount } }
    lines { nodes { id contact { name } description { value } membershipReason { kind } } } } }"""

STEPS = """mutation ($input: %sInput!) { %s(input: $input) { userErrors { code message path }
    segment { id lineCount } %s } }"""


async def step(
    client: Client, verb: str, fields: str = "step { addedCount removedCount }", **values: Any
) -> Any:
    """The payload of a step that is not refused."""
    answer = await client.ask(STEPS % (f"{verb[0].upper()}{verb[1:]}", verb, fields), input=values)
    assert "errors" not in answer, answer
    assert answer["data"][verb]["userErrors"] == []
    return answer["data"][verb]


async def lines_of(client: Client, segment: str) -> dict[str, str]:
    """What each line is about, by the name of its contact."""
    shown = (await client.ask(SEGMENT, id=segment))["data"]["segment"]
    assert shown["lineCount"] == len(shown["lines"]["nodes"])
    return {line["contact"]["name"]: line["description"]["value"] for line in shown["lines"]["nodes"]}


async def a_world(client: Client) -> dict[str, str]:
    """A template, a salesperson, and Ann, Bob and Cid of three cities, Cid of a company."""
    group = (await client.change("createInteractionGroup", code="L", description="Letters"))[
        "interactionGroup"
    ]["id"]
    template = await client.change(
        "createInteractionTemplate", code="BUS", description="Letter", interactionGroupId=group
    )
    salesperson = (await client.change("createSalesperson", code="AB", name="Ann Bell"))["salesperson"]["id"]
    company = (await client.change("createContact", kind="COMPANY", name="Acme"))["contact"]["id"]
    for name, city, more in (
        ("Ann", "Bern", {}),
        ("Bob", "Wien", {}),
        ("Cid", "Basel", {"companyId": company}),
    ):
        await client.change("createContact", kind="PERSON", name=name, address={"city": city}, **more)
    return {"templateId": template["interactionTemplate"]["id"], "salespersonId": salesperson}


async def test_a_segment_is_built_reworked_saved_logged_and_gone_on_with(client: Client) -> None:
    values = await a_world(client)
    segment = (await client.change("createSegment", description="Spring", values=values))["segment"]["id"]
    people = {"kind": "PERSON"}
    added = await step(client, "addSegmentContactsByCriteria", segmentId=segment, criteria=people)
    assert (added["step"]["addedCount"], added["segment"]["lineCount"]) == (3, 3)
    shown = (await client.ask(SEGMENT, id=segment))["data"]["segment"]
    bob = next(line["id"] for line in shown["lines"]["nodes"] if line["contact"]["name"] == "Bob")
    await client.change("personalizeSegmentLines", lineIds=[bob], values={"description": "Dear Bob"})
    swiss = {"city": {"in": ["BERN", "basel"]}}
    refined = await step(client, "refineSegment", segmentId=segment, criteria=swiss)
    assert (refined["step"]["removedCount"], list(await lines_of(client, segment))) == (1, ["Ann", "Cid"])
    undone = await step(client, "undoSegmentStep", "restoredLineCount deletedStepId", segmentId=segment)
    assert undone["restoredLineCount"] == 1
    assert await lines_of(client, segment) == {"Ann": "Spring", "Bob": "Dear Bob", "Cid": "Spring"}
    await step(client, "reduceSegment", segmentId=segment, criteria={"name": {"eq": "ann"}})
    saved = await client.ask(
        """mutation ($input: SaveSegmentCriteriaInput!) { saveSegmentCriteria(input: $input) {
            savedCriteria { id steps { nodes { summary } } } } }""",
        input={"segmentId": segment, "code": "people"},
    )
    criteria = saved["data"]["saveSegmentCriteria"]["savedCriteria"]
    assert [each["summary"] for each in criteria["steps"]["nodes"]] == [
        "Add contacts where the kind is person.",
        "Remove contacts where the name is ann.",
    ]
    assert (await client.change("logSegment", segmentId=segment))["loggedCount"] == 2
    await client.change("createContact", kind="PERSON", name="Dan")
    new = (await client.change("createSegment", description="Summer", values=values))["segment"]["id"]
    reused = await step(
        client, "reuseSegmentCriteria", "steps { addedCount }", segmentId=new, savedCriteriaId=criteria["id"]
    )
    assert [each["addedCount"] for each in reused["steps"]] == [4, 0]
    assert sorted(await lines_of(client, new)) == ["Bob", "Cid", "Dan"]
    again = (await client.change("createSegment", description="Once more", values=values))["segment"]["id"]
    await step(client, "reuseLoggedSegment", segmentId=again, loggedSegmentId=segment)
    assert sorted(await lines_of(client, again)) == ["Bob", "Cid"]
