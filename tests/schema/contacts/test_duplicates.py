"""Contacts that look like one, as clients work through them."""

from __future__ import annotations

from schema.graph.ids import global_id
from tests.builders import a_company, a_contact
from tests.schema.asking import ask, refusal

GROUPS = """query ($first: Int, $after: String) { duplicateContacts(first: $first, after: $after) {
    nodes { reason kind value contactCount contacts { id name } } edges { cursor node { value } } totalCount
    pageInfo { hasNextPage endCursor } } }"""


async def test_what_looks_like_a_contact_stands_below_it() -> None:
    one = await a_company(name="Acme Ltd", email="info@acme.example")
    other = await a_company(name="ACME", email="INFO@acme.example")
    answer = await ask("{ contacts { nodes { id duplicates { reasons contact { id name } } } } }")
    assert answer["contacts"]["nodes"] == [
        {
            "id": global_id(each),
            "duplicates": [
                {"reasons": ["EMAIL", "NAME"], "contact": {"id": global_id(alike), "name": alike.name}}
            ],
        }
        for each, alike in ((one, other), (other, one))
    ]


async def test_groups_of_contacts_that_look_alike_are_paged() -> None:
    anns = [await a_contact(name="Ann Bell") for _ in range(3)]
    eves = [await a_contact(name="Eve", email="eve@example.com") for _ in range(2)]
    first = (await ask(GROUPS, first=1))["duplicateContacts"]
    assert first["nodes"] == [
        {
            "reason": "NAME",
            "kind": "PERSON",
            "value": "ann bell",
            "contactCount": 3,
            "contacts": [{"id": global_id(each), "name": "Ann Bell"} for each in anns],
        }
    ]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    rest = (await ask(GROUPS, after=first["pageInfo"]["endCursor"]))["duplicateContacts"]
    assert [(node["reason"], node["value"]) for node in rest["nodes"]] == [
        ("EMAIL", "eve@example.com"),
        ("NAME", "eve"),
    ]
    assert [each["id"] for each in rest["nodes"][0]["contacts"]] == [global_id(each) for each in eves]
    assert rest["pageInfo"]["hasNextPage"] is False


async def test_groups_have_the_limits_and_cursors_of_every_list() -> None:
    assert await refusal(GROUPS, first=0) == "A page holds from 1 to 100 nodes, not 0."
    other = "This cursor belongs to no place in this list. Use one of the same list and order."
    assert await refusal(GROUPS, after="WzEsMl0=") == other
