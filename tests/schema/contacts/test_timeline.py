"""The timeline as clients page through it, below one contact and below a list."""

from __future__ import annotations

from datetime import timedelta

from db.interactions.creating import Source, create_interaction
from db.interactions.remarking import add_interaction_comment
from schema.graph.ids import global_id
from tests.builders import a_contact, an_interaction
from tests.conftest import NOW
from tests.schema.asking import ask, refusal

PAGE = """query ($id: ID!, $first: Int, $after: String, $last: Int) { contact(by: { id: $id }) {
    timeline(first: $first, after: $after, last: $last) { totalCount
        nodes { __typename ... on Interaction { id status } ... on InteractionComment { id text } }
        edges { cursor node { ... on Node { id } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""


async def test_a_timeline_is_paged_by_cursors_over_both_kinds() -> None:
    contact = await a_contact()
    logged = await an_interaction(contact_id=contact.id, occurred_at=NOW - timedelta(hours=2))
    made = await create_interaction(Source((contact.id,)), {}, postpone=True, now=NOW - timedelta(hours=1))
    comment = (await add_interaction_comment(logged.id, "Call back", now=NOW)).comment
    first = (await ask(PAGE, id=global_id(contact), first=2))["contact"]["timeline"]
    assert first["nodes"] == [
        {"__typename": "InteractionComment", "id": global_id(comment), "text": "Call back"},
        {"__typename": "Interaction", "id": global_id(made.interactions[0]), "status": "POSTPONED"},
    ]
    assert [edge["node"]["id"] for edge in first["edges"]] == [node["id"] for node in first["nodes"]]
    assert first["totalCount"] == 3
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    after = first["pageInfo"]["endCursor"]
    assert after == first["edges"][-1]["cursor"]
    second = (await ask(PAGE, id=global_id(contact), first=2, after=after))["contact"]["timeline"]
    assert [node["id"] for node in second["nodes"]] == [global_id(logged)]
    last = (await ask(PAGE, id=global_id(contact), last=1))["contact"]["timeline"]
    assert last["nodes"] == second["nodes"]


async def test_a_timeline_has_the_limits_and_cursors_of_every_list() -> None:
    contact = global_id(await a_contact())
    assert await refusal(PAGE, id=contact, first=101) == "A page holds from 1 to 100 nodes, not 101."
    other = "This cursor belongs to no place in this list. Use one of the same list and order."
    for cursor in ("x", "WyJudW1iZXIsaWQiLCAiQ1QxIiwgMV0=", "WyItbW9tZW50LC1raW5kLC1pZCIsIDEsIDIsIDNd"):
        assert await refusal(PAGE, id=contact, after=cursor) == other
