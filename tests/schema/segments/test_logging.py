"""Logging a segment, and looking before, as clients see it."""

from __future__ import annotations

from typing import Any

from db.contacts.editing import update_contact
from db.marketing_setup import update_marketing_setup
from db.models import Interaction, Segment, SegmentLine
from db.segments.canceling import cancel_segment
from db.segments.editing import delete_segment
from schema.graph.cursors import encoded_place
from schema.graph.ids import encoded, global_id
from tests.builders import a_contact, a_salesperson, a_segment, a_template
from tests.conftest import NOW
from tests.db.segments.lines import a_crowd, a_line, euros
from tests.schema.asking import ask, refusal
from tests.schema.segments.documents import LINE, change, done, lines_of, refused
from tests.statements import counted_statements
from tests.writing import known_caller

PREVIEW = f"""query ($id: ID!, $first: Int, $after: String) {{ previewSegmentLog(input: {{ segmentId: $id }}) {{
    segmentRevision contactCount lineCount totalCost {{ amount currency }}
    totals {{ interactionCount totalCost {{ amount }} totalDurationMinutes }}
    issues(first: $first, after: $after) {{ totalCount nodes {{ code message line {{ {LINE} }} }}
        edges {{ cursor node {{ line {{ id }} }} }}
        pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}"""


async def preview(segment: Segment, **arguments: Any) -> dict[str, Any]:
    return (await ask(PREVIEW, id=global_id(segment), **arguments))["previewSegmentLog"]


async def test_what_the_lines_showed_is_what_is_in_the_log() -> None:
    template = await a_template(
        cost=euros("1.50"), correspondence_type="HARD_COPY", information_flow="OUTBOUND"
    )
    contact = await a_contact(language="de", salesperson_id=(await a_salesperson()).id)
    segment = await a_segment(template_id=template.id, salesperson_id=None, contact_ids=[contact.id])
    own = {
        "template_id": (await a_template(duration_minutes=30)).id,
        "salesperson_id": contact.salesperson_id,
    }
    await a_line(segment, **own, description="Dear Ann", initiated_by="US", language="fr", occurred_at=NOW)
    before = await lines_of(global_id(segment))
    await done("logSegment", segmentId=global_id(segment))
    after = await lines_of(global_id(segment))
    shown = ("template", "salesperson", "cost", "description", "durationMinutes", "correspondenceType",
             "informationFlow", "initiatedBy", "language")  # fmt: skip
    for line, logged in zip(before, after, strict=True):
        assert {name: logged["interaction"][name] or None for name in shown} == {
            name: line[name]["value"] or None for name in shown
        }
        assert {name: logged[name] for name in shown} == {name: line[name] for name in shown}
        assert logged["interaction"]["occurredAt"] == "2026-03-02T09:30:00Z"


async def test_a_logged_segment_keeps_its_id_and_comes_with_its_follow_up_and_their_places() -> None:
    segment, excluded = await a_segment(2), await a_contact(excluded_from_segments=True)
    await a_line(segment, excluded)
    logged = await done("logSegment", "key", segmentId=global_id(segment), followUp={"description": "Summer"})
    assert (logged["loggedCount"], logged["skippedCount"], logged["replayed"]) == (3, 0, False)
    identity = global_id(segment)
    assert logged["segment"] == {
        "id": identity, "status": "LOGGED", "loggedAt": "2026-03-02T09:30:00Z", "revision": 3
    }  # fmt: skip
    assert logged["followUpSegment"]["followUpOf"] == {"id": identity}
    assert logged["followUpReport"] == {"contactCount": 3, "blockedCount": 0, "excludedCount": 1}
    places = await ask(
        """query ($logged: String!, $all: String!) {
            loggedSegments(before: $logged) { nodes { id } } segments(before: $all) { nodes { id } } }""",
        logged=logged["loggedSegmentEdge"]["cursor"],
        all=logged["followUpSegmentEdge"]["cursor"],
    )
    assert places == {"loggedSegments": {"nodes": []}, "segments": {"nodes": [{"id": identity}]}}
    again = await done("logSegment", "key", segmentId=identity, followUp={"description": "Summer"})
    assert again == logged | {"replayed": True}
    assert await Segment.all().count() == 2


async def test_the_preview_reports_what_logging_refuses() -> None:
    blocked = await a_contact(privacy_blocked=True)
    segment = await a_segment(2, template_id=None, cost=euros("2.50"))
    await a_line(segment, blocked)
    looked = await preview(segment)
    assert (looked["segmentRevision"], looked["contactCount"]) == (2, 3)
    assert looked["totalCost"] == {"amount": "7.50", "currency": "USD"}
    [error] = await refused("logSegment", segmentId=global_id(segment))
    assert (error["__typename"], error["code"], error["path"]) == (
        "InvalidLines", "LINES_INVALID", ["input", "segmentId"]
    )  # fmt: skip
    assert error["total"] == looked["issues"]["totalCount"] == 4
    listed = [(each["line"]["id"], each["code"], each["message"]) for each in error["lines"]]
    assert listed == [
        (each["line"]["id"], each["code"], each["message"]) for each in looked["issues"]["nodes"]
    ]
    assert [code for _, code, _ in listed] == ["REQUIRED", "REQUIRED", "CONTACT_BLOCKED", "REQUIRED"]
    assert await Interaction.all().count() == 0


async def test_issues_are_paged_by_cursors() -> None:
    segment = await a_segment(contact_ids=await a_crowd(5, privacy_blocked=True), template_id=None)
    whole = (await preview(segment, first=100))["issues"]
    seen: list[str] = []
    after = None
    for size in (4, 4, 2):
        page = (await preview(segment, first=4, after=after))["issues"]
        assert len(page["edges"]) == size and page["totalCount"] == 10
        seen += [edge["cursor"] for edge in page["edges"]]
        info, after = page["pageInfo"], page["pageInfo"]["endCursor"]
        assert (info["hasPreviousPage"], info["hasNextPage"]) == (len(seen) > 4, len(seen) < 10)
        assert info["startCursor"] == page["edges"][0]["cursor"]
    assert seen == [edge["cursor"] for edge in whole["edges"]]
    empty = (await preview(segment, first=4, after=after))["issues"]["pageInfo"]
    assert empty == {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None}


NOWHERE: list[Any] = [
    [],
    [1],
    [1, 1, 1],
    ["1", 1],
    [1, 2**40],
    [2**63 - 1, 1],
    [-1, 1],
    [True, 1],
    [1.5, 1],
    {"a": 1},
]


async def test_a_cursor_of_nowhere_is_refused() -> None:
    segment = await a_segment(1, template_id=None)
    for place in NOWHERE:
        message = await refusal(PREVIEW, id=global_id(segment), after=encoded_place(place))
        assert message == "This cursor belongs to no place in this list.", place


async def test_impossible_questions_are_refused_in_plain_words() -> None:
    segment = await a_segment(1)
    for first in (0, 101, -1):
        assert "from 1 to 100" in await refusal(PREVIEW, id=global_id(segment), first=first)
    for wrong, words in (
        (encoded("Segment", 99), "There is no segment with the id"),
        (global_id(await a_contact()), "id of a Contact"),
    ):
        document = (
            "query ($id: ID!) { previewSegmentLog(input: {segmentId: $id}) { userErrors { path message } } }"
        )
        [error] = (await ask(document, id=wrong))["previewSegmentLog"]["userErrors"]
        assert words in error["message"] and error["path"] == ["input", "segmentId"]


async def test_skipped_lines_are_listed_on_the_first_answer_and_on_every_replay() -> None:
    good, bad = await a_contact(), await a_contact(privacy_blocked=True)
    segment = await a_segment(contact_ids=[bad.id, good.id])
    arguments = {"segmentId": global_id(segment), "errorPolicy": "SKIP_INVALID", "followUp": {}}
    logged = await change("logSegment", "key", **arguments)
    assert (logged["loggedCount"], logged["skippedCount"]) == (1, 1)
    [problem] = logged["userErrors"]
    assert (problem["__typename"], problem["code"], problem["total"]) == ("InvalidLines", "LINES_INVALID", 1)
    [skipped] = problem["lines"]
    assert (skipped["code"], skipped["line"]["contact"]) == ("CONTACT_BLOCKED", {"name": bad.name})
    lines = await lines_of(global_id(segment))
    assert [line["interaction"] is None for line in lines] == [True, False]
    await update_contact(bad.id, {"privacy_blocked": False}, now=NOW)
    await update_contact(good.id, {"privacy_blocked": True}, now=NOW)
    again = await change("logSegment", "key", **arguments)
    assert again["followUpReport"] == logged["followUpReport"] | {"blockedCount": 1}
    unchanged = {"replayed": True, "followUpReport": again["followUpReport"]}
    assert again == logged | unchanged


async def test_an_answer_is_given_again_even_when_its_segment_has_gone() -> None:
    people = [(await a_contact(privacy_blocked=blocked)).id for blocked in (True, False)]
    segment = await a_segment(contact_ids=people)
    arguments = {"segmentId": global_id(segment), "errorPolicy": "SKIP_INVALID"}
    await change("logSegment", "key", **arguments)
    await cancel_segment(segment.id, now=NOW)
    await delete_segment(segment.id)
    again = await change("logSegment", "key", **arguments)
    assert (again["replayed"], again["segment"], again["loggedSegmentEdge"]) == (True, None, None)
    assert (again["loggedCount"], again["skippedCount"], again["userErrors"][0]["lines"]) == (1, 1, [])


async def test_refusals_blame_the_field_that_can_mend_them() -> None:
    segment, empty = await a_segment(1), await a_segment(0)
    long = {"description": "x" * 101}
    found = [
        await refused("logSegment", segmentId=global_id(empty)),
        await refused("logSegment", segmentId=encoded("Segment", 99)),
        await refused("logSegment", segmentId=global_id(segment), followUp=long),
    ]
    await update_marketing_setup({"segment_number_series_id": None}, now=NOW)
    found.append(await refused("logSegment", segmentId=global_id(segment), followUp={}))
    assert [[(error["code"], ".".join(error["path"])) for error in errors] for errors in found] == [
        [("SEGMENT_EMPTY", "input.segmentId")],
        [("NOT_FOUND", "input.segmentId")],
        [("TOO_LONG", "input.followUp.description")],
        [("NUMBER_SERIES_MISSING", "input.followUp")],
    ]
    assert await Interaction.all().count() == 0


async def test_logging_and_looking_cost_no_statement_for_each_line() -> None:
    await known_caller()
    counts = []
    for size in (3, 300):
        people = await a_crowd(size) + await a_crowd(size, privacy_blocked=True)
        segment = await a_segment(contact_ids=people)
        with counted_statements() as looking:
            issues = (await preview(segment, first=100))["issues"]
        assert issues["totalCount"] == size
        arguments = {"segmentId": global_id(segment), "followUp": {"keepPersonalization": True}}
        with counted_statements() as refusing:
            await refused("logSegment", **arguments)
        with counted_statements() as logging:
            logged = await change("logSegment", **arguments, errorPolicy="SKIP_INVALID")
        assert (logged["loggedCount"], logged["skippedCount"]) == (size, size)
        assert await SegmentLine.filter(segment_id=segment.id).count() == size * 2
        counts.append([len(looking), len(refusing), len(logging)])
    assert counts[0] == counts[1]
