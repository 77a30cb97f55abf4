"""Mailing groups, industry groups and job responsibilities as clients see and change them."""

from __future__ import annotations

from typing import Any

import pytest

from db.models import ContactKind
from db.segments.canceling import cancel_segment
from db.segments.logging import log_segment
from schema.graph.ids import encoded, global_id
from tests.builders import (
    a_company,
    a_contact,
    a_job_responsibility,
    a_mailing_group,
    a_segment,
    an_industry_group,
)
from tests.conftest import NOW
from tests.schema.asking import ask

NOUNS = {
    "MailingGroup": ("mailingGroup", "mailingGroups", ContactKind.PERSON),
    "IndustryGroup": ("industryGroup", "industryGroups", ContactKind.COMPANY),
    "JobResponsibility": ("jobResponsibility", "jobResponsibilities", ContactKind.PERSON),
}
"""Each with its field, the field of all of them, and a kind of contact that may be in it."""

of_every_noun = pytest.mark.parametrize("noun", NOUNS)

ERRORS = "userErrors { code path ... on RevisionConflict { current { __typename id } } }"


async def change(mutation: str, fields: str, key: str | None = None, **values: Any) -> dict[str, Any]:
    """The payload of one mutation."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ {fields} {ERRORS} }} }}"
    return (await ask(document, key, input=values))[mutation]


async def created(noun: str, **values: Any) -> str:
    """The id of a new one."""
    field = NOUNS[noun][0]
    named = {"code": "X-MAS", "description": "Cards", **values}
    payload = await change(f"create{noun}", f"{field} {{ id }}", **named)
    assert payload["userErrors"] == []
    return payload[field]["id"]


@of_every_noun
async def test_a_new_one_comes_with_its_place_in_the_list_and_once_for_a_key(noun: str) -> None:
    field, plural, _ = NOUNS[noun]
    fields = f"{field} {{ id code contactCount }} {field}Edge {{ cursor node {{ id }} }} replayed"
    await created(noun, code="Z")
    values = {"code": "b", "description": "Cards"}
    first = await change(f"create{noun}", fields, "key", **values)
    again = await change(f"create{noun}", fields, "key", **values)
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again[field] == first[field] == {"id": first[field]["id"], "code": "B", "contactCount": 0}
    page = await ask(
        f"query ($after: String!) {{ {plural}(after: $after) {{ nodes {{ code }} }} }}",
        after=again[f"{field}Edge"]["cursor"],
    )
    assert page[plural]["nodes"] == [{"code": "Z"}]


@of_every_noun
async def test_it_is_found_by_its_keys_and_listed_in_the_order_asked_for(noun: str) -> None:
    field, plural, _ = NOUNS[noun]
    identity = await created(noun, description="b")
    await created(noun, code="GIFT", description="A")
    query = f"query ($by: {noun}By!) {{ {field}(by: $by) {{ id }} }}"
    for by in ({"id": identity}, {"code": "x-mas"}):
        assert (await ask(query, by=by))[field] == {"id": identity}
    assert (await ask(query, by={"code": "NEWS"}))[field] is None
    answer = await ask(
        f"""{{
            byCode: {plural} {{ nodes {{ code }} totalCount }}
            byDescription: {plural}(orderBy: [{{ field: DESCRIPTION, direction: DESC }}]) {{ nodes {{ code }} }}
            some: {plural}(where: {{ description: {{ eq: "B" }} }}) {{ nodes {{ code }} }}
        }}"""
    )
    assert [[node["code"] for node in answer[each]["nodes"]] for each in answer] == [
        ["GIFT", "X-MAS"],
        ["X-MAS", "GIFT"],
        ["X-MAS"],
    ]


@of_every_noun
async def test_a_change_says_whether_anything_differed_and_a_stale_one_is_refused(noun: str) -> None:
    field = NOUNS[noun][0]
    values = {f"{field}Id": await created(noun), "description": "Parcels", "expectedRevision": 1}
    fields = f"changed {field} {{ revision description }}"
    changed = await change(f"update{noun}", fields, clientMutationId="x", **values)
    assert (changed["changed"], changed[field]) == (True, {"revision": 2, "description": "Parcels"})
    [error] = (await change(f"update{noun}", fields, **values))["userErrors"]
    assert error == {
        "code": "REVISION_CONFLICT",
        "path": ["input", "expectedRevision"],
        "current": {"__typename": noun, "id": values[f"{field}Id"]},
    }


@of_every_noun
async def test_contacts_come_and_go_and_the_payload_says_who(noun: str) -> None:
    field, plural, kind = NOUNS[noun]
    key, identity = f"{field}Id", await created(noun)
    one, two, three = [global_id(await a_contact(kind=kind)) for _ in range(3)]
    group = f"{field} {{ id contactCount contacts {{ nodes {{ id }} }} }}"
    fields = f"addedCount contactEdges {{ cursor node {{ id {plural} {{ nodes {{ id }} }} }} }} {group}"
    await change(f"add{noun}Contacts", fields, contactIds=[one], **{key: identity})
    added = await change(f"add{noun}Contacts", fields, contactIds=[three, one, two], **{key: identity})
    assert added["addedCount"] == 2
    assert [edge["node"] for edge in added["contactEdges"]] == [
        {"id": each, plural: {"nodes": [{"id": identity}]}} for each in (two, three)
    ]
    assert added[field]["contactCount"] == 3
    assert [node["id"] for node in added[field]["contacts"]["nodes"]] == [one, two, three]
    page = await ask(
        f"""query ($by: {noun}By!, $after: String!) {{
            {field}(by: $by) {{ contacts(after: $after) {{ nodes {{ id }} }} }} }}""",
        by={"id": identity},
        after=added["contactEdges"][0]["cursor"],
    )
    assert page[field]["contacts"]["nodes"] == [{"id": three}]
    fields = f"removedCount contacts {{ id {plural} {{ totalCount }} }} {group}"
    removed = await change(f"remove{noun}Contacts", fields, contactIds=[two], **{key: identity})
    assert (removed["removedCount"], removed["contacts"]) == (1, [{"id": two, plural: {"totalCount": 0}}])
    assert removed[field]["contactCount"] == 2


@of_every_noun
async def test_one_with_contacts_is_deleted_only_with_its_memberships(noun: str) -> None:
    field, _, kind = NOUNS[noun]
    identity, contact = await created(noun), global_id(await a_contact(kind=kind))
    await change(f"add{noun}Contacts", "addedCount", contactIds=[contact], **{f"{field}Id": identity})
    deleted = f"deleted{noun}Id"
    refused = await change(f"delete{noun}", deleted, **{f"{field}Id": identity})
    assert refused == {deleted: None, "userErrors": [{"code": "IN_USE", "path": ["input", f"{field}Id"]}]}
    gone = await change(f"delete{noun}", deleted, withMemberships=True, **{f"{field}Id": identity})
    assert gone == {deleted: identity, "userErrors": []}


async def test_wrong_ids_and_wrong_kinds_are_blamed_on_their_fields() -> None:
    company, person = global_id(await a_company()), global_id(await a_contact())
    industry, job = global_id(await an_industry_group()), global_id(await a_job_responsibility())
    gone = {"mailingGroupId": encoded("MailingGroup", 9), "contactIds": [encoded("Contact", 999)]}
    answers = [
        await change(f"add{noun}Contacts", "addedCount", **arguments)
        for noun, arguments in (
            ("IndustryGroup", {"industryGroupId": industry, "contactIds": [company, person]}),
            ("JobResponsibility", {"jobResponsibilityId": job, "contactIds": [company]}),
            ("JobResponsibility", {"jobResponsibilityId": industry, "contactIds": [job]}),
            ("MailingGroup", gone),
        )
    ]
    assert [[(e["code"], ".".join(e["path"])) for e in each["userErrors"]] for each in answers] == [
        [("INVALID", "input.contactIds.1")],
        [("INVALID", "input.contactIds.0")],
        [("INVALID", "input.jobResponsibilityId"), ("INVALID", "input.contactIds.0")],
        [("NOT_FOUND", "input.mailingGroupId"), ("NOT_FOUND", "input.contactIds.0")],
    ]


async def test_the_industry_groups_of_a_person_are_those_of_the_company() -> None:
    company, elsewhere = await a_company(number="A"), await a_company(number="B")
    await a_contact(number="A1", company_id=company.id)
    await a_contact(number="A2", company_id=company.id)
    await a_contact(number="C")
    food, retail = await an_industry_group(code="FOOD"), await an_industry_group(code="RETAIL")
    for group, contacts in ((food, [company]), (retail, [company, elsewhere])):
        await change(
            "addIndustryGroupContacts",
            "addedCount",
            industryGroupId=global_id(group),
            contactIds=[global_id(each) for each in contacts],
        )
    answer = await ask("{ contacts { nodes { industryGroups { nodes { code } totalCount } } } }")
    assert [node["industryGroups"] for node in answer["contacts"]["nodes"]] == [
        {"nodes": [{"code": code} for code in codes], "totalCount": len(codes)}
        for codes in (["FOOD", "RETAIL"], ["FOOD", "RETAIL"], ["FOOD", "RETAIL"], ["RETAIL"], [])
    ]
    found = await ask(
        "query ($where: ContactWhere) { contacts(where: $where) { nodes { number } totalCount } }",
        where={"industryGroup": {"eq": global_id(food)}},
    )
    assert found["contacts"] == {"nodes": [{"number": each} for each in ("A", "A1", "A2")], "totalCount": 3}


GROUPED = "addedCount changed mailingGroup { contactCount } segment { id status }"


async def test_the_contacts_of_a_segment_are_put_into_a_mailing_group() -> None:
    group, segment, other = await a_mailing_group(), await a_segment(2), await a_contact()
    named = {"segmentId": global_id(segment), "mailingGroupId": global_id(group)}
    await change(
        "addMailingGroupContacts",
        "addedCount",
        mailingGroupId=named["mailingGroupId"],
        contactIds=[global_id(other)],
    )
    first = await change("addMailingGroupContactsFromSegment", GROUPED, **named)
    await log_segment(segment.id, now=NOW)
    second = await change("replaceMailingGroupContactsFromSegment", f"removedCount {GROUPED}", **named)
    again = await change("replaceMailingGroupContactsFromSegment", f"removedCount {GROUPED}", **named)
    assert [
        (
            each["addedCount"],
            each.get("removedCount", 0),
            each["changed"],
            each["mailingGroup"]["contactCount"],
        )
        for each in (first, second, again)
    ] == [(2, 0, True, 3), (0, 1, True, 2), (0, 0, False, 2)]
    assert second["segment"] == {"id": named["segmentId"], "status": "LOGGED"}
    await cancel_segment(segment.id, now=NOW)
    refused = await change("addMailingGroupContactsFromSegment", GROUPED, **named)
    assert refused["userErrors"] == [{"code": "SEGMENT_CANCELED", "path": ["input", "segmentId"]}]
