"""A list reads the columns that the selection needs, and what nobody asks for costs no statement."""

from __future__ import annotations

import re

import pytest

from db.interactions.creating import Source, create_interaction
from schema import schema
from schema.graph.context import Context
from schema.graph.ids import global_id
from tests.builders import a_company, a_contact, a_segment, a_template, an_interaction
from tests.conftest import NOW
from tests.schema.asking import ask
from tests.statements import Statements, counted_statements


def columns(statements: Statements, place: int) -> set[str]:
    """The columns that a statement reads of the rows that it is about."""
    [chosen] = re.findall(r"SELECT (.*?) FROM", statements.texts[place], re.DOTALL)[:1]
    return {each.split(".")[-1].strip('" ') for each in chosen.split(",")}


async def read_by(document: str) -> Statements:
    with counted_statements() as statements:
        await ask(document)
    return statements


@pytest.mark.parametrize(
    "selection, read",
    [
        ("id", {"id", "number"}),
        ("name email", {"id", "number", "name", "email"}),
        ("__typename company { id }", {"id", "number", "company_id"}),
        ("... on Node { id } ...F", {"id", "number", "phone"}),
    ],
)
async def test_a_list_reads_what_is_selected_its_order_and_the_id(selection: str, read: set[str]) -> None:
    company = await a_company()
    await a_contact(company_id=company.id)
    fragment = " fragment F on Contact { phone }" if "...F" in selection else ""
    statements = await read_by(f"{{ contacts {{ nodes {{ {selection} }} }} }}{fragment}")
    assert len(statements) == 1
    assert columns(statements, 0) == read


async def test_nodes_and_edges_of_one_list_are_read_together() -> None:
    await a_contact()
    statements = await read_by("{ contacts { nodes { name } edges { cursor node { email } } } }")
    assert len(statements) == 1
    assert columns(statements, 0) == {"id", "number", "name", "email"}


async def test_a_row_behind_an_edge_is_read_with_what_is_selected_of_it() -> None:
    await an_interaction()
    statements = await read_by("{ interactions { nodes { template { code } } } }")
    assert [columns(statements, place) for place in (0, 1)] == [
        {"id", "occurred_at", "template_id"},
        {"id", "code"},
    ]


async def test_a_batch_resolver_says_what_it_reads() -> None:
    await create_interaction(Source(((await a_contact()).id,)), {}, postpone=True, now=NOW)
    statements = await read_by("{ postponedInteractions { nodes { missingFields } } }")
    assert columns(statements, 0) == {
        *("id", "created_at", "status", "contact_id", "template_id", "salesperson_id", "description"),
    }


async def test_a_node_is_read_with_what_its_type_selects() -> None:
    contact, template = await a_contact(), await a_template()
    document = f"""{{ nodes(ids: ["{global_id(contact)}", "{global_id(template)}"]) {{
        ... on Contact {{ name }} ... on InteractionTemplate {{ code description }} }} }}"""
    statements = await read_by(document)
    assert sorted(map(sorted, (columns(statements, place) for place in (0, 1)))) == [
        ["code", "description", "id"],
        ["id", "name"],
    ]


async def test_the_count_below_many_parents_travels_with_their_pages() -> None:
    company = await a_company()
    await a_contact(company_id=company.id)
    document = "{ contacts { nodes { people { totalCount nodes { id } } } } }"
    statements = await read_by(document)
    assert len(statements) == 2
    assert "count(*)" not in (await read_by(document.replace("totalCount", ""))).texts[1]


async def test_effective_values_of_lines_are_read_once_for_all_fields() -> None:
    await a_segment(lines=3)
    values = "description { value } language { value } durationMinutes { value } template { value { code } }"
    statements = await read_by(f"{{ segments {{ nodes {{ lines {{ nodes {{ {values} }} }} }} }} }}")
    assert len(statements) == 4  # segments, lines, their values, the templates


async def test_a_mutation_shows_what_it_wrote_and_so_does_the_next_one() -> None:
    contact = global_id(await a_contact(name="Ann"))
    rename = f'updateContact(input: {{ contactId: "{contact}", name: "%s" }}) {{ contact {{ name }} }}'
    answer = await ask(f"mutation {{ a: {rename % 'Bea'} b: {rename % 'Cora'} }}")
    assert [answer[each]["contact"]["name"] for each in "ab"] == ["Bea", "Cora"]


async def test_a_condition_that_is_null_fails_where_it_stands_and_not_the_list_above() -> None:
    await a_contact()
    document = """query ($more: Boolean = true) { contacts { nodes { id ...F @include(if: $more) } } }
        fragment F on Contact { name }"""
    result = await schema.execute(document, {"more": None}, Context(now=NOW))
    assert [each.path for each in result.errors or ()] == [["contacts", "nodes", 0]]
