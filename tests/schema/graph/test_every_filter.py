"""Every field of every filter is answered by both databases, in each of its forms, and by what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    get_named_type,
    get_nullable_type,
)

from db.models import Salesperson
from schema import schema
from schema.graph.ids import TYPE_NAMES, encoded
from tests.databases import filled_by
from tests.schema.asking import ask
from tests.schema.calling import nouns_by_field
from tests.schema.graph.test_edges import LISTS, a_full_world

TYPE_MAP = schema._schema.type_map
FORMS: dict[str, dict[str, Any]] = {
    "StringWhere": {
        "eq": "Full", "in": ["FULL", "x"], "contains": "u", "startsWith": "f", "isNull": False,
    },
    "DateTimeWhere": {
        "from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z", "on": "2026-03-31", "isNull": True,
    },
}  # fmt: skip
PLAIN = {"Boolean": True, "Date": "2026-03-31", "String": "updateContact"}


def filters() -> Iterator[tuple[str, str, str, GraphQLInputField]]:
    """The filter of each list with the noun and the path to the list, and each of its fields."""
    for noun in sorted(LISTS):
        kind = TYPE_MAP[f"{noun}Where"]
        assert isinstance(kind, GraphQLInputObjectType)
        for name, field in kind.fields.items():
            yield noun, kind.name, name, field


def values(kind: GraphQLInputObjectType, name: str, field: GraphQLInputField) -> Iterator[Any]:
    """Values of a field, each form of it by itself, and all together."""
    named = get_named_type(field.type)
    noun = nouns_by_field(kind).get(name)
    if named.name == "IdWhere":
        some = encoded(noun or "", 1)
        yield from ({"eq": some}, {"in": [some, encoded(noun or "", 2)]}, {"isNull": True}, {"isNull": False})
    elif named.name in FORMS:
        yield from ({form: value} for form, value in FORMS[named.name].items())
        yield FORMS[named.name]
    elif isinstance(named, GraphQLInputObjectType):
        of_the_same = {"createdAt": {"isNull": False}} if "createdAt" in named.fields else {}
        inner = of_the_same if named.name == kind.name else {"attemptFailed": False}
        yield [inner] if isinstance(get_nullable_type(field.type), GraphQLList) else inner
    else:
        plain = [encoded(noun or "Contact", 1)] if named.name == "ID" else [PLAIN.get(named.name)]
        possible = list(named.values) if isinstance(named, GraphQLEnumType) else plain
        in_list = isinstance(get_nullable_type(field.type), GraphQLList)
        yield from ([each] for each in possible) if in_list else possible


EVERY = [(noun, kind, name) for noun, kind, name, _ in filters()]


def test_the_walk_finds_filters() -> None:
    assert len(EVERY) > 200
    assert {noun for noun, _, _ in EVERY} == set(LISTS) <= set(TYPE_NAMES.values())


@filled_by(a_full_world)
@pytest.mark.parametrize("noun", sorted(LISTS))
async def test_every_field_of_a_filter_is_answered_in_each_of_its_forms(noun: str) -> None:
    assert await Salesperson.exists()
    way = LISTS[noun]
    kind: Any = TYPE_MAP[f"{noun}Where"]
    opened = way.count("{") - way.count("}")
    for name, field in kind.fields.items():
        for value in values(kind, name, field):
            if noun == "Interaction" and value == ["POSTPONED"]:
                continue  # refused by the log: tests/schema/interactions/test_finding.py
            selection = f"{_with_filter(way)} {{ nodes {{ id }} totalCount }} {'}' * opened}"
            await ask(f"query ($where: {kind.name}) {{ {selection} }}", where={name: value})


def _with_filter(way: str) -> str:
    """The path to a list, which is given the filter, whatever it is given besides."""
    *before, last = way.rsplit(" { ", 1) if " { " in way else [way]
    return " { ".join([*before, f"{last.split('(')[0]}(where: $where)"])
