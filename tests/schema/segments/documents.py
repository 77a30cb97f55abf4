"""What clients ask about segments."""

from __future__ import annotations

from typing import Any

from tests.schema.asking import ask

LINE = """
    id revision
    contact { id name }
    interaction { id title occurredAt cost { amount } salesperson { code } template { code } description
        durationMinutes informationFlow initiatedBy correspondenceType language }
    template { origin value { code } } salesperson { origin value { code } } cost { origin value { amount } }
    description { origin value } durationMinutes { origin value } correspondenceType { origin value }
    informationFlow { origin value } initiatedBy { origin value } language { origin value }
    occurredAt { origin value }
"""

STEP = """id position kind summary entireCompanies allowExisting addedCount removedCount createdAt
    criteria { field operator values nodes { id } words }"""

ERRORS = """userErrors { __typename code message path
    ... on RevisionConflict { current { __typename id } }
    ... on SegmentAlreadyLogged { segment { id status } }
    ... on InvalidLines { total lines { code message line { id contact { name } } } }
}"""

PAYLOADS = {
    "createSegment": "segment { id number } segmentEdge { cursor node { id } } replayed",
    "updateSegment": "changed segment { id revision description cost { amount } template { code } }",
    "deleteSegment": "deletedSegmentId",
    "addSegmentContacts": f"""addedCount replayed segment {{ id revision lineCount }}
        lineEdges {{ cursor node {{ {LINE} }} }}""",
    "personalizeSegmentLines": f"changed segment {{ id revision }} lines {{ {LINE} }}",
    "replaceSegmentLineContact": f"changed segment {{ id revision }} line {{ {LINE} }}",
    "removeSegmentLines": "deletedLineIds segment { id revision lineCount }",
    **dict.fromkeys(
        ("addSegmentContactsByCriteria", "reduceSegment", "refineSegment", "reuseLoggedSegment"),
        f"replayed segment {{ id revision lineCount }} stepEdge {{ cursor }} step {{ {STEP} }}",
    ),
    "undoSegmentStep": "replayed deletedStepId removedLineCount restoredLineCount segment { id revision lineCount }",
    "saveSegmentCriteria": """replayed savedCriteria { id code description steps { nodes { summary kind } } }
        savedCriteriaEdge { cursor }""",
    "reuseSegmentCriteria": f"""replayed segment {{ id revision lineCount }} steps {{ {STEP} }}
        stepEdges {{ cursor node {{ id }} }}""",
    "deleteSavedCriteria": "deletedSavedCriteriaId",
    "cancelSegment": "changed canceledInteractionCount segment { id status canceledAt availableActions }",
    "restoreSegment": "changed restoredInteractionCount segment { id status canceledAt availableActions }",
    "logSegment": """loggedCount skippedCount replayed segment { id status loggedAt revision }
        loggedSegmentEdge { cursor node { id } } followUpSegment { id number followUpOf { id } }
        followUpSegmentEdge { cursor node { id } }
        followUpReport { contactCount blockedCount excludedCount }
        followUpLeftOut { skippedCount unmatchedCount }""",
    "createFollowUpSegment": """replayed segment { id followUps { nodes { id } } }
        followUpSegment { id number description lineCount followUpOf { id } }
        followUpSegmentEdge { cursor node { id } } followUpReport { contactCount blockedCount excludedCount }
        followUpLeftOut { skippedCount deletedCount canceledCount unmatchedCount repeatedCount }""",
}


async def change(mutation: str, key: str | None = None, **values: Any) -> dict[str, Any]:
    """The payload of one mutation."""
    kind = f"{mutation[0].upper()}{mutation[1:]}"
    document = (
        f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ {PAYLOADS[mutation]} {ERRORS} }} }}"
    )
    return (await ask(document, key, input=values))[mutation]


async def done(mutation: str, key: str | None = None, **values: Any) -> dict[str, Any]:
    """The payload of a mutation that is not refused."""
    payload = await change(mutation, key, **values)
    assert payload["userErrors"] == []
    return payload


async def refused(mutation: str, **values: Any) -> list[dict[str, Any]]:
    """Why a mutation is refused."""
    payload = await change(mutation, **values)
    assert payload["userErrors"]
    return payload["userErrors"]


async def lines_of(segment_id: str) -> list[dict[str, Any]]:
    """The lines of a segment with all that they show."""
    document = (
        f"query ($id: ID!) {{ segment(by: {{ id: $id }}) {{ lines(first: 100) {{ nodes {{ {LINE} }} }} }} }}"
    )
    return (await ask(document, id=segment_id))["segment"]["lines"]["nodes"]
