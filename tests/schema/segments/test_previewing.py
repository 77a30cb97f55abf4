"""Looking at what logging a segment would write and send, as clients do it."""

from __future__ import annotations

from typing import Any

from db.segments.lines import add_segment_contacts
from schema.graph.ids import encoded, global_id
from tests.builders import a_contact, a_content, a_segment, a_template, a_template_language
from tests.conftest import NOW
from tests.db.segments.lines import a_crowd, a_line, euros
from tests.schema.asking import ask
from tests.schema.segments.documents import change

PREVIEW = """query ($input: PreviewSegmentLogInput!) { previewSegmentLog(input: $input) {
    segmentRevision lineCount contactCount totalCost { amount currency } segment { id }
    totals { totals: __typename interactionCount totalCost { amount } totalDurationMinutes }
    issues { totalCount nodes { code } pageInfo { hasNextPage hasPreviousPage } }
    validLines { totalCount nodes { id } } invalidLines { totalCount nodes { id } }
    countsByCode { code issueCount }
    countsByCorrespondenceType { correspondenceType lineCount letterCount
        sampleLine { contact { name } } sampleLetter { subject } }
    userErrors { code path } } }"""

PAGED = """query ($input: PreviewSegmentLogInput!, $last: Int, $before: String) { previewSegmentLog(input: $input) {
    issues(last: $last, before: $before) { edges { cursor }
        pageInfo { hasNextPage hasPreviousPage startCursor } }
    all: issues(first: 100) { edges { cursor } } } }"""


async def preview(**given: Any) -> dict[str, Any]:
    return (await ask(PREVIEW, input=given))["previewSegmentLog"]


async def test_a_preview_tells_good_lines_from_bad_ones_and_counts_what_is_wrong() -> None:
    segment = await a_segment(2, cost=euros("2.50"), duration_minutes=10)
    good = [line["id"] for line in (await preview(segmentId=global_id(segment)))["validLines"]["nodes"]]
    blocked = await a_line(segment, await a_contact(privacy_blocked=True))
    looked = await preview(segmentId=global_id(segment))
    assert looked["segment"] == {"id": global_id(segment)}
    assert looked["validLines"] == {"totalCount": 2, "nodes": [{"id": each} for each in good]}
    assert looked["invalidLines"] == {"totalCount": 1, "nodes": [{"id": global_id(blocked)}]}
    assert looked["countsByCode"] == [{"code": "CONTACT_BLOCKED", "issueCount": 1}]
    assert looked["userErrors"] == []
    assert (looked["lineCount"], looked["totals"]["totalDurationMinutes"]) == (3, "30")
    assert looked["totalCost"]["amount"] == looked["totals"]["totalCost"]["amount"] == "7.50"


async def test_problems_of_one_code_are_counted_together() -> None:
    segment = await a_segment(2, template_id=None, salesperson_id=None)
    looked = await preview(segmentId=global_id(segment))
    assert looked["countsByCode"] == [{"code": "REQUIRED", "issueCount": 4}]
    assert looked["issues"]["totalCount"] == 4
    assert looked["validLines"]["totalCount"] == 0


async def test_a_preview_tells_what_would_be_sent_with_a_sample() -> None:
    template = await a_template(correspondence_type="EMAIL", ignores_contact_correspondence_type=True)
    await a_template_language(
        template, language="en", letter_content_id=(await a_content(subject="Spring")).id
    )
    segment = await a_segment(0, template_id=template.id, language="en")
    for name, email in (("Ann", "ann@example.com"), ("Bea", "bea@example.com"), ("Cid", None)):
        await a_line(segment, await a_contact(name=name, email=email))
    await a_line(segment, await a_contact(name="Dan"), correspondence_type="HARD_COPY")

    async def letters(**given: Any) -> dict[str, Any]:
        shown = (await preview(segmentId=global_id(segment), **given))["countsByCorrespondenceType"]
        return {each.pop("correspondenceType"): each for each in shown}

    dans = {
        "lineCount": 1,
        "letterCount": 1,
        "sampleLine": {"contact": {"name": "Dan"}},
        "sampleLetter": {"subject": "Spring"},
    }
    nothing = {"letterCount": 0, "sampleLine": None, "sampleLetter": None}
    assert await letters(delivery={}) == {
        "EMAIL": {
            "lineCount": 2,
            "letterCount": 2,
            "sampleLine": {"contact": {"name": "Ann"}},
            "sampleLetter": {"subject": "Spring"},
        },
        "HARD_COPY": dans,
        "NONE": {"lineCount": 1} | nothing,
    }
    assert (await letters())["EMAIL"] == {"lineCount": 2} | nothing
    assert (await letters())["HARD_COPY"] == dans


async def test_a_preview_of_no_segment_is_all_zero_and_says_why() -> None:
    gone = await preview(segmentId=encoded("Segment", 99))
    assert gone["userErrors"] == [{"code": "NOT_FOUND", "path": ["input", "segmentId"]}]
    assert (await preview(segmentId="?"))["userErrors"] == [
        {"code": "INVALID", "path": ["input", "segmentId"]}
    ]
    nothing = {"segment", "validLines", "invalidLines", "countsByCode", "countsByCorrespondenceType"}
    assert {name for name, value in gone.items() if value is None} == nothing
    assert (gone["segmentRevision"], gone["lineCount"], gone["contactCount"]) == (0, 0, 0)
    assert gone["totalCost"]["amount"] == gone["totals"]["totalCost"]["amount"] == "0.00"
    assert gone["issues"] == {
        "totalCount": 0,
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
    }


async def test_problems_are_paged_backward_as_everywhere() -> None:
    segment = global_id(await a_segment(contact_ids=await a_crowd(5, privacy_blocked=True), template_id=None))
    seen: list[str] = []
    before = None
    for size in (4, 4, 2):
        asked = (await ask(PAGED, input={"segmentId": segment}, last=4, before=before))["previewSegmentLog"]
        page, whole = asked["issues"], [edge["cursor"] for edge in asked["all"]["edges"]]
        assert len(page["edges"]) == size
        seen = [edge["cursor"] for edge in page["edges"]] + seen
        place, before = page["pageInfo"], page["pageInfo"]["startCursor"]
        assert (place["hasPreviousPage"], place["hasNextPage"]) == (len(seen) < 10, len(seen) > 4)
    assert seen == whole


async def test_the_durations_of_many_lines_are_more_than_an_int_holds() -> None:
    a_year = 527_040
    segment = await a_segment(0, duration_minutes=a_year)
    contact = await a_contact()
    await add_segment_contacts(segment.id, [contact.id] * 4_294, allow_existing=True, now=NOW)
    totals = (await preview(segmentId=global_id(segment)))["totals"]
    assert (totals["interactionCount"], totals["totalDurationMinutes"]) == (4_294, str(4_294 * a_year))
    assert int(totals["totalDurationMinutes"]) > 2**31
    assert (await change("logSegment", segmentId=global_id(segment)))["loggedCount"] == 4_294
