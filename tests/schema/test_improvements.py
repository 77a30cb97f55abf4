"""Where we differ from Business Central on purpose: a test for each number in docs/quirks.md, as clients see it."""

from __future__ import annotations

from typing import Any

from db.models import Interaction, Segment
from schema import schema
from schema.graph.ids import global_id
from tests.builders import (
    a_company,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.db.segments.lines import a_line, entries_of, lines_of
from tests.schema import interacting
from tests.schema.asking import ask
from tests.schema.interacting import CANCEL, CREATE, EVALUATE, RESTORE, RESUME
from tests.schema.segments.documents import change, done, refused

PREVIEW = """query ($id: ID!) { previewSegmentLog(input: { segmentId: $id }) {
    issues { nodes { code line { id } } } } }"""
SEGMENTS = """{ loggedSegments { nodes { id status loggedAt lineCount } }
    open: segments(where: { status: OPEN }) { totalCount } }"""
COUNTED = """query ($id: ID!) { contact(by: { id: $id }) { statistics { interactionCount totalCost { amount } } } }"""


async def test_improvement_1_anything_may_be_postponed() -> None:
    source = {"salespersonId": global_id(await a_salesperson())}
    postponed = await interacting.done(CREATE, source=source, mode="POSTPONE", values={})
    [interaction] = postponed["interactions"]
    needed = await ask(
        "query ($id: ID!) { interaction(by: { id: $id }) { missingFields remindAt } }", id=interaction["id"]
    )
    assert needed["interaction"] == {
        "missingFields": ["CONTACT", "TEMPLATE", "DESCRIPTION"], "remindAt": None
    }  # fmt: skip
    refusals = await interacting.refused(RESUME, interactionId=interaction["id"])
    assert [code for code, _ in refusals] == ["REQUIRED"] * 3


async def test_improvement_2_a_logged_segment_stays_and_is_read_only() -> None:
    segment = await a_segment(2)
    await done("logSegment", segmentId=global_id(segment))
    found = await ask(SEGMENTS)
    [stays] = found["loggedSegments"]["nodes"]
    assert (stays["id"], stays["status"], stays["lineCount"]) == (global_id(segment), "LOGGED", 2)
    assert stays["loggedAt"] and found["open"]["totalCount"] == 0
    for verb, values in (
        ("updateSegment", {"segmentId": stays["id"], "description": "Another"}),
        ("personalizeSegmentLines", {"lineIds": [global_id((await lines_of(segment))[0])], "values": {}}),
        ("undoSegmentStep", {"segmentId": stays["id"]}),
    ):
        [error] = await refused(verb, **values)
        assert error["code"] == "SEGMENT_ALREADY_LOGGED", verb


async def test_improvement_3_a_line_keeps_only_what_differs() -> None:
    segment = await a_segment(2)
    personal, other = [global_id(line) for line in await lines_of(segment)]
    await done("personalizeSegmentLines", lineIds=[personal], values={"description": "Dear Ann"})
    await done("updateSegment", segmentId=global_id(segment), description="Autumn letter")
    shown = await ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on SegmentLine { description { value origin } } } }",
        ids=[personal, other],
    )
    assert [node["description"] for node in shown["nodes"]] == [
        {"value": "Dear Ann", "origin": "LINE"}, {"value": "Autumn letter", "origin": "SEGMENT"}
    ]  # fmt: skip


async def test_improvement_4_every_bad_line_is_reported_before_and_while_logging() -> None:
    blocked = [await a_contact(privacy_blocked=True) for _ in range(2)]
    segment = await a_segment(1, salesperson_id=None)
    for contact in blocked:
        await a_line(segment, contact)
    before = [
        (each["line"]["id"], each["code"])
        for each in (await ask(PREVIEW, id=global_id(segment)))["previewSegmentLog"]["issues"]["nodes"]
    ]
    [error] = await refused("logSegment", segmentId=global_id(segment))
    assert [(each["line"]["id"], each["code"]) for each in error["lines"]] == before
    assert sorted(code for _, code in before) == ["CONTACT_BLOCKED"] * 2 + ["REQUIRED"] * 3
    assert not await Interaction.exists()


async def test_improvement_5_undo_gives_back_what_was_personalized() -> None:
    segment = await a_segment(2)
    first, _ = [global_id(line) for line in await lines_of(segment)]
    await done("personalizeSegmentLines", lineIds=[first], values={"description": "Dear Ann"})
    everybody = {"number": {"isNull": False}}
    reduced = await done("reduceSegment", segmentId=global_id(segment), criteria=everybody)
    assert reduced["segment"]["lineCount"] == 0
    await done("undoSegmentStep", segmentId=global_id(segment))
    shown = await ask(
        "query ($id: ID!) { node(id: $id) { ... on SegmentLine { description { value origin } } } }", id=first
    )
    assert shown["node"]["description"] == {"value": "Dear Ann", "origin": "LINE"}


async def test_improvement_6_a_follow_up_asks_for_an_outcome_and_reports_who_needs_a_look() -> None:
    people = [await a_contact() for _ in range(3)]
    segment = await a_segment(contact_ids=[each.id for each in people])
    await done("logSegment", segmentId=global_id(segment))
    happy, angry, _ = await entries_of(segment)
    for entry, evaluation in ((happy, "POSITIVE"), (angry, "NEGATIVE")):
        await interacting.done(EVALUATE, interactionId=global_id(entry), evaluation=evaluation)
    blocked = {"contactId": global_id(people[0]), "privacyBlocked": True}
    update = "mutation ($input: UpdateContactInput!) { updateContact(input: $input) { changed } }"
    await ask(update, input=blocked)
    everybody = await done("createFollowUpSegment", segmentId=global_id(segment))
    assert everybody["followUpReport"] == {"contactCount": 3, "blockedCount": 1, "excludedCount": 0}
    glad = await done(
        "createFollowUpSegment", segmentId=global_id(segment), where={"evaluation": ["POSITIVE"]}
    )
    assert glad["followUpReport"] == {"contactCount": 1, "blockedCount": 1, "excludedCount": 0}
    assert glad["followUpLeftOut"]["unmatchedCount"] == 2


async def test_improvement_7_canceling_says_what_it_wants_whatever_the_first_entry_is() -> None:
    first, second = [await an_interaction() for _ in range(2)]
    await interacting.done(CANCEL, interactionIds=[global_id(first)])
    both = [global_id(first), global_id(second)]
    for document, status in ((CANCEL, "CANCELED"), (RESTORE, "LOGGED")):
        marked = await interacting.done(document, interactionIds=both)
        assert marked["changed"] and {each["status"] for each in marked["interactions"]} == {status}
        assert all(bool(each["canceledAt"]) is (status == "CANCELED") for each in marked["interactions"])
        assert not (await interacting.done(document, interactionIds=both))["changed"]


def test_improvement_8_every_write_says_what_repeating_it_does() -> None:
    """Either it takes a key and says whether it was replayed, or it says whether it changed anything, or how much."""
    verbs = schema._schema.mutation_type.fields  # type: ignore[union-attr]
    assert len(verbs) > 60
    for name, verb in verbs.items():
        given = verb.args["input"].type.of_type.fields  # type: ignore[union-attr]
        payload = getattr(verb.type, "of_type", verb.type).fields  # type: ignore[union-attr]
        assert ("idempotencyKey" in given) is ("replayed" in payload), name
        gone = name.startswith(("delete", "remove"))  # what is gone is gone
        assert gone or not {"replayed", "changed", "addedCount", "changedCount"}.isdisjoint(payload), name


async def test_improvement_8_what_is_repeated_is_done_once_and_an_old_revision_changes_nothing() -> None:
    given = {"description": "Spring letter", "idempotencyKey": "key"}
    first, second = [await done("createSegment", **given) for _ in range(2)]
    assert second == first | {"replayed": True} and await Segment.all().count() == 1
    changing = {"segmentId": first["segment"]["id"], "expectedRevision": 1}
    await done("updateSegment", **changing, description="Autumn letter")
    [error] = await refused("updateSegment", **changing, description="Winter letter")
    assert error["__typename"] == "RevisionConflict"
    assert (await Segment.get()).description == "Autumn letter"


async def test_improvement_9_a_segment_logged_again_gets_its_answer_or_the_logged_segment() -> None:
    segment = await a_segment(2)
    logged = await done("logSegment", "key", segmentId=global_id(segment))
    assert await change("logSegment", "key", segmentId=global_id(segment)) == logged | {"replayed": True}
    [error] = await refused("logSegment", segmentId=global_id(segment))
    assert error["__typename"] == "SegmentAlreadyLogged"
    assert error["segment"] == {"id": global_id(segment), "status": "LOGGED"}
    assert await Interaction.all().count() == 2


async def test_improvement_10_resume_writes_to_the_entry_that_was_resumed() -> None:
    contact = await a_contact(salesperson_id=(await a_salesperson()).id)
    earlier, later = [
        await a_postponed_interaction(contact_id=contact.id, description=description)
        for description in ("A", "B")
    ]
    template = global_id(await a_template(description="Call"))
    resumed = await interacting.done(
        RESUME, interactionId=global_id(earlier), values={"templateId": template}
    )
    assert resumed["interaction"]["id"] == global_id(earlier)
    states = {row.id: (row.status, row.description) for row in await Interaction.all()}
    assert states == {earlier.id: ("LOGGED", "A"), later.id: ("POSTPONED", "B")}


async def test_improvement_10_a_refinement_by_entire_companies_is_one_when_it_is_reused() -> None:
    company = await a_company(name="Acme")
    for name, employer in (("Bea", company.id), ("Cid", company.id), ("Dan", None)):
        await a_contact(name=name, company_id=employer)
    segment, other = [global_id(await a_segment(0)) for _ in range(2)]
    everybody: dict[str, Any] = {"number": {"isNull": False}}
    await done("addSegmentContactsByCriteria", segmentId=segment, criteria=everybody)
    bea = {"name": {"eq": "Bea"}}
    refined = await done("refineSegment", segmentId=segment, criteria=bea, entireCompanies=True)
    assert refined["segment"]["lineCount"] == 3
    saved = await done("saveSegmentCriteria", segmentId=segment, code="ACME")
    reused = await done("reuseSegmentCriteria", segmentId=other, savedCriteriaId=saved["savedCriteria"]["id"])
    assert reused["segment"]["lineCount"] == 3


async def test_improvement_10_statistics_of_a_canceled_entry_never_count() -> None:
    contact = await a_contact()
    entry = await an_interaction(contact_id=contact.id)
    counts = []
    for document in (CANCEL, RESTORE):
        await interacting.done(document, interactionIds=[global_id(entry)])
        counted = (await ask(COUNTED, id=global_id(contact)))["contact"]["statistics"]
        counts.append(counted["interactionCount"])
    assert counts == [0, 1]
