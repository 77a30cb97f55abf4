"""The audit log as clients ask for it."""

from __future__ import annotations

from typing import Any

import pytest

from db.contacts.editing import update_contact
from db.contacts.merging import merge_contacts
from schema import schema
from schema.graph.context import Context
from schema.graph.ids import encoded, global_id
from tests.builders import a_contact
from tests.conftest import NOW
from tests.schema.asking import ask, refusal
from tests.statements import counted_statements

ENTRY = """id happenedAt action caller { key kind name salesperson { id } apiKey { id } } ipAddress
    requestId operationName subjectId subjectIds subject { __typename id }"""
LOG = f"""query ($where: AuditEntryWhere, $first: Int, $after: String) {{
    auditLog(where: $where, first: $first, after: $after) {{
        nodes {{ {ENTRY} }} totalCount pageInfo {{ endCursor hasNextPage }} }} }}"""
CREATE = """mutation Welcome { createContact(input: { kind: PERSON, name: "Ann" }) { contact { id } } }"""
UPDATE = """mutation ($id: ID!, $city: String!) {
    updateContact(input: { contactId: $id, address: { city: $city } }) { changed } }"""
DELETE = "mutation ($id: ID!) { deleteContact(input: { contactId: $id }) { deletedContactId } }"


async def log(**variables: Any) -> list[dict[str, Any]]:
    return (await ask(LOG, **variables))["auditLog"]["nodes"]


async def a_life() -> str:
    """A contact that was created, changed and deleted: its id."""
    identity = (await ask(CREATE))["createContact"]["contact"]["id"]
    await ask(UPDATE, id=identity, city="Bern")
    await ask(DELETE, id=identity)
    return identity


async def test_an_entry_tells_what_was_done_by_whom_and_to_what() -> None:
    context = Context(now=NOW, request_id="request-7", address="192.0.2.1")
    result = await schema.execute(CREATE, context_value=context)
    assert result.data is not None
    contact = result.data["createContact"]["contact"]
    [entry] = await log()
    assert entry.pop("id")
    assert entry == {
        "happenedAt": "2026-03-02T09:30:00Z", "action": "createContact",
        "caller": {"key": "local", "kind": "LOCAL", "name": "local", "salesperson": None, "apiKey": None},
        "ipAddress": "192.0.2.1", "requestId": "request-7",
        "operationName": "Welcome", "subjectId": contact["id"], "subjectIds": [contact["id"]],
        "subject": {"__typename": "Contact", "id": contact["id"]},
    }  # fmt: skip


async def test_the_latest_comes_first_and_what_is_gone_keeps_its_id() -> None:
    identity = await a_life()
    entries = await log()
    assert [each["action"] for each in entries] == ["deleteContact", "updateContact", "createContact"]
    assert {each["subjectId"] for each in entries} == {identity}
    assert [each["subject"] for each in entries] == [None] * 3


async def test_the_log_is_paged_and_an_entry_is_a_node() -> None:
    await a_life()
    page = (await ask(LOG, first=2))["auditLog"]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
    [last] = await log(first=2, after=page["pageInfo"]["endCursor"])
    assert last["action"] == "createContact"
    found = await ask(
        f"query ($id: ID!) {{ node(id: $id) {{ ... on AuditEntry {{ {ENTRY} }} }} }}", id=last["id"]
    )
    assert found["node"] == last


async def test_entries_are_chosen_by_subject_action_caller_and_moment() -> None:
    identity = await a_life()
    other = (await ask(CREATE))["createContact"]["contact"]["id"]
    assert len(await log(where={"subjectId": identity})) == 3
    assert [each["subjectId"] for each in await log(where={"action": ["createContact"]})] == [other, identity]
    assert len(await log(where={"callerKey": "local", "subjectId": other})) == 1
    assert await log(where={"callerKey": "key:abc"}) == []
    assert len(await log(where={"happenedAt": {"from": NOW.isoformat()}})) == 4
    assert await log(where={"happenedAt": {"until": NOW.isoformat()}}) == []


@pytest.mark.parametrize("identity", ["nonsense", encoded("Nothing", 1)])
async def test_a_subject_that_is_no_id_is_told(identity: str) -> None:
    assert "is not an id" in await refusal(LOG, where={"subjectId": identity})


async def test_the_subject_of_a_merged_contact_is_the_one_that_stayed() -> None:
    duplicate, kept = (await ask(CREATE))["createContact"]["contact"]["id"], await a_contact()
    await merge_contacts(kept.id, 1, now=NOW)
    [entry] = await log(where={"subjectId": duplicate})
    assert entry["subject"]["id"] == global_id(kept)


async def test_a_page_costs_a_statement_for_each_noun_of_its_subjects() -> None:
    for _ in range(3):
        await a_life()
        await ask(CREATE)
    document = "{ auditLog { nodes { subject { id } } } }"
    with counted_statements() as statements:
        await ask(document)
    merged = 1
    assert len(statements) == 2 + merged


async def test_a_write_without_a_request_is_not_in_it() -> None:
    contact = await a_contact()
    await update_contact(contact.id, {"address": {"city": "Bern"}}, now=NOW)
    assert await log() == []
