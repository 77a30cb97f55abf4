"""Connections: forward, backward, under many parents, without jumps or repeats."""

from __future__ import annotations

from typing import Any

import pytest

from db.interactions.creating import Source, create_interaction
from schema.graph.ids import global_id
from tests.builders import a_company, a_contact
from tests.conftest import NOW
from tests.schema.asking import ask, refusal

PAGE = """query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: [ContactOrder!]) {
    contacts(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
        nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""

ORDERS: list[list[dict[str, str]]] = [
    [],
    [{"field": "NUMBER", "direction": "DESC"}],
    [{"field": "NAME"}],
    [{"field": "NAME", "direction": "DESC"}],
    [{"field": "CREATED_AT"}, {"field": "NAME", "direction": "DESC"}],
]


async def page(**variables: Any) -> dict[str, Any]:
    return (await ask(PAGE, **variables))["contacts"]


async def walked(order: list[dict[str, str]], size: int) -> list[str]:
    names: list[str] = []
    after = None
    while True:
        found = await page(first=size, after=after, orderBy=order)
        names += [node["name"] for node in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            return names


@pytest.mark.parametrize("order", ORDERS)
async def test_pages_of_any_size_give_every_node_once_in_order(order: list[dict[str, str]]) -> None:
    for name in ("Émile", "bob", "Anna", "anna", "Борис", "Zoë", "Анна"):
        await a_contact(name=name)
    whole = [node["name"] for node in (await page(first=100, orderBy=order))["nodes"]]
    assert len(whole) == 7
    for size in (1, 2, 3, 6, 7):
        assert await walked(order, size) == whole


@pytest.mark.parametrize("order", ORDERS)
async def test_backward_is_forward_read_from_the_end(order: list[dict[str, str]]) -> None:
    for place in range(5):
        await a_contact(name=f"{place % 3}")
    forward = (await page(first=5, orderBy=order))["nodes"]
    last = await page(last=2, orderBy=order)
    assert last["nodes"] == forward[3:]
    assert last["pageInfo"]["hasPreviousPage"] and not last["pageInfo"]["hasNextPage"]
    before = await page(last=2, before=last["pageInfo"]["startCursor"], orderBy=order)
    assert before["nodes"] == forward[1:3]
    assert before["pageInfo"]["hasPreviousPage"] and before["pageInfo"]["hasNextPage"]


async def test_names_sort_alike_on_both_databases() -> None:
    for name in ("b", "A", "Ä", "a", "Z", "я", "Б"):
        await a_contact(name=name)
    names = [node["name"] for node in (await page(first=9, orderBy=[{"field": "NAME"}]))["nodes"]]
    assert names == ["A", "a", "b", "Z", "Ä", "Б", "я"]


async def test_a_page_does_not_move_when_nodes_are_added_before_it() -> None:
    for name in ("C", "D", "E", "F"):
        await a_contact(name=name)
    first = await page(first=2, orderBy=[{"field": "NAME"}])
    await a_contact(name="A")
    await a_contact(name="CC")
    second = await page(first=2, after=first["pageInfo"]["endCursor"], orderBy=[{"field": "NAME"}])
    assert [node["name"] for node in second["nodes"]] == ["E", "F"]


async def test_an_empty_list_has_no_cursors() -> None:
    assert await page(first=5) == {
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        "totalCount": 0,
    }


async def test_every_parent_gets_its_own_page_and_count() -> None:
    companies = [await a_company(name=f"Company {place}") for place in range(3)]
    for size, company in enumerate(companies):
        for place in range(size * 2):
            await a_contact(name=f"{size}-{place}", company_id=company.id)
    document = """{ contacts(where: { kind: COMPANY }) { nodes { people(first: 2) {
        nodes { name } totalCount pageInfo { hasNextPage endCursor } } } } }"""
    found = [node["people"] for node in (await ask(document))["contacts"]["nodes"]]
    assert [people["totalCount"] for people in found] == [0, 2, 4]
    assert [len(people["nodes"]) for people in found] == [0, 2, 2]
    assert [people["pageInfo"]["hasNextPage"] for people in found] == [False, False, True]
    again = await ask(
        "query ($id: ID!, $after: String) { contact(by: { id: $id }) { people(after: $after) { nodes { name } } } }",
        id=global_id(companies[2]),
        after=found[2]["pageInfo"]["endCursor"],
    )
    assert [node["name"] for node in again["contact"]["people"]["nodes"]] == ["2-2", "2-3"]


async def test_a_reminder_that_is_missing_counts_as_the_latest() -> None:
    contact = await a_contact()
    for description, reminder in (("late", NOW.replace(year=2027)), ("never", None), ("soon", NOW)):
        values = {"description": description, "remind_at": reminder}
        await create_interaction(Source((contact.id,)), values, postpone=True, now=NOW)
    document = """query ($after: String, $direction: Direction!) {
        postponedInteractions(first: 1, after: $after, orderBy: [{ field: REMIND_AT, direction: $direction }]) {
            nodes { description } pageInfo { endCursor hasNextPage } } }"""
    for direction, expected in (("ASC", ["soon", "late", "never"]), ("DESC", ["never", "late", "soon"])):
        found: list[str] = []
        after, more = None, True
        while more:
            answer = (await ask(document, after=after, direction=direction))["postponedInteractions"]
            found += [node["description"] for node in answer["nodes"]]
            after, more = answer["pageInfo"]["endCursor"], answer["pageInfo"]["hasNextPage"]
        assert found == expected


async def test_a_cursor_of_another_order_is_refused() -> None:
    await a_contact()
    cursor = (await page(first=1))["pageInfo"]["endCursor"]
    message = await refusal(PAGE, first=1, after=cursor, orderBy=[{"field": "NAME"}])
    assert message == "This cursor belongs to no place in this list. Use one of the same list and order."


async def test_a_list_is_counted_as_exactly_as_asked() -> None:
    for _ in range(4):
        await a_contact()
    counts = """{ contacts(first: 1) {
        exact: count { value precision } capped: count(precision: AT_LEAST, limit: 3) { value precision }
        small: count(precision: AT_LEAST, limit: 9) { value precision }
        about: count(precision: ESTIMATE) { precision } } }"""
    assert (await ask(counts))["contacts"] == {
        "exact": {"value": 4, "precision": "EXACT"},
        "capped": {"value": 3, "precision": "AT_LEAST"},
        "small": {"value": 4, "precision": "EXACT"},
        "about": {"precision": "ESTIMATE"},
    }


async def test_the_id_of_the_row_behind_an_edge_costs_no_statement() -> None:
    from tests.statements import counted_statements

    company = await a_company()
    await a_contact(company_id=company.id)
    with counted_statements() as statements:
        answer = await ask("{ contacts { nodes { company { id } } } }")
    assert len(statements) == 1
    assert answer["contacts"]["nodes"][1]["company"]["id"] == global_id(company)
