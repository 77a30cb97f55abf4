"""What an error says of a value: enough to find it, and no more of what was sent than its beginning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLError, get_named_type, is_input_object_type

from db.errors import MOST_ECHOED, MOST_PROBLEMS
from schema import schema
from schema.graph.context import Context
from schema.graph.errors import coded
from schema.graph.ids import encoded
from tests.schema.asking import ask
from tests.schema.guards.test_input_sizes import EVERY, Spot

MARKED = "\u2021"
"""Stands in everything that is sent here, and in no sentence of anybody."""


async def errors_of(document: str, **variables: Any) -> list[GraphQLError]:
    result = await schema.execute(document, variables, Context())
    return coded(result.errors or [], "a request")


def one_of_each_type() -> Iterator[tuple[str, Spot]]:
    """A place for each scalar and enum that clients send, as deep as it may lie, in a query or a mutation."""
    found: dict[tuple[str, str], Spot] = {}
    for spot in EVERY:
        named = get_named_type(spot.declared.type)
        if spot.on in ("Query", "Mutation") and not is_input_object_type(named):
            found[named.name, spot.on] = spot
    yield from ((name, spot) for (name, _), spot in found.items())


PLACES = {f"{name} in {spot.on}": spot for name, spot in one_of_each_type()}
LITERALS = {
    "an int": "9" * 4_301,
    "a negative int": "-" + "9" * 5_000,
    "a float": "9" * 4_301 + ".5",
    "an exponent": "1e400",
    "a text": f'"{MARKED * 3_000}"',
    "a text of words": f'"{(MARKED + " ") * 3_000}"',
    "a text of quotes": '"' + f"{MARKED}'{MARKED}\\\" " * 1_000 + '"',
    "a block": f'"""{(MARKED + chr(10)) * 3_000}"""',
    "a word": "x" * 5_000,
    "a list": f'["{(MARKED + " ") * 3_000}"]',
    "an object": f'{{x: "{(MARKED + " ") * 3_000}"}}',
}


@pytest.mark.parametrize("place", PLACES)
async def test_no_written_value_is_a_fault_of_ours_or_repeated_at_length(place: str) -> None:
    spot = PLACES[place]
    refused = 0
    for literal in LITERALS.values():
        value = literal
        for name in reversed(spot.path):
            value = f"{{{name}: {value}}}"
        kind = "query" if spot.on == "Query" else "mutation"
        found = await errors_of(f"{kind} {{ {spot.field}({spot.argument}: {value}) {{ __typename }} }}")
        refused += bool(found)
        for error in found:
            assert (error.extensions or {})["code"] != "INTERNAL_SERVER_ERROR", literal[:50]
            assert is_short(error.message), error.message
    assert refused > len(LITERALS) / 2


VALUES: list[Any] = [
    MARKED * 90, (MARKED + " ") * 45, 10**18, 1e308, -1e-308, True, [MARKED * 90] * 9, {"x": MARKED * 90},
    {MARKED * 5_000: 1}, [[[[]]]], f"{MARKED}'\"{MARKED}" * 20,
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
async def test_no_value_of_a_variable_is_a_fault_of_ours_or_repeated_at_length(place: str) -> None:
    spot = PLACES[place]
    argument = schema._schema.type_map[spot.on].fields[spot.field].args[spot.argument]  # type: ignore[union-attr]
    kind = "query" if spot.on == "Query" else "mutation"
    document = f"{kind} ($v: {argument.type}) {{ {spot.field}({spot.argument}: $v) {{ __typename }} }}"
    for given in VALUES:
        value = given
        for name in reversed(spot.path):
            value = {name: value}
        for error in await errors_of(document, v=value):
            assert (error.extensions or {})["code"] != "INTERNAL_SERVER_ERROR", value
            assert is_short(error.message), error.message


DOCUMENTS = [
    "{ " + "y" * 5_000 + " }",
    "{ ..." + "y" * 5_000 + " }",
    "{ contacts @" + "y" * 5_000 + " { totalCount } }",
    "query ($" + "y" * 5_000 + ": Int) { __typename }",
    "query ($y: " + "Y" * 5_000 + ") { __typename }",
    "query " + "y" * 5_000 + " { __typename } " * 2,
    f'{{ contacts("{(MARKED + " ") * 3_000}") {{ totalCount }} }}',
    f"{{ contacts {MARKED * 3_000} {{ totalCount }} }}",
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=range(len(DOCUMENTS)))
async def test_no_document_is_repeated_at_length(document: str) -> None:
    found = await errors_of(document)
    assert found
    assert all(is_short(error.message) for error in found), found


def is_short(message: str) -> bool:
    repeated = max(message.count(each) for each in (MARKED, "\\u2021", "9", "y", "Y", "x"))
    return repeated <= MOST_ECHOED + 3 and len(message) < 4 * MOST_ECHOED


CREATE = (
    "mutation ($i: CreateSegmentInput!) { createSegment(input: $i)"
    " { userErrors { code message path } segment { id } } }"
)


@pytest.mark.parametrize("what", ["no id", "nobody"])
async def test_no_more_problems_are_told_than_somebody_reads(what: str) -> None:
    ids = [f"wrong{n}" if what == "no id" else encoded("Contact", 10**9 + n) for n in range(10_000)]
    answer = (await ask(CREATE, i={"description": "x", "contactIds": ids}))["createSegment"]
    told = answer["userErrors"]
    assert answer["segment"] is None
    assert [each["path"] for each in told[:2]] == [["input", "contactIds", "0"], ["input", "contactIds", "1"]]
    assert len(told) == MOST_PROBLEMS + 1
    assert told[-1]["message"].startswith("There are more problems than these 100.")
