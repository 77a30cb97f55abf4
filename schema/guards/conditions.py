"""What filters, orders and look-ups need: whoever chooses rows by another noun has to be allowed to read that noun.

Whether a contact is on a segment is told by a list of contacts that is filtered by the segment, though no segment
is selected. So the inputs that arguments of queries take, and all that declare it (`condition`), need something too:
the type of the row whose id a field takes, and what the type of the field declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    get_named_type,
    is_input_object_type,
    is_introspection_type,
    is_object_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.graph.ids import MODELS, TYPES, noun_of_id
from schema.graph.needs import Scopes, needs_of

DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF
NEEDS = "needs"
ASKS = "asks"
"""On an input type: whether anything in it, at whatever depth, needs something."""


class Chosen(NamedTuple):
    """A place in an input by which rows are chosen, and what it needs."""

    name: str
    needs: Scopes


def keep_needs_of_inputs(schema: GraphQLSchema) -> None:
    """Keep with each argument and each field of an input what giving it needs."""
    inputs = [each for each in schema.type_map.values() if is_input_object_type(each)]
    choosing = _closure([*_taken_by_queries(schema), *(each for each in inputs if _declared(each))])
    for kind in schema.type_map.values():
        if is_object_type(kind) and not is_introspection_type(kind):
            for field in kind.fields.values():
                for argument in field.args.values():
                    _keep(argument, is_choosing=kind is not schema.mutation_type)
        elif is_input_object_type(kind):
            for field in kind.fields.values():
                _keep(field, is_choosing=kind in choosing)
    asking = {each for each in inputs if any(field.extensions[NEEDS] for field in each.fields.values())}
    for each in inputs:
        each.extensions[ASKS] = bool(_closure([each]) & asking)


def declared_conditions(schema: GraphQLSchema) -> dict[str, Scopes]:
    """What inputs need by their declaration, and fields of inputs by the noun whose ids they take."""
    found: dict[str, Scopes] = {}
    for kind in schema.type_map.values():
        if not is_input_object_type(kind):
            continue
        if declared := _declared(kind):
            found[kind.name] = declared
        for name, field in kind.fields.items():
            if needs := tuple(
                each for each in field.extensions[NEEDS] if each not in _declared(get_named_type(field.type))
            ):
                found[f"{kind.name}.{name}"] = needs
    return dict(sorted(found.items()))


def asks(kind: GraphQLInputType) -> bool:
    """Whether a value of this type may need anything."""
    named = get_named_type(kind)
    return is_input_object_type(named) and named.extensions[ASKS]


def in_argument(argument: GraphQLArgument, name: str, value: ValueNode) -> Iterator[Chosen]:
    """What an argument needs, with all that is written in it. What stands in variables is `in_variable`."""
    return _written(name, argument, value)


def in_variable(kind: GraphQLInputType, value: Any) -> Iterator[Chosen]:
    """What the value of a variable needs; not what the place needs at which the variable stands."""
    named = get_named_type(kind)
    if value is None or not asks(named):
        return
    if isinstance(value, list):
        for each in value:
            yield from in_variable(kind, each)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if inner is not None:
                field = named.fields[name]  # type: ignore[union-attr]
                yield Chosen(name, field.extensions[NEEDS])
                yield from in_variable(field.type, inner)


def _written(name: str, place: GraphQLArgument | GraphQLInputField, value: ValueNode) -> Iterator[Chosen]:
    if isinstance(value, NullValueNode):
        return
    yield Chosen(name, place.extensions[NEEDS])
    if asks(place.type):
        yield from _inside(get_named_type(place.type), value)


def _inside(kind: GraphQLNamedType, value: ValueNode) -> Iterator[Chosen]:
    assert isinstance(kind, GraphQLInputObjectType)
    if isinstance(value, ListValueNode):
        for each in value.values:
            yield from _inside(kind, each)
    elif isinstance(value, ObjectValueNode):
        for each in value.fields:
            yield from _written(each.name.value, kind.fields[each.name.value], each.value)


def _keep(place: GraphQLArgument | GraphQLInputField, *, is_choosing: bool) -> None:
    noun = noun_of_id(place.extensions[DEFINITION]) if is_choosing else None
    of_noun = () if noun is None else needs_of(TYPES[MODELS[noun]]) or ()
    place.extensions[NEEDS] = tuple(dict.fromkeys([*of_noun, *_declared(get_named_type(place.type))]))


def _declared(kind: GraphQLNamedType) -> Scopes:
    if not is_input_object_type(kind):
        return ()
    return needs_of(kind.extensions[DEFINITION].origin) or ()


def _taken_by_queries(schema: GraphQLSchema) -> Iterator[GraphQLInputObjectType]:
    """The types of the arguments of all fields but those of the mutation."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and kind is not schema.mutation_type:
            for field in kind.fields.values():
                for argument in field.args.values():
                    if isinstance(named := get_named_type(argument.type), GraphQLInputObjectType):
                        yield named


def _closure(kinds: Iterable[GraphQLInputObjectType]) -> set[GraphQLInputObjectType]:
    """These inputs and all that stand in them."""
    found: set[GraphQLInputObjectType] = set()
    left = list(kinds)
    while left:
        kind = left.pop()
        if kind in found:
            continue
        found.add(kind)
        inner = (get_named_type(field.type) for field in kind.fields.values())
        left += [each for each in inner if isinstance(each, GraphQLInputObjectType)]
    return found
