"""Merging contacts as clients ask for it, and asking with the keys of the contact that went."""

from __future__ import annotations

from schema.graph.ids import global_id
from tests.builders import a_company, a_contact, a_segment, an_interaction
from tests.schema.asking import ask
from tests.schema.interacting import ERRORS, done, refused

MERGE = f"""mutation ($input: MergeContactsInput!) {{ mergeContacts(input: $input) {{
    clientMutationId replayed deletedContactId {ERRORS}
    keptContact {{ id phone interactions {{ nodes {{ id }} }} }}
    moved {{ kind moved dropped }} segments {{ id revision lines {{ nodes {{ contact {{ id }} }} }} }} }} }}"""


async def test_a_merge_returns_all_that_a_client_keeps() -> None:
    kept, duplicate = await a_contact(), await a_contact(phone="+493012345678")
    entry = await an_interaction(contact_id=duplicate.id)
    segment = await a_segment(contact_ids=[kept.id, duplicate.id])
    ids = {"keptContactId": global_id(kept), "duplicateContactId": global_id(duplicate)}
    payload = await done(MERGE, **ids, clientMutationId="c", idempotencyKey="k")
    assert payload == {
        "clientMutationId": "c",
        "replayed": False,
        "deletedContactId": global_id(duplicate),
        "userErrors": [],
        "keptContact": {
            "id": global_id(kept),
            "phone": "+493012345678",
            "interactions": {"nodes": [{"id": global_id(entry)}]},
        },
        "moved": [
            {"kind": "INTERACTIONS", "moved": 1, "dropped": 0},
            {"kind": "SEGMENT_LINES", "moved": 0, "dropped": 1},
            *(
                {"kind": kind, "moved": 0, "dropped": 0}
                for kind in (
                    "PEOPLE",
                    "ALTERNATIVE_ADDRESSES",
                    "MAILING_GROUPS",
                    "INDUSTRY_GROUPS",
                    "JOB_RESPONSIBILITIES",
                )
            ),
        ],
        "segments": [
            {
                "id": global_id(segment),
                "revision": segment.revision + 1,
                "lines": {"nodes": [{"contact": {"id": global_id(kept)}}]},
            }
        ],
    }
    again = await done(MERGE, **ids, clientMutationId="c", idempotencyKey="k")
    assert again == payload | {"replayed": True}


async def test_the_id_number_and_external_id_of_the_duplicate_answer_with_the_kept_contact() -> None:
    kept, duplicate = await a_contact(number="W"), await a_contact(number="L", external_id="X-9")
    external = await a_contact(number="E", external_id="X-1")
    for each in (duplicate, external):
        await done(MERGE, keptContactId=global_id(kept), duplicateContactId=global_id(each))
    document = """query ($duplicate: ID!, $kept: ID!) {
        node(id: $duplicate) { id ... on Contact { number } } nodes(ids: [$duplicate, $kept]) { id }
        byId: contact(by: { id: $duplicate }) { id number } byNumber: contact(by: { number: "l" }) { id number }
        byTaken: contact(by: { externalId: "X-9" }) { id }
        byExternalId: contact(by: { externalId: "X-1" }) { id }
        nobody: contact(by: { number: "nobody" }) { id } }"""
    answer = await ask(document, duplicate=global_id(duplicate), kept=global_id(kept))
    stayed = global_id(kept)
    assert answer == {
        "node": {"id": stayed, "number": "W"},
        "nodes": [{"id": stayed}, {"id": stayed}],
        "byId": {"id": stayed, "number": "W"},
        "byNumber": {"id": stayed, "number": "W"},
        "byTaken": {"id": stayed},
        "byExternalId": {"id": stayed},
        "nobody": None,
    }


async def test_a_merge_that_makes_no_sense_is_refused_where_it_was_said() -> None:
    company, person = global_id(await a_company()), global_id(await a_contact())
    for other in (person, company):
        answer = await refused(MERGE, keptContactId=other, duplicateContactId=person)
        assert answer == [("INVALID", "input.duplicateContactId")]
    stale = {"expectedKeptContactRevision": 7, "expectedDuplicateContactRevision": 8}
    other = global_id(await a_contact())
    assert await refused(MERGE, keptContactId=person, duplicateContactId=other, **stale) == [
        ("REVISION_CONFLICT", "input.expectedKeptContactRevision"),
        ("REVISION_CONFLICT", "input.expectedDuplicateContactRevision"),
    ]
