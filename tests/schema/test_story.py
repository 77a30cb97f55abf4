"""The job of a salesperson and a marketer, from the first contact to the follow-up."""

from __future__ import annotations

from tests.builders import a_company, a_contact, a_salesperson, a_template
from tests.schema.asking import ask
from schema.ids import global_id


async def test_a_salesperson_postpones_resumes_and_logs() -> None:
    salesperson = await a_salesperson()
    company = await a_company(salesperson_id=salesperson.id)
    template = await a_template(description="Call", information_flow="OUTBOUND")
    created = await ask(
        """mutation ($input: CreateInteractionInput!) { createInteraction(input: $input) {
            interaction { id status missingFields title contact { id name } }
            interactionEdges { cursor node { id } } contacts { postponedInteractions { totalCount } }
            userErrors { code message path } } }""",
        input={"source": {"contactIds": [global_id(company)]}, "mode": "POSTPONE"},
    )
    payload = created["createInteraction"]
    assert payload["userErrors"] == []
    assert payload["interaction"]["missingFields"] == ["TEMPLATE", "DESCRIPTION"]
    assert payload["contacts"] == [{"postponedInteractions": {"totalCount": 1}}]
    resumed = (
        await ask(
            """mutation ($input: ResumeInteractionInput!) { resumeInteraction(input: $input) {
            interaction { id status title description occurredAt cost { amount currency } template { code } salesperson { name } availableActions }
            removedFromPostponedId contact { lastInteractionAt interactions { nodes { title } } postponedInteractions { totalCount } }
            userErrors { code message path } } }""",
            input={
                "interactionId": payload["interaction"]["id"],
                "values": {"templateId": global_id(template)},
            },
        )["resumeInteraction"]
        if False
        else None
    )
    document = """mutation ($input: ResumeInteractionInput!) { resumeInteraction(input: $input) {
            interaction { id status title description occurredAt cost { amount currency } template { code } salesperson { name } availableActions }
            removedFromPostponedId contact { lastInteractionAt interactions { nodes { title } } postponedInteractions { totalCount } }
            userErrors { code message path } } }"""
    resumed = (
        await ask(
            document,
            input={
                "interactionId": payload["interaction"]["id"],
                "values": {"templateId": global_id(template)},
            },
        )
    )["resumeInteraction"]
    assert resumed["userErrors"] == []
    assert resumed["interaction"]["id"] == payload["interaction"]["id"] == resumed["removedFromPostponedId"]
    assert resumed["interaction"]["title"] == f"Call - by {salesperson.name}"
    assert resumed["contact"]["postponedInteractions"]["totalCount"] == 0


async def test_a_marketer_logs_a_segment_with_a_follow_up() -> None:
    salesperson = await a_salesperson()
    people = [await a_contact(salesperson_id=salesperson.id) for _ in range(3)]
    template = (
        await a_template(description="Letter", cost=None) if False else await a_template(description="Letter")
    )
    created = (
        await ask(
            """mutation ($input: CreateSegmentInput!) { createSegment(input: $input) {
            segment { id number lineCount lines { nodes { id contact { name } template { value { code } origin } cost { value { amount } origin } description { value origin } salesperson { value { code } origin } durationMinutes { value origin } } } }
            userErrors { code message path } } }""",
            input={
                "description": "Spring letter",
                "values": {"templateId": global_id(template)},
                "contactIds": [global_id(p) for p in people],
            },
        )
    )["createSegment"]
    assert created["userErrors"] == []
    segment = created["segment"]
    assert segment["lineCount"] == 3
    assert {line["description"]["origin"] for line in segment["lines"]["nodes"]} == {"SEGMENT"}
    assert segment["lines"]["nodes"][0]["salesperson"] == {
        "value": {"code": salesperson.code},
        "origin": "CONTACT",
    }
    line = segment["lines"]["nodes"][0]["id"]
    personalized = (
        await ask(
            """mutation ($input: PersonalizeSegmentLinesInput!) { personalizeSegmentLines(input: $input) {
            changed lines { description { value origin } } segment { revision } userErrors { code message path } } }""",
            input={"lineIds": [line], "values": {"description": "Dear Ann", "cost": {"amount": "12.50"}}},
        )
    )["personalizeSegmentLines"]
    assert personalized["changed"] and personalized["lines"][0]["description"] == {
        "value": "Dear Ann",
        "origin": "LINE",
    }
    preview = (
        await ask(
            """query ($input: PreviewSegmentLogInput!) { previewSegmentLog(input: $input) {
            segmentRevision contactCount totalCost { amount currency } totalDurationMinutes issues { nodes { code } totalCount } } }""",
            input={"segmentId": segment["id"]},
        )
    )["previewSegmentLog"]
    assert (preview["contactCount"], preview["issues"]["totalCount"]) == (3, 0)
    logged = (
        await ask(
            """mutation ($input: LogSegmentInput!) { logSegment(input: $input) {
            segment { id status loggedAt interactions { totalCount nodes { title description cost { amount } } } }
            loggedCount skippedCount followUpSegment { number description lineCount followUpOf { id } } followUpReport { contactCount }
            userErrors { code message path } } }""",
            input={"segmentId": segment["id"], "followUp": {}},
        )
    )["logSegment"]
    assert logged["userErrors"] == []
    assert (logged["loggedCount"], logged["followUpSegment"]["lineCount"]) == (3, 3)
    assert logged["followUpSegment"]["description"] == f"Follow-up on segment {segment['number']}"
