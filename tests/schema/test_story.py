"""The job of a salesperson and a marketer, from the first contact to the follow-up."""

from __future__ import annotations

from typing import Any

from schema.graph.ids import global_id
from tests.builders import a_company, a_contact, a_salesperson, a_template
from tests.schema.asking import ask

ERRORS = "userErrors { code message path }"


async def done(mutation: str, fields: str, **values: Any) -> dict[str, Any]:
    """The payload of a mutation that is not refused."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ {fields} {ERRORS} }} }}"
    payload = (await ask(document, input=values))[mutation]
    assert payload["userErrors"] == []
    return payload


async def test_a_salesperson_postpones_and_finishes_later() -> None:
    salesperson = await a_salesperson()
    company = await a_company(salesperson_id=salesperson.id)
    template = await a_template(description="Call", information_flow="OUTBOUND")
    postponed = await done(
        "createInteraction",
        """interaction { id status missingFields } interactionEdges { cursor node { id } }
        contacts { postponedInteractions { totalCount } }""",
        source={"contactIds": [global_id(company)]},
        mode="POSTPONE",
    )
    interaction = postponed["interaction"]
    assert (interaction["status"], interaction["missingFields"]) == ("POSTPONED", ["TEMPLATE", "DESCRIPTION"])
    assert postponed["contacts"] == [{"postponedInteractions": {"totalCount": 1}}]
    resumed = await done(
        "resumeInteraction",
        """interaction { id status title description salesperson { name } availableActions } removedFromPostponedId
        contact { interactions { nodes { title } } postponedInteractions { totalCount } }""",
        interactionId=interaction["id"],
        values={"templateId": global_id(template)},
    )
    title = f"Call - by {salesperson.name}"
    assert resumed["interaction"] == {
        "id": interaction["id"],
        "status": "LOGGED",
        "title": title,
        "description": "Call",
        "salesperson": {"name": salesperson.name},
        "availableActions": ["CANCEL", "EVALUATE", "CORRECT", "COMMENT"],
    }
    assert resumed["removedFromPostponedId"] == interaction["id"]
    assert resumed["contact"] == {
        "interactions": {"nodes": [{"title": title}]},
        "postponedInteractions": {"totalCount": 0},
    }


async def test_a_marketer_logs_a_segment_and_goes_on_with_the_same_contacts() -> None:
    salesperson = await a_salesperson()
    people = [await a_contact(salesperson_id=salesperson.id) for _ in range(3)]
    template = await a_template(description="Letter", information_flow="OUTBOUND")
    created = await done(
        "createSegment",
        """segment { id number lineCount lines { nodes { id
        description { value origin } template { origin } salesperson { value { code } origin } } } }""",
        description="Spring letter",
        values={"templateId": global_id(template)},
        contactIds=[global_id(person) for person in people],
    )
    segment = created["segment"]
    lines = segment["lines"]["nodes"]
    assert len(lines) == segment["lineCount"] == 3
    assert lines[0]["description"] == {"value": "Spring letter", "origin": "SEGMENT"}
    assert lines[0]["salesperson"] == {"value": {"code": salesperson.code}, "origin": "CONTACT"}
    personalized = await done(
        "personalizeSegmentLines",
        "changed lines { description { value origin } }",
        lineIds=[lines[0]["id"]],
        values={"description": "Dear Ann", "cost": {"amount": "12.50"}},
    )
    assert personalized["lines"] == [{"description": {"value": "Dear Ann", "origin": "LINE"}}]
    preview = await ask(
        """query ($input: PreviewSegmentLogInput!) { previewSegmentLog(input: $input) {
        contactCount totalCost { currency } issues { totalCount } } }""",
        input={"segmentId": segment["id"]},
    )
    assert preview["previewSegmentLog"] == {
        "contactCount": 3,
        "totalCost": {"currency": "USD"},
        "issues": {"totalCount": 0},
    }
    logged = await done(
        "logSegment",
        """loggedCount segment { id status interactions { nodes { description cost { amount } } } }
        followUpSegment { description lineCount followUpOf { id } }""",
        segmentId=segment["id"],
        followUp={},
    )
    assert (logged["loggedCount"], logged["segment"]["status"]) == (3, "LOGGED")
    assert {"description": "Dear Ann", "cost": {"amount": "12.50"}} in logged["segment"]["interactions"][
        "nodes"
    ]
    assert logged["followUpSegment"] == {
        "description": f"Follow-up on segment {segment['number']}",
        "lineCount": 3,
        "followUpOf": {"id": segment["id"]},
    }
