"""Segments as clients see and change them."""

from __future__ import annotations

from datetime import timedelta

from db.models import Segment
from db.segments.canceling import cancel_segment
from db.segments.logging import log_segment
from schema.graph.ids import encoded, global_id
from tests.builders import a_contact, a_segment, a_template
from tests.conftest import NOW
from tests.db.segments.lines import a_crowd, a_line, euros
from tests.schema.asking import ask, refusal
from tests.schema.segments.documents import LINE, done, lines_of, refused
from tests.statements import counted_statements


async def test_a_new_segment_comes_with_its_place_in_the_list_and_once_for_a_key() -> None:
    contact = await a_contact()
    values = {"description": "Spring", "contactIds": [global_id(contact)]}
    created = await done("createSegment", "key", **values)
    await done("createSegment", number="SM00002", description="Other")
    again = await done("createSegment", "key", **values)
    assert (created["replayed"], again["replayed"]) == (False, True)
    assert again["segment"] == created["segment"] == {"id": created["segment"]["id"], "number": "SM00001"}
    page = await ask(
        "query ($after: String!) { segments(after: $after) { nodes { number } } }",
        after=again["segmentEdge"]["cursor"],
    )
    assert page["segments"]["nodes"] == [{"number": "SM00002"}]


async def test_what_is_left_out_stays_and_null_clears_but_not_the_description() -> None:
    segment = await a_segment(0, cost=euros(5))
    template = await a_template()
    changed = await done(
        "updateSegment",
        segmentId=global_id(segment),
        values={"templateId": global_id(template), "cost": {"amount": "7.50"}},
    )
    assert changed["segment"]["template"] == {"code": template.code}
    assert changed["segment"]["cost"] == {"amount": "7.50"}
    changed = await done("updateSegment", segmentId=global_id(segment), values={"cost": None})
    assert (changed["segment"]["cost"], changed["segment"]["template"]) == (None, {"code": template.code})
    again = await done("updateSegment", segmentId=global_id(segment), values=None, expectedRevision=3)
    assert (again["changed"], again["segment"]["revision"]) == (False, 3)
    [error] = await refused("updateSegment", segmentId=global_id(segment), description=None)
    assert (error["code"], error["path"]) == ("REQUIRED", ["input", "description"])


async def test_lines_follow_a_change_as_the_policy_says() -> None:
    seen = []
    for policy in ("INHERITED", "ALL", "NONE"):
        segment = await a_segment(1, cost=euros(1))
        await a_line(segment, cost=euros(2))
        arguments = {"segmentId": global_id(segment), "values": {"cost": {"amount": "9"}}, "applyTo": policy}
        assert (await done("updateSegment", **arguments))["changed"]
        lines = await lines_of(global_id(segment))
        seen.append([f"{line['cost']['value']['amount']} {line['cost']['origin']}" for line in lines])
    assert seen == [["9.00 SEGMENT", "2.00 LINE"], ["9.00 SEGMENT"] * 2, ["1.00 LINE", "2.00 LINE"]]


async def test_wrong_and_unknown_ids_are_blamed_on_their_fields() -> None:
    segment = await a_segment(1)
    contact, line = global_id(await a_contact()), (await lines_of(global_id(segment)))[0]["id"]
    found = [
        await refused("addSegmentContacts", segmentId=contact, contactIds=[contact, line]),
        await refused("personalizeSegmentLines", lineIds=[line, contact, "?"], values={"templateId": line}),
        await refused(
            "personalizeSegmentLines", lineIds=[line], values={"salespersonId": encoded("Salesperson", 9)}
        ),
        await refused("deleteSegment", segmentId=encoded("Segment", 999)),
    ]
    assert [[(error["code"], ".".join(error["path"])) for error in errors] for errors in found] == [
        [("INVALID", "input.segmentId"), ("INVALID", "input.contactIds.1")],
        [
            ("INVALID", "input.lineIds.1"),
            ("INVALID", "input.lineIds.2"),
            ("INVALID", "input.values.templateId"),
        ],
        [("NOT_FOUND", "input.values.salespersonId")],
        [("NOT_FOUND", "input.segmentId")],
    ]


async def test_a_stale_revision_gets_the_segment_as_it_is() -> None:
    segment = await a_segment(1)
    identity, contact = global_id(segment), global_id(await a_contact())
    [line] = await lines_of(identity)
    stale = {"expectedRevision": 7}
    for errors in (
        await refused("updateSegment", segmentId=identity, description="Summer", **stale),
        await refused("addSegmentContacts", segmentId=identity, contactIds=[contact], **stale),
        await refused("personalizeSegmentLines", lineIds=[line["id"]], values={"cost": None}, **stale),
        await refused("removeSegmentLines", lineIds=[line["id"]], **stale),
        await refused("deleteSegment", segmentId=identity, **stale),
        await refused("logSegment", segmentId=identity, **stale),
    ):
        [error] = errors
        assert (error["__typename"], error["code"]) == ("RevisionConflict", "REVISION_CONFLICT")
        assert error["path"] == ["input", "expectedRevision"]
        assert error["current"] == {"__typename": "Segment", "id": identity}


async def test_a_logged_segment_refuses_every_change_and_shows_itself() -> None:
    segment = await a_segment(1)
    identity, contact = global_id(segment), global_id(await a_contact())
    [line] = await lines_of(identity)
    await log_segment(segment.id, now=NOW)
    for errors in (
        await refused("updateSegment", segmentId=identity, description="Summer"),
        await refused("addSegmentContacts", segmentId=identity, contactIds=[contact]),
        await refused("personalizeSegmentLines", lineIds=[line["id"]], values={"cost": None}),
        await refused("removeSegmentLines", lineIds=[line["id"]]),
        await refused("logSegment", segmentId=identity),
    ):
        [error] = errors
        assert (error["__typename"], error["code"]) == ("SegmentAlreadyLogged", "SEGMENT_ALREADY_LOGGED")
        assert error["segment"] == {"id": identity, "status": "LOGGED"}


async def test_a_segment_is_canceled_restored_and_deleted() -> None:
    segment = await a_segment(2)
    identity = global_id(segment)
    [error] = await refused("cancelSegment", segmentId=identity)
    assert (error["code"], error["path"]) == ("NOT_LOGGED", ["input", "segmentId"])
    await log_segment(segment.id, now=NOW)
    [error] = await refused("deleteSegment", segmentId=identity)
    assert error["code"] == "MUST_CANCEL_FIRST"
    canceled = await done("cancelSegment", segmentId=identity)
    assert (canceled["changed"], canceled["canceledInteractionCount"]) == (True, 2)
    assert canceled["segment"] == {
        "id": identity,
        "status": "CANCELED",
        "canceledAt": "2026-03-02T09:30:00Z",
        "availableActions": ["RESTORE", "DELETE"],
    }
    assert not (await done("cancelSegment", segmentId=identity))["changed"]
    restored = await done("restoreSegment", segmentId=identity)
    assert (restored["changed"], restored["segment"]["availableActions"]) == (
        True,
        ["FOLLOW_UP", "ADD_MAILING_GROUP_CONTACTS", "REPLACE_MAILING_GROUP_CONTACTS", "CANCEL"],
    )
    await done("cancelSegment", segmentId=identity)
    assert (await done("deleteSegment", segmentId=identity))["deletedSegmentId"] == identity
    log = await ask("{ interactions { nodes { status segment { id } } } }")
    assert log["interactions"]["nodes"] == [{"status": "CANCELED", "segment": None}] * 2


async def test_segments_are_found_by_key_status_and_contact_and_logged_ones_apart() -> None:
    contact = await a_contact()
    opened = await a_segment(number="OPEN", contact_ids=[contact.id])
    for place, number in enumerate(("FIRST", "LAST")):
        await log_segment((await a_segment(1, number=number)).id, now=NOW + timedelta(hours=place))
    await cancel_segment((await Segment.get(number="FIRST")).id, now=NOW)
    answer = await ask(
        """query ($id: ID!, $contact: ID!) {
            byId: segment(by: { id: $id }) { number availableActions }
            byNumber: segment(by: { number: "last" }) { number availableActions }
            none: segment(by: { number: "NONE" }) { number }
            open: segments(where: { status: [OPEN] }) { totalCount nodes { number } }
            held: segments(where: { contactId: $contact }) { nodes { number } }
            logged: loggedSegments { totalCount nodes { number status } }
        }""",
        id=global_id(opened),
        contact=global_id(contact),
    )
    actions = [
        "UPDATE",
        "ADD_CONTACTS",
        "PERSONALIZE_LINES",
        "LOG",
        "ADD_MAILING_GROUP_CONTACTS",
        "REPLACE_MAILING_GROUP_CONTACTS",
        "DELETE",
    ]
    assert answer == {
        "byId": {
            "number": "OPEN",
            "availableActions": actions,
        },
        "byNumber": {
            "number": "LAST",
            "availableActions": [
                "FOLLOW_UP",
                "ADD_MAILING_GROUP_CONTACTS",
                "REPLACE_MAILING_GROUP_CONTACTS",
                "CANCEL",
            ],
        },
        "none": None,
        "open": {"totalCount": 1, "nodes": [{"number": "OPEN"}]},
        "held": {"nodes": [{"number": "OPEN"}]},
        "logged": {
            "totalCount": 2,
            "nodes": [{"number": "LAST", "status": "LOGGED"}, {"number": "FIRST", "status": "CANCELED"}],
        },
    }
    assert "1 to 100" in await refusal("{ segments(first: 101) { nodes { id } } }")


async def test_a_page_of_segments_with_all_that_their_lines_show_costs_no_statement_for_each_row() -> None:
    document = f"""query ($first: Int!) {{ segments(first: $first) {{ totalCount nodes {{
        id number status lineCount availableActions template {{ code }} salesperson {{ code }} followUpOf {{ id }}
        interactions(first: 2) {{ totalCount nodes {{ title }} }}
        lines(first: 50) {{ totalCount nodes {{ {LINE} }} }} }} }} }}"""
    counts = []
    for size in (1, 12):
        for _ in range(size):
            segment = await a_segment(contact_ids=await a_crowd(size * 4))
            if size == 1 or segment.id % 2:
                await log_segment(segment.id, now=NOW)
        with counted_statements() as statements:
            page = (await ask(document, first=100))["segments"]
        counts.append(len(statements))
    assert page["totalCount"] == 13
    assert sum(len(segment["lines"]["nodes"]) for segment in page["nodes"]) == 4 + 12 * 48
    assert counts[0] == counts[1]
