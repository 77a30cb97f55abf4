"""Every text and every list that a client may send has a limit: the schema is walked, none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    parse,
)

from db.sql.filters import MOST_CONDITIONS
from schema import schema
from schema.graph.context import Context
from schema.guards.input_sizes import check_for
from schema.guards.measuring import MOST_LEVELS
from schema.input_limits_page import with_limits

OPERATING = Path(__file__).parents[3] / "docs" / "operating.md"
WITHOUT_TEXT = {"Boolean", "Upload"}
LARGEST = 200_000
"""No limit of a single text or list is higher."""


class Spot(NamedTuple):
    """A place in the value of an argument, however deep: what has to be sent to get there stands around it."""

    on: str
    field: str
    argument: str
    path: tuple[str, ...]
    declared: GraphQLArgument | GraphQLInputField

    def refusal_of(self, value: Any) -> GraphQLError | None:
        """What is said to an operation that sends the value here, in a variable."""
        given = value
        for name in reversed(self.path):
            given = {name: given}
        document = parse(
            f"query ($v: Any) {{ ...F }} fragment F on {self.on} {{ {self.field}({self.argument}: $v) }}"
        )
        operation, fragment = document.definitions
        assert isinstance(operation, OperationDefinitionNode) and isinstance(fragment, FragmentDefinitionNode)
        check = check_for(schema._schema, {"F": fragment}, operation)
        assert check is not None, self
        return check(Context(), {"v": given})


def spots() -> Iterator[Spot]:
    for kind in schema._schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                for argument, declared in field.args.items():
                    yield from _inside(Spot(kind.name, name, argument, (), declared), ())


def _inside(spot: Spot, around: tuple[GraphQLInputObjectType, ...]) -> Iterator[Spot]:
    """The spot and those in it; an input inside of itself is entered once."""
    yield spot
    named = get_named_type(spot.declared.type)
    if is_input_object_type(named) and named not in around:
        for name, field in named.fields.items():
            yield from _inside(spot._replace(path=(*spot.path, name), declared=field), (*around, named))


EVERY = list(spots())


def is_list(spot: Spot) -> bool:
    return is_list_type(get_nullable_type(spot.declared.type))


def test_all_of_the_schema_is_walked() -> None:
    assert len(EVERY) > 1_500
    assert {spot.on for spot in EVERY} >= {"Query", "Mutation", "Contact", "ContactConnection"}


def test_every_list_has_a_limit_and_takes_what_is_allowed() -> None:
    lists = [spot for spot in EVERY if is_list(spot)]
    assert len(lists) > 90
    for spot in lists:
        refusal = spot.refusal_of([None] * LARGEST)
        maximum = numbers(refusal, "values", LARGEST)
        assert maximum <= 10_000, spot
        assert spot.refusal_of([None] * maximum) is None
        assert numbers(spot.refusal_of([None] * (maximum + 1)), "values", maximum + 1) == maximum


def test_every_text_has_a_limit_and_takes_what_is_allowed() -> None:
    for spot in EVERY:
        named = get_named_type(spot.declared.type)
        if is_input_object_type(named) or named.name in WITHOUT_TEXT:
            continue
        texts = [lambda text: text, *([lambda text: [None, text]] if is_list(spot) else [])]
        for sent in texts:
            maximum = numbers(spot.refusal_of(sent("x" * (LARGEST + 1))), "characters", LARGEST + 1)
            assert maximum <= (LARGEST if named.name == "String" else 100), spot
            assert spot.refusal_of(sent("x" * maximum)) is None


def test_no_text_holds_a_null_character() -> None:
    """PostgreSQL takes none, and a query has no other place to say so."""
    for spot in EVERY:
        named = get_named_type(spot.declared.type)
        if not is_input_object_type(named):
            refusal = spot.refusal_of("a\0")
            assert refusal is not None and refusal.extensions is not None, spot
            assert refusal.extensions["code"] == "BAD_USER_INPUT", spot
            assert refusal.extensions["path"] == ["$v", *spot.path], spot


def numbers(refusal: GraphQLError | None, limit: str, value: int) -> int:
    """The maximum that a refusal names beside the value; its sentence names both."""
    assert refusal is not None, f"{value} {limit} were let through"
    told = refusal.extensions or {}
    assert (told["code"], told["limit"], told["value"]) == ("LIMIT_EXCEEDED", limit, value)
    assert str(value) in refusal.message and str(told["maximum"]) in refusal.message
    return told["maximum"]


def nested(levels: int) -> dict[str, Any]:
    where: dict[str, Any] = {"kind": "PERSON"}
    for _ in range(levels - 1):
        where = {"not": where}
    return where


SEARCH = "query ($w: ContactWhere, $s: String) { contacts(where: $w, search: $s) { totalCount } }"
WRITTEN = "{{ contacts({}) {{ totalCount }} }}"

REFUSED: dict[str, tuple[str, dict[str, Any], tuple[str, str, int, int]]] = {
    "a list": (SEARCH, {"w": {"or": [{}] * 101}}, ("$w.or", "values", 101, 100)),
    "a list in a list": (
        SEARCH, {"w": {"or": [{}, {"name": {"in": ["x"] * 1001}}]}}, ("$w.or.1.name.in", "values", 1001, 1000),
    ),
    "a text in a list": (
        SEARCH, {"w": {"name": {"in": ["", "x" * 251]}}}, ("$w.name.in.1", "characters", 251, 250),
    ),
    "levels": (SEARCH, {"w": nested(MOST_LEVELS + 1)}, ("$w" + ".not" * MOST_LEVELS, "levels", 10, 9)),
    "conditions": (
        SEARCH, {"w": {"and": [{"or": [{"kind": "PERSON"}] * 99}] * 3}},
        ("$w.and.1.or.98", "conditions", MOST_CONDITIONS + 1, MOST_CONDITIONS),
    ),
    "a search": (SEARCH, {"s": "x" * 251}, ("$s", "characters", 251, 250)),
    "a written text": (WRITTEN.format(f'search: "{"x" * 251}"'), {}, ("search", "characters", 251, 250)),
    "a written list": (
        WRITTEN.format(f"where: {{or: [{'{},' * 101}]}}"), {}, ("where.or", "values", 101, 100),
    ),
    "a default": (
        f'query ($s: String = "{"x" * 251}") {{ contacts(search: $s) {{ totalCount }} }}', {},
        ("$s", "characters", 251, 250),
    ),
    "a variable in a list": (
        "query ($w: ContactWhere!) { contacts(where: {or: [$w]}) { totalCount } }",
        {"w": {"name": {"eq": "x" * 251}}}, ("$w.name.eq", "characters", 251, 250),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_too_large_is_refused_before_anything_is_done(name: str) -> None:
    query, variables, (place, limit, value, maximum) = REFUSED[name]
    result = await schema.execute(query, variables, Context())
    [error] = result.errors or []
    assert numbers(error, limit, value) == maximum
    assert error.message.startswith(f"{place} ")


async def test_a_filter_that_is_put_together_of_variables_is_measured_as_a_whole() -> None:
    many = "query ($w: ContactWhere!) { contacts(where: {and: [$w, $w, $w]}) { totalCount } }"
    result = await schema.execute(many, {"w": {"or": [{"kind": "PERSON"}] * 99}}, Context())
    assert (result.errors or [])[0].message.startswith("The filter has 301 conditions, 200 are allowed.")
    deep = f"query ($w: ContactWhere!) {{ contacts(where: {'{not:' * 4} $w {'}' * 4}) {{ totalCount }} }}"
    result = await schema.execute(deep, {"w": nested(7)}, Context())
    assert (result.errors or [])[0].message.startswith("The filter has 9 levels, 8 are allowed.")


COSTS = [
    ("query ($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["x"] * 40}, 40 + 40),
    ("query ($i: [ID!]!) { a: nodes(ids: $i) { id } b: nodes(ids: $i) { id } }", {"i": ["x"] * 40}, 160),
    ("query ($i: [ID!]!) { ...A } fragment A on Query { nodes(ids: $i) { id } }", {"i": ["x"] * 40}, 80),
    (
        "mutation ($i: CreateLetterContentInput!) { createLetterContent(input: $i) { userErrors { code } } }",
        {"i": {"subject": "x", "bodyText": "x" * 7_900, "attachmentIds": ["x"]}},
        10 + 7 + 1,
    ),
]


@pytest.mark.parametrize(("query", "variables", "cost"), COSTS)
async def test_what_variables_bring_along_counts_in_the_cost(
    query: str, variables: dict[str, Any], cost: int
) -> None:
    result = await schema.execute(query, variables, Context(max_cost=cost - 1))
    [error] = result.errors or []
    assert error.extensions is not None
    assert (error.extensions["limit"], error.extensions["value"]) == ("cost", cost)


def test_the_page_for_operators_shows_every_limit() -> None:
    page = OPERATING.read_text("utf-8")
    assert with_limits(page, schema._schema) == page, "make print writes them again"
