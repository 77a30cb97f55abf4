"""Wrong arguments: refused before anything runs, each with its code and the path of the argument."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLField, get_named_type, is_object_type, is_scalar_type

from schema import schema
from schema.graph.checked_arguments import check_of
from schema.graph.context import Context
from schema.graph.errors import coded
from schema.graph.ids import encoded
from tests.conftest import NOW
from tests.statements import counted_statements

PAGING = {"first", "after", "last", "before"}
FREE = {("Contact", "activeAlternativeAddress")}
"""Fields whose arguments cannot be wrong if they are of their type."""


async def refusals(document: str, **variables: Any) -> list[tuple[str, list[str]]]:
    """The codes and paths of an operation of which nothing is run."""
    with counted_statements() as statements:
        result = await schema.execute(document, variables, Context(now=NOW))
    assert statements.texts == []
    assert result.data is None and result.errors
    found = coded(result.errors, None)
    ours = [each.message for each in found if each.extensions and each.extensions["code"] == "BAD_USER_INPUT"]
    assert all(message.endswith(".") for message in ours), ours
    return [(error.extensions["code"], error.extensions["path"]) for error in found if error.extensions]


def fields_with_arguments() -> list[tuple[str, str, GraphQLField]]:
    kinds = [each for each in schema._schema.type_map.values() if is_object_type(each)]
    return [
        (kind.name, name, field)
        for kind in kinds
        if kind.name != "Mutation" and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if field.args and set(field.args) != {"input"}
    ]


def lists() -> list[str]:
    query = schema._schema.query_type
    assert query is not None
    return sorted(name for name, field in query.fields.items() if set(field.args) >= PAGING)


def test_every_field_checks_its_arguments_before_anything_runs() -> None:
    unchecked = [
        (kind, name)
        for kind, name, field in fields_with_arguments()
        if set(field.args) != {"by"} and check_of(field.extensions["strawberry-definition"]) is None
    ]
    assert set(unchecked) == FREE | {("Query", "node")}


@pytest.mark.parametrize("listed", lists())
async def test_every_list_refuses_wrong_pages_before_a_statement(database: str, listed: str) -> None:
    for written, at in [
        ("first: -1", "first"),
        ("first: 101", "first"),
        ("last: 0", "last"),
        ("first: 1, last: 1", "last"),
        ('after: "forged"', "after"),
        ('before: "WzEsMl0="', "before"),
    ]:
        document = f"{{ {listed}({written}) {{ pageInfo {{ hasNextPage }} }} }}"
        assert await refusals(document) == [("BAD_USER_INPUT", [listed, at])]
    document = (
        f"query ($first: Int, $after: String) {{ mine: {listed}(first: $first, after: $after)"
        " { pageInfo { hasNextPage } } }"
    )
    assert await refusals(document, first=1000) == [("BAD_USER_INPUT", ["mine", "first"])]
    assert await refusals(document, after="forged") == [("BAD_USER_INPUT", ["mine", "after"])]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind, name, field in fields_with_arguments()
        if set(field.args) >= PAGING and kind != "Query"
    ],
)
async def test_every_list_deeper_in_a_query_does_so_too(database: str, kind: str, name: str) -> None:
    document = _leading_to(kind, f"{name}(first: -1) {{ pageInfo {{ hasNextPage }} }}")
    [(code, path)] = await refusals(document)
    assert (code, path[-2:]) == ("BAD_USER_INPUT", [name, "first"])


def _leading_to(kind: str, selection: str) -> str:
    if kind == "SegmentLogPreview":
        return f'{{ previewSegmentLog(input: {{ segmentId: "x" }}) {{ {selection} }} }}'
    if kind == "SegmentCriteriaPreview":
        return f'{{ previewSegmentCriteria(input: {{ segmentId: "x", criteria: {{}} }}) {{ {selection} }} }}'
    return f'{{ contacts {{ totalCount }} node(id: "{encoded("Contact", 1)}") {{ ... on {kind} {{ {selection} }} }} }}'


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ('{ node(id: "x") { id } }', ["node", "id"]),
        ('{ nodes(ids: ["x"]) { id } }', ["nodes", "ids", "0"]),
        ('{ contact(by: { id: "x" }) { id } }', ["contact", "by", "id"]),
        (
            '{ contacts(where: { salespersonId: "x" }) { totalCount } }',
            ["contacts", "where", "salespersonId"],
        ),
        (
            '{ contacts(where: { or: [{ createdAt: { from: "x" } }] }) { totalCount } }',
            ["contacts", "where", "or", "0", "createdAt", "from"],
        ),
        ("{ contacts { count(precision: AT_LEAST, limit: 0) { value } } }", ["contacts", "count", "limit"]),
        (
            "{ contacts { nodes { people: interactions(first: 0) { totalCount } } } }",
            ["contacts", "nodes", "people", "first"],
        ),
        ('{ contacts { nodes { greeting(language: "?") } } }', ["contacts", "nodes", "greeting", "language"]),
        (
            '{ salespeople { nodes { statistics(range: { from: "2026-02-01T00:00:00Z",'
            ' until: "2026-01-01T00:00:00Z" }) { interactionCount } } } }',
            ["salespeople", "nodes", "statistics", "range", "until"],
        ),
        (
            "{ contacts { nodes { ...all } } } fragment all on Contact { interactions(last: -1) { totalCount } }",
            ["contacts", "nodes", "interactions", "last"],
        ),
    ],
)
async def test_a_wrong_argument_is_told_by_its_path(database: str, document: str, path: list[str]) -> None:
    assert await refusals(document) == [("BAD_USER_INPUT", path)]


async def test_all_wrong_arguments_of_an_operation_are_told_together(database: str) -> None:
    document = '{ contacts(first: -1) { totalCount } node(id: "x") { id } segments(where: { id: "y" }) { totalCount } }'
    found = await refusals(document.replace('{ id: "y" }', '{ createdAt: { on: "y" } }'))
    assert [path for _, path in found] == [
        ["contacts", "first"],
        ["node", "id"],
        ["segments", "where", "createdAt", "on"],
    ]


async def test_what_is_wrong_in_a_mutation_keeps_the_mutation_from_running(database: str) -> None:
    document = (
        'mutation { createSalesperson(input: { code: "A", name: "A" })'
        " { salesperson { interactions(first: -1) { totalCount } } } }"
    )
    [(code, path)] = await refusals(document)
    assert (code, path[-1]) == ("BAD_USER_INPUT", "first")


async def test_what_is_left_out_may_be_wrong(database: str) -> None:
    document = (
        "query ($shown: Boolean!) { contacts(first: -1) @include(if: $shown) { totalCount } __typename }"
    )
    result = await schema.execute(document, {"shown": False}, Context(now=NOW))
    assert result.data == {"__typename": "Query"}
    assert await refusals(document, shown=True) == [("BAD_USER_INPUT", ["contacts", "first"])]


@pytest.mark.parametrize(
    ("variables", "path"),
    [
        ({"first": "one"}, ["$first"]),
        ({"where": {"createdAt": {"from": []}}}, ["$where", "createdAt", "from"]),
        ({"where": {"or": [{}, {"nothing": 1}]}}, ["$where", "or", "1"]),
    ],
)
async def test_a_variable_of_another_type_is_told_by_its_name(
    database: str, variables: dict[str, Any], path: list[str]
) -> None:
    document = (
        "query ($first: Int, $where: ContactWhere) { contacts(first: $first, where: $where) { totalCount } }"
    )
    assert await refusals(document, **variables) == [("GRAPHQL_VALIDATION_FAILED", path)]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ('{ contacts(first: "x") { totalCount } }', ["contacts", "first"]),
        ("{ contacts(where: { nothing: 1 }) { totalCount } }", ["contacts", "where", "nothing"]),
        (
            "{ contacts(where: { createdAt: { from: [] } }) { totalCount } }",
            ["contacts", "where", "createdAt", "from"],
        ),
        (
            "{ contacts { nodes { mine: interactions(orderBy: [{ field: NONE }]) { totalCount } } } }",
            ["contacts", "nodes", "mine", "orderBy", "0", "field"],
        ),
        ("query ($x: Nothing) { contacts { totalCount } }", ["$x"]),
        ("{ contacts { ...all } } fragment all on ContactConnection { nothing }", ["...all", "nothing"]),
    ],
)
async def test_what_does_not_fit_the_schema_is_told_by_its_place(
    database: str, document: str, path: list[str]
) -> None:
    assert ("GRAPHQL_VALIDATION_FAILED", path) in await refusals(document)


def test_scalars_of_ours_are_those_that_are_told_so() -> None:
    """A new scalar that clients write must take part, or be one that nobody writes."""
    written = {
        get_named_type(field.type).name
        for kind in schema._schema.type_map.values()
        if kind.name.endswith(("Input", "Where"))
        for field in getattr(kind, "fields", {}).values()
        if is_scalar_type(get_named_type(field.type))
    }
    assert (
        written
        == {"Boolean", "Date", "DateTime", "Decimal", "Float", "ID", "Int", "String", "Upload"} & written
    )
