"""Choosing the contacts of a segment as clients do it."""

from __future__ import annotations

from typing import Any

from db.segments.logging import log_segment
from schema.graph.ids import encoded, global_id
from tests.builders import a_segment, a_template, an_interaction
from tests.conftest import NOW
from tests.db.segments.criteria_world import a_world, contact, names_on
from tests.db.segments.lines import euros, lines_of
from tests.schema.asking import ask
from tests.schema.segments.documents import STEP, change, done, refused

NAMED_BEA = {"name": {"eq": "Bea"}}

STEPS = f"""query ($id: ID!) {{ segment(by: {{ id: $id }}) {{ steps {{ totalCount nodes {{ {STEP} segment {{ id }} }} }}
    lines {{ nodes {{ contact {{ name }} membershipReason {{ summary position }} }} }} }} }}"""

PREVIEW = """query ($input: PreviewSegmentCriteriaInput!, $first: Int, $after: String) {
    previewSegmentCriteria(input: $input) { segmentRevision addedCount summary segment { id }
        userErrors { code path }
        contacts(first: $first, after: $after) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } } }"""


async def test_steps_are_taken_shown_and_undone() -> None:
    world = await a_world()
    segment = global_id(world.segment)
    first = await done(
        "addSegmentContactsByCriteria", segmentId=segment, criteria={"number": {"isNull": False}}
    )
    assert first["segment"] == {"id": segment, "revision": 2, "lineCount": 6}
    country = {"countryCode": {"in": ["CH", "DE"]}}
    second = await done("reduceSegment", segmentId=segment, criteria=country, entireCompanies=True)
    assert second["segment"] == {"id": segment, "revision": 3, "lineCount": 2}
    criteria = {
        "entireCompany": {"in": [global_id(world.zenith)]},
        "language": {"eq": "en"},
        "privacyBlocked": False,
    }
    third = await done("refineSegment", segmentId=segment, criteria=criteria, expectedRevision=3)
    assert third["step"] | {"id": "", "createdAt": ""} == {
        "id": "",
        "createdAt": "",
        "position": 3,
        "kind": "REFINE",
        "summary": "Kept only contacts where the language is en, the contact is not blocked for privacy"
        " and the company is Zenith.",
        "entireCompanies": False,
        "allowExisting": False,
        "addedCount": 0,
        "removedCount": 1,
        "criteria": [
            {
                "field": "LANGUAGE",
                "operator": "EQ",
                "values": ["en"],
                "nodes": [],
                "words": "the language is en",
            },
            {
                "field": "PRIVACY_BLOCKED",
                "nodes": [],
                "operator": "EQ",
                "values": ["false"],
                "words": "the contact is not blocked for privacy",
            },
            {
                "field": "ENTIRE_COMPANY",
                "nodes": [{"id": global_id(world.zenith)}],
                "operator": "IN",
                "values": [global_id(world.zenith)],
                "words": "the company is Zenith",
            },
        ],
    }
    shown = (await ask(STEPS, id=segment))["segment"]
    assert shown["steps"]["totalCount"] == 3
    assert [step | {"segment": None} for step in shown["steps"]["nodes"]] == [
        each["step"] | {"segment": None} for each in (first, second, third)
    ]
    assert shown["steps"]["nodes"][1]["entireCompanies"]
    assert shown["lines"]["nodes"] == [
        {
            "contact": {"name": "Eve"},
            "membershipReason": {
                "summary": "Added contacts where the number is not empty.",
                "position": 1,
            },
        }
    ]
    undone = await done("undoSegmentStep", segmentId=segment)
    assert undone["deletedStepId"] == third["step"]["id"]
    assert (undone["removedLineCount"], undone["restoredLineCount"], undone["segment"]["lineCount"]) == (
        0,
        1,
        2,
    )


async def test_a_preview_tells_whom_an_addition_would_bring_page_by_page() -> None:
    world = await a_world()
    await done(
        "addSegmentContactsByCriteria", segmentId=global_id(world.segment), criteria={"name": {"eq": "Bea"}}
    )
    arguments: dict[str, Any] = {
        "segmentId": global_id(world.segment),
        "criteria": {"name": {"in": ["Bea", "Dan", "Eve"]}},
        "includeCompanies": True,
    }
    page = (await ask(PREVIEW, input=arguments, first=2))["previewSegmentCriteria"]
    assert (page["segmentRevision"], page["addedCount"], page["contacts"]["totalCount"]) == (2, 3, 3)
    assert page["summary"] == "Add contacts where the name is Bea, Dan or Eve, with the companies of persons."
    assert [node["name"] for node in page["contacts"]["nodes"]] == ["Acme", "Eve"]
    after = page["contacts"]["pageInfo"]["endCursor"]
    rest = (await ask(PREVIEW, input=arguments, first=2, after=after))["previewSegmentCriteria"]["contacts"]
    assert ([node["name"] for node in rest["nodes"]], rest["pageInfo"]["hasNextPage"]) == (["Zenith"], False)
    added = await done("addSegmentContactsByCriteria", **arguments)
    assert added["step"]["addedCount"] == 3
    assert await names_on(world.segment) == ["Bea", "Acme", "Zenith", "Eve"]


async def test_a_preview_of_what_cannot_be_tells_what_is_wrong() -> None:
    world = await a_world()
    nothing = {
        "segmentRevision": None,
        "addedCount": None,
        "summary": None,
        "contacts": None,
        "segment": None,
    }
    for given, code, path in (
        ({"segmentId": global_id(world.segment), "criteria": {}}, "CRITERIA_EMPTY", "input.criteria"),
        ({"segmentId": global_id(world.acme), "criteria": NAMED_BEA}, "INVALID", "input.segmentId"),
        ({"segmentId": encoded("Segment", 99), "criteria": NAMED_BEA}, "NOT_FOUND", "input.segmentId"),
    ):
        answer = (await ask(PREVIEW, input=given))["previewSegmentCriteria"]
        assert answer == nothing | {"userErrors": [{"code": code, "path": path.split(".")}]}


async def test_past_interactions_are_a_criterion_as_clients_write_them() -> None:
    world = await a_world()
    template, bea = await a_template(), await contact("Bea")
    await an_interaction(contact_id=bea.id, template_id=template.id, evaluation="POSITIVE", occurred_at=NOW)
    wanted = {
        "template": {"in": [global_id(template)]},
        "evaluation": ["POSITIVE"],
        "occurredAt": {"from": "2026-03-01T12:00:00+03:00", "on": "2026-03-02"},
    }
    added = await done(
        "addSegmentContactsByCriteria", segmentId=global_id(world.segment), criteria={"interactions": wanted}
    )
    assert added["step"]["addedCount"] == 1
    assert [(part["field"], part["operator"], part["values"]) for part in added["step"]["criteria"]] == [
        ("INTERACTION_TEMPLATE", "IN", [global_id(template)]),
        ("INTERACTION_EVALUATION", "IN", ["POSITIVE"]),
        ("INTERACTION_OCCURRED_AT", "FROM", ["2026-03-01T09:00:00Z"]),
        ("INTERACTION_OCCURRED_AT", "ON", ["2026-03-02"]),
    ]


async def test_refusals_name_the_field_of_the_criteria() -> None:
    world = await a_world()
    criteria = {
        "segment": {"in": [global_id(world.acme)]},
        "interactions": {"interactionGroup": {"in": ["?"]}},
    }
    errors = await refused("reduceSegment", segmentId=global_id(world.segment), criteria=criteria)
    assert [(error["code"], ".".join(error["path"])) for error in errors] == [
        ("INVALID", "input.criteria.segment.in.0"),
        ("INVALID", "input.criteria.interactions.interactionGroup.in.0"),
    ]
    errors = await refused(
        "refineSegment",
        segmentId=global_id(world.segment),
        criteria={"name": {"in": []}, "correspondenceType": []},
    )
    assert [(error["code"], ".".join(error["path"])) for error in errors] == [
        ("REQUIRED", "input.criteria.name.in"),
        ("REQUIRED", "input.criteria.correspondenceType"),
    ]


async def test_a_step_is_taken_once_for_a_key_and_so_is_an_undo() -> None:
    world = await a_world()
    segment = global_id(world.segment)
    everybody = {"segmentId": segment, "criteria": {"kind": "PERSON"}}
    added = await done("addSegmentContactsByCriteria", "add", **everybody)
    again = await done("addSegmentContactsByCriteria", "add", **everybody)
    assert again == added | {"replayed": True}
    await done("reduceSegment", segmentId=segment, criteria={"name": {"eq": "Bea"}})
    undone = await done("undoSegmentStep", "undo", segmentId=segment)
    replayed = await done("undoSegmentStep", "undo", segmentId=segment)
    assert replayed == undone | {"replayed": True}
    assert undone["restoredLineCount"] == 1
    assert len(await lines_of(world.segment)) == added["step"]["addedCount"]


async def test_a_removed_line_is_no_node_until_it_comes_back() -> None:
    segment = await a_segment(2, cost=euros(3))
    line = global_id((await lines_of(segment))[0])
    removed = await change("removeSegmentLines", lineIds=[line])
    assert removed["segment"]["lineCount"] == 1
    node = "query ($id: ID!) { node(id: $id) { ... on SegmentLine { cost { value { amount } } } } }"
    assert (await ask(node, id=line))["node"] is None
    await done("undoSegmentStep", segmentId=global_id(segment))
    assert (await ask(node, id=line))["node"] == {"cost": {"value": {"amount": "3.00"}}}
    contacts = "{ contacts { nodes { segments { nodes { lineCount } } } } }"
    await done("removeSegmentLines", lineIds=[line])
    counts = [each["segments"]["nodes"] for each in (await ask(contacts))["contacts"]["nodes"]]
    assert counts == [[], [{"lineCount": 1}]]


async def test_criteria_are_saved_listed_reused_and_deleted() -> None:
    world = await a_world()
    old, new = await a_segment(1), await a_segment(0)
    await log_segment(old.id, now=NOW)
    segment = global_id(world.segment)
    reused = await done(
        "reuseLoggedSegment", segmentId=segment, loggedSegmentId=global_id(old), onlyLogged=True
    )
    assert reused["step"]["kind"] == "REUSE_LOGGED" and reused["step"]["addedCount"] == 1
    await done("addSegmentContactsByCriteria", segmentId=segment, criteria={"number": {"eq": "a"}})
    saved = await done("saveSegmentCriteria", "key", segmentId=segment, code="spring", description="Spring")
    assert (saved["savedCriteria"]["code"], saved["replayed"]) == ("SPRING", False)
    assert await done(
        "saveSegmentCriteria", "key", segmentId=segment, code="spring", description="Spring"
    ) == (saved | {"replayed": True})
    listed = await ask(
        '{ savedCriteria(where: { code: { startsWith: "s" } }) { nodes { id code steps { nodes { summary kind'
        " criteria { words } savedCriteria { code } } } } } }"
    )
    [found] = listed["savedCriteria"]["nodes"]
    assert [step["kind"] for step in found["steps"]["nodes"]] == ["REUSE_LOGGED", "ADD"]
    assert found["steps"]["nodes"][1]["summary"] == "Add contacts where the number is a."
    arguments = {"segmentId": global_id(new), "savedCriteriaId": found["id"], "expectedRevision": 1}
    taken = await done("reuseSegmentCriteria", **arguments)
    assert [step["addedCount"] for step in taken["steps"]] == [1, 1]
    assert [edge["node"]["id"] for edge in taken["stepEdges"]] == [step["id"] for step in taken["steps"]]
    assert taken["segment"]["lineCount"] == 2
    deleted = await done("deleteSavedCriteria", savedCriteriaId=found["id"])
    assert deleted == {"deletedSavedCriteriaId": found["id"], "userErrors": []}
    assert (await ask("{ savedCriteria { totalCount } }"))["savedCriteria"]["totalCount"] == 0
