"""What a document may hold, and what an operation may cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query, parse

from schema import _schema
from schema.graph.context import Context
from schema.graph.ids import MODELS, TYPE_NAMES, encoded
from schema.guards.limits import Limits

OPERATIONS = Path(__file__).parents[3] / "api" / "graphiql" / "operations"


schema = _schema(sort_schema=False)
"""Not the one that the server has, since settings change here."""


async def answer(query: str, limits: Limits | None = None, max_cost: int = 50_000, **variables: Any) -> Any:
    schema.limits = limits or Limits()
    schema.read.cache.clear()  # type: ignore[attr-defined]
    return await schema.execute(query, variables, Context(max_cost=max_cost))


def refusal(result: Any) -> tuple[Any, ...]:
    [error] = result.errors
    assert error.extensions["code"] == "LIMIT_EXCEEDED"
    return tuple(error.extensions[each] for each in ("value", "maximum", "setting"))


BOMB = "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
BOMB += " fragment F60 on Query { a: __typename }"
REPEATED = "{ contacts { nodes { id } } contacts { nodes { id id } } }"


def of_a_node(*selections: str) -> str:
    """A node, of which this is asked if it is a contact, and the last of it if it is a segment."""
    fragments = [f"... on Contact {{ {each} }}" for each in selections]
    return f"{{ node(id: 1) {{ {' '.join(fragments)} ... on Segment {{ revision }} }} }}"


CASES: dict[str, tuple[str, Limits, tuple[Any, ...]]] = {
    "text": ("{ __typename }     ", Limits(document_size=18), (19, 18, "MAX_DOCUMENT_SIZE")),
    "tokens": ("{ a b c }", Limits(tokens=4), (5, 4, "MAX_TOKENS")),
    "depth": ("{ contacts { nodes { id } } }", Limits(depth=2), (3, 2, "MAX_DEPTH")),
    "depth by fragments": (
        "{ contacts { ...A } } fragment A on ContactConnection { nodes { id } }",
        Limits(depth=2),
        (3, 2, "MAX_DEPTH"),
    ),
    "depth of braces": ("{a" * 500 + "}" * 500, Limits(), (500, 20, "MAX_DEPTH")),
    "aliases": ("{ a: __typename b: __typename }", Limits(aliases=1), (2, 1, "MAX_ALIASES")),
    "aliases of a bomb": (BOMB, Limits(), (2**53, 100, "MAX_ALIASES")),
    "root fields": ("{ __typename ... { contacts { totalCount } } }", Limits(root_fields=1), (2, 1, "MAX_ROOT_FIELDS")),
    "directives": ("{ a @skip(if: false) @include(if: true) }", Limits(directives=1), (2, 1, "MAX_DIRECTIVES")),
    "repeated, merged": (REPEATED, Limits(repeated_fields=2), (3, 2, "MAX_REPEATED_FIELDS")),
    "repeated in one type": (
        of_a_node("id id", "id"), Limits(repeated_fields=2), (3, 2, "MAX_REPEATED_FIELDS"),
    ),
    "repeated in one type and for all": (
        "{ node(id: 1) { id id ... on Node { ... on Contact { id } } } }",
        Limits(repeated_fields=2), (3, 2, "MAX_REPEATED_FIELDS"),
    ),
    "repeated below one type": (
        of_a_node("company { id id }", "company { id }"), Limits(repeated_fields=2), (3, 2, "MAX_REPEATED_FIELDS"),
    ),
    "repeated in many types": (
        "{ node(id: 1) { " + " ".join(f"... on {noun} {{ id id id id }}" for noun in MODELS) + " } }",
        Limits(), (-(-4 * len(MODELS) // 10), 10, "MAX_REPEATED_FIELDS"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_a_document_over_a_limit_is_told_its_number(name: str) -> None:
    query, limits, expected = CASES[name]
    assert refusal(await answer(query, limits)) == expected


async def test_fragments_that_lead_back_to_themselves_come_to_an_end() -> None:
    result = await answer("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A __typename }")
    assert "within itself" in result.errors[0].message


def test_the_defaults_let_ordinary_documents_through() -> None:
    documents = [file.read_text("utf-8") for file in OPERATIONS.glob("*.graphql")]
    assert len(documents) > 40
    for text in (*documents, get_introspection_query()):
        assert len(text) <= Limits().document_size
        assert Limits().broken_by(parse(text, max_lexical_tokens=Limits().tokens)) is None, text


EVERY_NODE = [TYPE_NAMES[model] for model in MODELS.values()]


def as_written(name: str) -> str:
    """What generated clients ask of a node of any type: its id, its type, its revision if it counts changes."""
    counting = {
        noun for noun in EVERY_NODE if "revision" in getattr(schema._schema.type_map[noun], "fields", {})
    }
    own = {noun: "revision" if noun in counting else "id" for noun in EVERY_NODE}
    spreads = " ".join(f"...{noun}Parts" for noun in EVERY_NODE)
    fragments = " ".join(
        f"fragment {noun}Parts on {noun} {{ id {own[noun]} __typename }}" for noun in EVERY_NODE
    )
    inline = " ".join(f"... on {noun} {{ {own[noun]} id }}" for noun in EVERY_NODE)
    with_type = " ".join(f"... on {noun} {{ __typename {own[noun]} id }}" for noun in EVERY_NODE)
    return {
        "Relay": f"query Q($id: ID!) {{ node(id: $id) {{ __typename __isNode: __typename {inline} id }} }}",
        "Apollo": f"query Q($id: ID!) {{ node(id: $id) {{ id {with_type} __typename }} }}",
        "urql": f"query Q($id: ID!) {{ node(id: $id) {{ __typename {with_type} }} }}",
        "graphql-codegen": f"query Q($id: ID!) {{ node(id: $id) {{ {spreads} __typename }} }} {fragments}",
    }[name]


@pytest.mark.parametrize("client", ["Relay", "Apollo", "urql", "graphql-codegen"])
async def test_what_generated_clients_ask_of_a_node_of_any_type_is_answered(client: str) -> None:
    result = await answer(as_written(client), id=encoded("Contact", 1))
    assert not result.errors
    assert result.data == {"node": None}


async def test_the_schema_costs_what_is_shown_of_it() -> None:
    whole = get_introspection_query()
    shown = (await costs(whole), await costs("{ __schema { types { name } } }"))
    assert shown[0] < 25_000, "a tool may ask for all of it, with room for twice the schema"
    assert shown[0] > 10 * shown[1] > 1_000
    assert await costs("{ ...A } fragment A on Query { __schema { types { name } } }") == shown[1]
    assert 1 < await costs('{ __type(name: "Contact") { fields { name } } }') < 100
    often = " ".join(f"s{n}: __schema {{ types {{ fields {{ args {{ name }} }} }} }}" for n in range(30))
    assert refusal(await answer(f"{{ {often} }}"))[1:] == (50_000, "MAX_COST")


async def costs(query: str) -> int:
    context = Context()
    schema.limits = None
    assert not (await schema.execute(query, None, context)).errors
    assert context.cost is not None
    return context.cost


COSTS: list[tuple[str, dict[str, Any], int]] = [
    ("{ contacts(first: 10) { totalCount } }", {}, 1),
    ("{ contacts(first: 10) { nodes { id } } }", {}, 11),
    ("{ contacts { nodes { id } } }", {}, 51),
    ("{ contacts(last: 5) { edges { node { id } } } }", {}, 6),
    ("{ contacts(first: null, last: 5) { nodes { id } } }", {}, 6),
    ("query ($n: Int) { contacts(first: $n) { nodes { id } } }", {"n": 7}, 8),
    ("query ($n: Int) { contacts(first: $n) { nodes { id } } }", {}, 51),
    ("query ($n: Int = 3) { contacts(first: $n) { nodes { id } } }", {}, 4),
    ("query ($n: Int) { contacts(first: $n) { nodes { ...A } } } fragment A on Contact"
     " { company { id } interactions(first: $n) { nodes { id } } }", {"n": 10}, 1 + 10 * (1 + 1 + 1 + 10)),
    ('{ nodes(ids: ["a", "b"]) { id } }', {}, 2),
    ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a"] * 7}, 7 + 7),
]  # fmt: skip


@pytest.mark.parametrize(("query", "variables", "cost"), COSTS)
async def test_pages_multiply_what_an_operation_may_cost(
    query: str, variables: dict[str, Any], cost: int
) -> None:
    """Refused by one less than that, nothing has been run and no database was needed."""
    assert (
        refusal(await answer(query, max_cost=cost - 1, **variables)) == (cost, cost - 1, "MAX_COST")
        if cost > 1
        else True
    )


async def test_each_mutation_costs_and_bombs_are_added_up_once() -> None:
    twice = "a: deleteContact(input: { contactId: 1 }) { deletedContactId }"
    assert refusal(await answer(f"mutation {{ {twice} {twice.replace('a:', 'b:')} }}", max_cost=1))[0] == 20
    levels = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(50))
    last = "fragment F50 on Query { contacts(first: $n) { nodes { id } } }"
    query = f"query ($n: Int) {{ ...F0 }} {levels} {last}"
    assert refusal(await answer(query, Limits(root_fields=2**60), n=1))[0] == 2**51


async def test_the_schema_is_shown_or_not_and_nothing_is_suggested() -> None:
    result = await schema.execute("{ contact { id } contactz { id } }", context_value=Context())
    assert not any("Did you mean" in error.message for error in result.errors or ())
    schema.shows_itself = False
    hidden = await schema.execute("{ __schema { types { name } } }", context_value=Context())
    schema.shows_itself = True
    assert "introspection" in (hidden.errors or [GraphQLError("")])[0].message
