"""Lines of segments as clients see and change them."""

from __future__ import annotations

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.segments.logging import log_segment
from schema.graph.ids import encoded, global_id
from tests.builders import a_contact, a_salesperson, a_segment, a_template, a_template_language
from tests.conftest import NOW
from tests.db.segments.lines import a_crowd, a_line, euros
from tests.schema.asking import ask
from tests.schema.segments.documents import change, done, lines_of
from tests.statements import counted_statements
from tests.writing import known_caller


async def test_a_line_tells_every_value_and_where_it_comes_from() -> None:
    salesperson = await a_salesperson()
    template = await a_template(
        code="LETTER", cost=euros("1.50"), correspondence_type="HARD_COPY", information_flow="OUTBOUND"
    )
    await a_template_language(template, language="de")
    contact = await a_contact(language="de", salesperson_id=salesperson.id)
    segment = await a_segment(
        template_id=template.id, salesperson_id=None, duration_minutes=5, contact_ids=[contact.id]
    )
    await a_line(segment, description="Dear Ann", occurred_at=NOW, initiated_by="US")
    first, second = await lines_of(global_id(segment))
    assert {
        name: value for name, value in first.items() if isinstance(value, dict) and "origin" in value
    } == {
        "template": {"origin": "SEGMENT", "value": {"code": "LETTER"}},
        "salesperson": {"origin": "CONTACT", "value": {"code": salesperson.code}},
        "cost": {"origin": "TEMPLATE", "value": {"amount": "1.50"}},
        "description": {"origin": "SEGMENT", "value": "Spring letter"},
        "durationMinutes": {"origin": "SEGMENT", "value": 5},
        "correspondenceType": {"origin": "TEMPLATE", "value": "HARD_COPY"},
        "informationFlow": {"origin": "TEMPLATE", "value": "OUTBOUND"},
        "initiatedBy": {"origin": "TEMPLATE", "value": None},
        "language": {"origin": "CONTACT", "value": "de"},
        "occurredAt": {"origin": "SEGMENT", "value": None},
    }
    assert second["salesperson"] == {"origin": "CONTACT", "value": None}
    assert second["description"] == {"origin": "LINE", "value": "Dear Ann"}
    assert second["initiatedBy"] == {"origin": "LINE", "value": "US"}
    assert second["occurredAt"] == {"origin": "LINE", "value": NOW.isoformat().replace("+00:00", "Z")}
    assert (first["contact"], first["interaction"]) == (
        {"id": global_id(contact), "name": contact.name},
        None,
    )


async def test_added_lines_come_with_their_places_and_once_for_a_key() -> None:
    segment, people = await a_segment(1), [await a_contact() for _ in range(3)]
    ids = [global_id(person) for person in people]
    arguments = {
        "segmentId": global_id(segment),
        "contactIds": ids,
        "allowExisting": True,
        "expectedRevision": 1,
    }
    added = await done("addSegmentContacts", "key", **arguments)
    assert (added["addedCount"], added["replayed"]) == (3, False)
    assert added["segment"] == {"id": global_id(segment), "revision": 2, "lineCount": 4}
    assert [edge["node"]["contact"]["id"] for edge in added["lineEdges"]] == ids
    again = await done("addSegmentContacts", "key", **arguments)
    assert again == added | {"replayed": True}
    rest = await ask(
        "query ($id: ID!, $after: String!) { segment(by: { id: $id }) { lines(after: $after) { nodes { id } } } }",
        id=global_id(segment),
        after=added["lineEdges"][1]["cursor"],
    )
    assert rest["segment"]["lines"]["nodes"] == [{"id": added["lineEdges"][2]["node"]["id"]}]


async def test_lines_are_personalized_cleared_and_removed() -> None:
    segment = await a_segment(2, cost=euros(1))
    lines = [line["id"] for line in await lines_of(global_id(segment))]
    other = await a_contact()
    personalized = await done("personalizeSegmentLines", lineIds=lines, values={"cost": {"amount": "2"}})
    assert (personalized["changed"], personalized["segment"]["revision"]) == (True, 2)
    assert [line["cost"]["origin"] for line in personalized["lines"]] == ["LINE", "LINE"]
    same = await done("personalizeSegmentLines", lineIds=lines, values={"cost": {"amount": "2.00"}})
    assert (same["changed"], same["segment"]["revision"]) == (False, 2)
    cleared = await done("personalizeSegmentLines", lineIds=lines[:1], values={"cost": None})
    assert cleared["lines"][0]["cost"] == {"origin": "SEGMENT", "value": {"amount": "1.00"}}
    other_contact = {"lineId": lines[1], "contactId": global_id(other)}
    for changed in (True, False):
        replaced = await done("replaceSegmentLineContact", **other_contact)
        assert (replaced["changed"], replaced["line"]["id"]) == (changed, lines[1])
        assert replaced["line"]["contact"]["id"] == global_id(other)
        assert replaced["line"]["cost"]["origin"] == "SEGMENT"
    gone = await done("removeSegmentLines", lineIds=lines[1:], expectedRevision=4)
    assert gone["deletedLineIds"] == lines[1:]
    assert gone["segment"] == {"id": global_id(segment), "revision": 5, "lineCount": 1}


async def test_changing_lines_costs_no_statement_for_each_line() -> None:
    await known_caller()
    counts = []
    for size in (3, 100):
        segment, people = await a_segment(0), await a_crowd(size)
        ids = [encoded("Contact", person) for person in people]
        with counted_statements() as statements:
            added = await done("addSegmentContacts", segmentId=global_id(segment), contactIds=ids)
            lines = [edge["node"]["id"] for edge in added["lineEdges"]]
            await done("personalizeSegmentLines", lineIds=lines, values={"durationMinutes": 5})
            for policy in ("INHERITED", "ALL", "NONE"):
                arguments = {"segmentId": global_id(segment), "applyTo": policy}
                await done("updateSegment", **arguments, values={"durationMinutes": len(policy)})
            await done("removeSegmentLines", lineIds=lines)
        counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_a_line_of_a_deleted_contact_stays_on_the_logged_segment() -> None:
    company = await a_contact(kind="COMPANY")
    person = await a_contact(company_id=company.id)
    segment = await a_segment(contact_ids=[person.id])
    await log_segment(segment.id, now=NOW)
    await update_contact(person.id, {"name": "Ann"}, now=NOW)
    await delete_contact(person.id, now=NOW)
    [line] = await lines_of(global_id(segment))
    assert line["contact"] is None
    assert line["template"]["value"] == line["interaction"]["template"]
    assert (await change("cancelSegment", segmentId=global_id(segment)))["canceledInteractionCount"] == 1
