"""The places of the schema at which a client may put a value, and how much of one each takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_introspection_type,
    is_list_type,
    is_object_type,
)

from schema.graph.at_most import (
    MOST_CHARACTERS,
    MOST_CHARACTERS_OF_OTHERS,
    MOST_VALUES,
    Declared,
    declared_at,
)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place where a value may stand, and how much of one."""

    characters: int
    """Of a text, or of what else is written as one."""
    values: int | None
    """Of a list; None where none may stand."""
    fields: Mapping[str, Place] | None
    """Of an input."""
    is_filter: bool
    """Whether it is an input that may hold others of its own kind: what is given in all of them is counted."""


_fields: WeakKeyDictionary[GraphQLInputObjectType, dict[str, Place]] = WeakKeyDictionary()


def place_of(declared: GraphQLArgument | GraphQLInputField) -> Place:
    """The place that an argument or a field of an input is; the same one for all that take the same."""
    named = get_named_type(declared.type)
    definition = declared.extensions.get("strawberry-definition")
    said = Declared() if definition is None else declared_at(definition)
    characters = said.characters or (MOST_CHARACTERS if named.name == "String" else MOST_CHARACTERS_OF_OTHERS)
    values = (said.values or MOST_VALUES) if is_list_type(get_nullable_type(declared.type)) else None
    return _place(characters, values, named if is_input_object_type(named) else None)


@cache
def _place(characters: int, values: int | None, kind: GraphQLInputObjectType | None) -> Place:
    if kind is None:
        return Place(characters, values, None, False)
    return Place(characters, values, fields_of(kind), _holds_itself(kind))


def fields_of(kind: GraphQLInputObjectType) -> Mapping[str, Place]:
    """The places in an input by the names that clients know."""
    if (known := _fields.get(kind)) is None:
        known = _fields[kind] = {}  # known before it is filled: an input may hold others of its kind
        known.update((name, place_of(field)) for name, field in kind.fields.items())
    return known


def every_place(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLArgument | GraphQLInputField]]:
    """All fields of inputs, as `Input.field`, and all arguments, as `Type.field(argument)`."""
    for kind in schema.type_map.values():
        if is_input_object_type(kind):
            yield from ((f"{kind.name}.{name}", field) for name, field in kind.fields.items())
        elif is_object_type(kind) and not is_introspection_type(kind):
            for name, field in kind.fields.items():
                yield from (
                    (f"{kind.name}.{name}({each})", argument) for each, argument in field.args.items()
                )


def _holds_itself(kind: GraphQLInputObjectType) -> bool:
    return any(get_named_type(field.type) is kind for field in kind.fields.values())
