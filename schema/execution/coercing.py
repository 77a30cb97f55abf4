"""Input types as functions that coerce one value: what graphql-core's `coerce_input_value` does, compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    Undefined,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from graphql.pyutils import is_iterable
from graphql.utilities.coerce_input_value import coerce_default_value

Coerce = Callable[[Any], Any]
"""From a value to what a resolver gets. Any exception means that graphql-core has to be asked, and will say what
is wrong."""


class Unusual(Exception):
    """Something that is left to graphql-core."""


class InputField(NamedTuple):
    """A field of an input object, as far as coercing has to know it."""

    name: str
    out_name: str
    is_required: bool
    default: Any


def input_field(name: str, field: GraphQLInputField) -> InputField:
    return InputField(
        name, field.out_name or name, is_required_input_field(field), coerce_default_value(field)
    )


class Coercion:
    """Compiles the types that one operation names."""

    def __init__(self) -> None:
        self._objects: dict[tuple[GraphQLInputObjectType, bool], Coerce] = {}
        self._outer: list[GraphQLInputObjectType] = []
        self.is_recursive = False
        """Whether a type was met inside of itself, so that values of it nest without an end."""

    def of(self, kind: GraphQLInputType) -> Coerce:
        nullable = not is_non_null_type(kind)
        bare: Any = kind if nullable else kind.of_type
        if is_list_type(bare):
            return _list(self.of(bare.of_type), nullable)
        if is_input_object_type(bare):
            return self._object(bare, nullable)
        return _leaf(bare, nullable)

    def _object(self, kind: GraphQLInputObjectType, nullable: bool) -> Coerce:
        self.is_recursive |= kind in self._outer
        if (kind, nullable) in self._objects:
            return self._objects[kind, nullable]
        fields: list[tuple[InputField, Coerce]] = []
        names = kind.fields.keys()

        def coerced(value: Any) -> Any:
            if value is None:
                return _null(nullable)
            if not value.keys() <= names:
                raise Unusual
            result = {}
            for (name, out_name, is_required, default), coerce in fields:
                if name in value:
                    result[out_name] = coerce(value[name])
                elif is_required:
                    raise Unusual
                elif default is not Undefined:
                    result[out_name] = default
            return object_of(kind, result, len(value))

        self._objects[kind, nullable] = coerced
        self._outer.append(kind)
        fields += [(input_field(name, field), self.of(field.type)) for name, field in kind.fields.items()]
        self._outer.pop()
        return coerced


def object_of(kind: GraphQLInputObjectType, values: dict[str, Any], given: int) -> Any:
    """The values of an input object as what its type makes of them; how many were given is for `@oneOf`."""
    if kind.is_one_of and (given != 1 or [value is None for value in values.values()] != [False]):
        raise Unusual
    return kind.out_type(values)


def _null(nullable: bool) -> None:
    if not nullable:
        raise Unusual


def _list(coerce_item: Coerce, nullable: bool) -> Coerce:
    def coerced(value: Any) -> Any:
        if value is None:
            return _null(nullable)
        return [coerce_item(item) for item in value] if is_iterable(value) else [coerce_item(value)]

    return coerced


def _leaf(kind: GraphQLLeafType, nullable: bool) -> Coerce:
    coerce_present = kind.coerce_input_value

    def coerced(value: Any) -> Any:
        if value is None:
            return _null(nullable)
        result = coerce_present(value)
        if result is Undefined:
            raise Unusual
        return result

    return coerced
