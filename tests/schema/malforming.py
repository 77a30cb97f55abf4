"""Inputs in which something is malformed, for every place of an input at which that can be."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    is_required_input_field,
)

from schema import schema
from schema.graph.ids import encoded, noun_of_id

MALFORMED = "?"
SCALARS = {"ID", "Date", "DateTime", "Decimal"}
FILLERS = {"String": "x", "Int": 1, "Boolean": False, "Float": 1.0}
DEEPEST = 3
OF_ANY_NOUN = "Contact"


class Leaf(NamedTuple):
    """A place in an input that takes a scalar: how it is reached, and by what its values are known."""

    path: tuple[str, ...]
    kind: str
    noun: str | None


def previews() -> list[str]:
    return sorted(each for each in schema._schema.query_type.fields if each.startswith("preview"))  # type: ignore[union-attr]


def input_of(action: str) -> GraphQLInputObjectType:
    """What a mutation or a preview takes."""
    root = schema._schema.query_type if action in previews() else schema._schema.mutation_type
    assert root is not None
    return get_named_type(root.fields[action].args["input"].type)  # type: ignore[return-value]


def leaves(kind: GraphQLInputObjectType, kinds: set[str], depth: int = DEEPEST) -> Iterator[Leaf]:
    """All places in an input that take scalars of some kinds. In lists it is the first."""
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        step = (name, "0") if is_list_type(get_nullable_type(field.type)) else (name,)
        if is_input_object_type(inner):
            if depth > 1:
                yield from (
                    each._replace(path=(*step, *each.path)) for each in leaves(inner, kinds, depth - 1)
                )
        elif inner.name in kinds:
            yield Leaf(step, inner.name, noun_of_id(field.extensions["strawberry-definition"]))


def with_value(kind: GraphQLInputType, given: Any, path: tuple[str, ...], value: Any) -> Any:
    """What was given, with another value at a place; what is required around it is filled in."""
    if not path:
        return value
    named: Any = get_nullable_type(kind)
    if is_list_type(named):
        items = list(given) if isinstance(given, list) else []
        return [with_value(named.of_type, items[0] if items else None, path[1:], value), *items[1:]]
    name, rest = path[0], path[1:]
    around = deepcopy(given) if isinstance(given, dict) else {}
    if is_one_of(named):
        around = {each: around[each] for each in around if each == name}
    else:
        around = required_of(named) | around
    return around | {name: with_value(named.fields[name].type, around.get(name), rest, value)}


def is_one_of(kind: GraphQLInputObjectType) -> bool:
    return kind.extensions["strawberry-definition"].is_one_of


def required_of(kind: GraphQLInputObjectType) -> dict[str, Any]:
    return {name: filler(each.type) for name, each in kind.fields.items() if is_required_input_field(each)}


def filler(kind: GraphQLInputType) -> Any:
    needed = get_nullable_type(kind)
    if isinstance(needed, GraphQLList):
        return [filler(needed.of_type)]
    if isinstance(needed, GraphQLInputObjectType):
        if is_one_of(needed):
            name, field = next(iter(needed.fields.items()))
            return {name: filler(field.type)}
        return required_of(needed)
    if isinstance(needed, GraphQLEnumType):
        return next(iter(needed.values))
    return FILLERS.get(get_named_type(kind).name, MALFORMED)


def of_nothing(leaf: Leaf) -> str:
    """An id that names no row, another one for each place."""
    return encoded(leaf.noun or OF_ANY_NOUN, 987_654_000 + sum(map(ord, "".join(leaf.path))))
