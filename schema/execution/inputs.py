"""From coerced arguments to what a resolver takes: as Strawberry does it, but looking at each type only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING
from typing import Any

from strawberry.relay.types import GlobalID
from strawberry.schema.compat import is_scalar
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import StrawberryArgument, convert_argument
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition, has_enum_definition
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

Convert = Callable[[Any], Any]


class Unusual(Exception):
    """A type that is left to Strawberry, with everything that it stands in."""


class Inputs:
    """The arguments of one field: `converted` makes keywords for its resolver."""

    def __init__(self, arguments: list[StrawberryArgument], converter: GraphQLCoreConverter) -> None:
        self._converter = converter
        names = converter.config.name_converter
        self._arguments = [
            (names.from_argument(each), each.python_name, each.type, self._plain(each.type))
            for each in arguments
        ]

    def converted(self, values: dict[str, Any], about: Any) -> dict[str, Any]:
        return {
            python_name: self._by_strawberry(values[name], kind, name, about)
            if convert is None
            else convert(values[name])
            for name, python_name, kind, convert in self._arguments
            if name in values
        }

    def _by_strawberry(self, value: Any, kind: Any, name: str, about: Any) -> Any:
        converter = self._converter
        return convert_argument(value, kind, converter.scalar_registry, converter.config, about, path=(name,))

    def _plain(self, kind: Any) -> Convert | None:
        try:
            return self._of(kind, {})
        except Unusual:
            return None

    def _of(self, kind: Any, known: dict[Any, Convert]) -> Convert:
        if isinstance(kind, StrawberryMaybe) or kind is GlobalID:
            raise Unusual
        if isinstance(kind, StrawberryOptional):
            return self._of(kind.of_type, known)
        if isinstance(kind, LazyType):
            return self._of(kind.resolve_type(), known)
        if isinstance(kind, StrawberryList):
            return _list(self._of(kind.of_type, known))
        is_enum = isinstance(kind, StrawberryEnumDefinition) or has_enum_definition(kind)
        if is_enum or is_scalar(kind, self._converter.scalar_registry):
            return _as_it_is
        if has_object_definition(kind) and kind.__strawberry_definition__.from_input is None:
            return known[kind] if kind in known else self._object(kind, known)
        raise Unusual

    def _object(self, kind: Any, known: dict[Any, Convert]) -> Convert:
        definition = kind.__strawberry_definition__
        fields: list[tuple[str, str, Convert]] = []
        left_out = {
            field.python_name: None
            for field in definition.fields
            if field.default_value is MISSING and field.default_factory is MISSING
        }

        def convert(value: Any) -> Any:
            if value is None or value is UNSET:
                return value
            given = {python_name: each(value[name]) for name, python_name, each in fields if name in value}
            return kind(**(left_out | given))

        known[kind] = convert  # an input may hold inputs of its own kind
        names = self._converter.config.name_converter
        for field in definition.fields:
            inner = self._of(field.resolve_type(type_definition=definition), known)
            fields.append((names.from_field(field), field.python_name, inner))
        return convert


def _as_it_is(value: Any) -> Any:
    return value


def _list(convert: Convert) -> Convert:
    def converted(value: Any) -> Any:
        return value if value is None or value is UNSET else [convert(item) for item in value]

    return converted
