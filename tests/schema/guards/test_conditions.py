"""A filter, an order or a look-up by another noun needs the right to read that noun, wherever it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
)

from db.callers import Role, Scope
from schema import schema
from schema.graph.ids import MODELS, TYPES
from schema.graph.listed import LISTED
from schema.graph.needs import needs_of
from schema.guards.scopes import declared_needs, needs_to_select
from tests.schema.calling import a_caller, answered, least_of, nouns_by_field

TYPE_MAP = schema._schema.type_map
NEEDS = declared_needs(schema._schema)
LOOKING_ELSEWHERE = {
    "SegmentCriteriaInput": {Scope.CONTACTS_READ},
    "InteractionCriteriaInput": {Scope.INTERACTIONS_READ},
    "FollowUpWhere": {Scope.INTERACTIONS_READ},
}
"""Inputs that look at rows of another noun than the one that is listed or changed, and whose these are."""


class Place(NamedTuple):
    """A field of an input by which rows are chosen, at the end of a way from an argument of a root."""

    root: GraphQLObjectType
    field: str
    argument: str
    way: tuple[str, ...]
    needs: frozenset[Scope]


def places() -> Iterator[Place]:
    """For each field of an input by which rows may be chosen one way to come to it."""
    known: set[tuple[str, str]] = set()
    for root in (schema._schema.query_type, schema._schema.mutation_type):
        assert root is not None
        for name, field in root.fields.items():
            for argument, given in field.args.items():
                for way, kind, inner in _below(given.type, (), set()):
                    is_choosing = root is schema._schema.query_type or _is_inside_of_a_condition(
                        given.type, way
                    )
                    needs = _needed(kind, way[-1], inner, is_choosing) - set(needs_to_select(field))
                    if needs and (kind.name, way[-1]) not in known:
                        known.add((kind.name, way[-1]))
                        yield Place(root, name, argument, way, frozenset(needs))


def _below(
    kind: GraphQLInputType, way: tuple[str, ...], passed: set[str]
) -> Iterator[tuple[tuple[str, ...], GraphQLInputObjectType, GraphQLInputField]]:
    named = get_named_type(kind)
    if not isinstance(named, GraphQLInputObjectType) or named.name in passed:
        return
    for name, field in named.fields.items():
        yield (*way, name), named, field
        yield from _below(field.type, (*way, name), passed | {named.name})


def _needed(
    kind: GraphQLInputObjectType, name: str, field: GraphQLInputField, is_choosing: bool
) -> set[Scope]:
    noun = nouns_by_field(kind).get(name) if is_choosing else None
    of_noun = set(needs_of(TYPES[MODELS[noun]]) or ()) if noun else set()
    return of_noun | LOOKING_ELSEWHERE.get(get_named_type(field.type).name, set())


def _is_inside_of_a_condition(kind: GraphQLInputType, way: tuple[str, ...]) -> bool:
    for name in way[:-1]:
        kind = get_named_type(kind).fields[name].type  # type: ignore[attr-defined]
        if get_named_type(kind).name in LOOKING_ELSEWHERE:
            return True
    return False


PLACES = list(places())


def test_inputs_that_look_at_another_noun_declare_it() -> None:
    declared = {name: set(needs) for name, needs in NEEDS.conditions.items() if "." not in name}
    assert declared == LOOKING_ELSEWHERE


def test_the_walk_finds_filters_keys_and_criteria() -> None:
    found = {f"{each.field}.{each.way[-1]}" for each in PLACES}
    assert len(PLACES) > 20
    assert found >= {"contacts.segmentId", "segments.contactId", "createFollowUpSegment.where"}


@pytest.mark.parametrize("is_variable", [False, True], ids=["written", "variable"])
@pytest.mark.parametrize("place", PLACES, ids=[".".join([each.field, *each.way]) for each in PLACES])
async def test_a_condition_by_another_noun_needs_its_scope(place: Place, is_variable: bool) -> None:
    field = place.root.fields[place.field]
    kind = field.args[place.argument].type
    value = _value(kind, place.way)
    declared, given = (f"($value: {kind})", "$value") if is_variable else ("", _literal(value, kind))
    operation = "mutation" if place.root is schema._schema.mutation_type else "query"
    document = f"{operation} {declared} {{ {place.field}({place.argument}: {given}) {{ __typename }} }}"
    variables = {"value": value} if is_variable else {}
    for scope in place.needs:
        caller = a_caller(Role.ADMIN, scopes=frozenset(set(Scope) - {scope}))
        [error] = (await answered(document, caller, **variables)).errors or [None]
        assert error is not None and error.extensions == {"code": "FORBIDDEN", "scope": scope.value}
        assert (
            error.message.split("`")[1] in _names_in(value)
            and f"needs the scope {scope.value}," in error.message
        )
    result = await answered(document, a_caller(Role.ADMIN), **variables)
    assert all((each.extensions or {}).get("code") != "FORBIDDEN" for each in result.errors or ())


def _value(kind: GraphQLInputType, way: tuple[str, ...]) -> Any:
    """The least that an argument takes, with a value at the end of the way."""
    named = get_named_type(kind)
    assert isinstance(named, GraphQLInputObjectType)
    name, *further = way
    inner = named.fields[name].type
    is_input = isinstance(get_named_type(inner), GraphQLInputObjectType)
    least_inner: Any = least_of(get_named_type(inner)) if is_input else "x"  # type: ignore[arg-type]
    value = _value(inner, tuple(further)) if further else least_inner
    least = {} if named.extensions["strawberry-definition"].is_one_of else least_of(named)
    in_list = isinstance(get_nullable_type(inner), GraphQLList)
    return least | {name: [value] if in_list else value}


def _names_in(value: Any) -> set[str]:
    """The fields that a value holds: those of the way, and what has to stand beside them."""
    if isinstance(value, list):
        return {name for each in value for name in _names_in(each)}
    if isinstance(value, dict):
        return value.keys() | {name for each in value.values() for name in _names_in(each)}
    return set()


def _literal(value: Any, kind: GraphQLInputType) -> str:
    named = get_named_type(kind)
    if isinstance(value, list):
        return f"[{', '.join(_literal(each, kind) for each in value)}]"
    if isinstance(value, dict):
        fields: Any = named.fields  # type: ignore[union-attr]
        return f"{{ {', '.join(f'{name}: {_literal(each, fields[name].type)}' for name, each in value.items())} }}"
    return value if isinstance(named, GraphQLEnumType) else json.dumps(value)


CONTACTS_ALONE = a_caller(Role.READER, scopes=frozenset({Scope.CONTACTS_READ}))


@pytest.mark.parametrize(
    "where",
    [
        '{ segmentId: "x" }',
        '{ or: [{ name: { eq: "Ann" } }, { not: { and: [{ segmentId: "x" }] } }] }',
        '{ or: { segmentId: "x" } }',
        "{ segmentId: $id }",
        "$where",
        "{ and: [$where] }",
        "{ not: $where }",
    ],
)
async def test_a_condition_is_found_at_any_depth(where: str) -> None:
    """`{ segmentId: $id }` is written in the document, whatever the variable holds."""
    declared = "($id: ID)" if "$id" in where else "($where: ContactWhere!)" if "$where" in where else ""
    document = f"query {declared} {{ contacts(where: {where}) {{ totalCount }} }}"
    inner = {"or": [{"name": {"eq": "Ann"}}, {"not": {"and": [{"segmentId": "x"}]}}]}
    result = await answered(document, CONTACTS_ALONE, where=inner)
    assert result.errors and result.errors[0].extensions == {"code": "FORBIDDEN", "scope": "segments:read"}


@pytest.mark.parametrize(
    "where", [{"segmentId": None}, {"name": {"eq": "Ann"}}, {"company": {"eq": "Q29udGFjdDox"}}, None]
)
async def test_what_is_null_or_of_the_noun_itself_needs_nothing_more(where: Any) -> None:
    document = "query ($where: ContactWhere) { contacts(where: $where) { totalCount } }"
    assert not (await answered(document, CONTACTS_ALONE, where=where)).errors
    assert not (
        await answered("{ contacts(where: { segmentId: null }) { totalCount } }", CONTACTS_ALONE)
    ).errors


async def test_lists_below_a_node_ask_for_the_same() -> None:
    document = """query ($where: InteractionWhere) {
        contacts { nodes { interactions(where: $where) { totalCount } } } }"""
    scopes = frozenset({Scope.CONTACTS_READ, Scope.INTERACTIONS_READ})
    caller = a_caller(Role.READER, scopes=scopes)
    assert not (await answered(document, caller, where={"status": ["LOGGED"]})).errors
    result = await answered(document, caller, where={"campaign": {"eq": "x"}})
    assert result.errors and result.errors[0].extensions == {"code": "FORBIDDEN", "scope": "campaigns:read"}


def test_orders_look_at_columns_of_their_own_rows() -> None:
    """An order by another noun would need that noun's scope: whoever adds one lets its value declare it."""
    ordered = {
        f"{listed.where.__name__.removesuffix('Where')}Order": model for model, listed in LISTED.items()
    }
    assert {name for name in TYPE_MAP if name.endswith("Order")} == ordered.keys()
    for name, model in ordered.items():
        order: Any = TYPE_MAP[name]
        sorts = LISTED[model].sorts
        assert set(get_named_type(order.fields["field"].type).values) == set(sorts)  # type: ignore[attr-defined]
        columns = model._meta.fields_db_projection.values()
        assert all(sort.column in columns for sort in sorts.values() if sort), name
