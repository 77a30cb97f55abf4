"""Arguments for made-up operations: literals, variables, and what fails only when it is used."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLSchema,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

USED: Counter[str] = Counter()
"""How often each way to hand in a value was used."""


class Name(str):
    """The name of an enum member, or of a variable: written without quotes."""


class Arguments:
    """The arguments of one operation, and the variables that they need."""

    def __init__(self, rng: Random, schema: GraphQLSchema) -> None:
        self.rng = rng
        self.schema = schema
        self.values: dict[str, Any] = {}
        self.declarations: list[str] = []

    def declared(self) -> str:
        return f"({', '.join(self.declarations)})" if self.declarations else ""

    def given(self, field: Any) -> str:
        """Arguments for a field, with parentheses if there are any."""
        given = [
            f"{name}: {_literal(self._value(_never_null(name, argument), variables=True, default=not required))}"
            for name, argument in field.args.items()
            if (required := is_required_argument(argument)) or self.rng.random() < 0.25
        ]
        return f"({', '.join(given)})" if given else ""

    def switch(self, usually: bool) -> str:
        """The condition of a @skip or @include."""
        on = usually if self.rng.random() < 0.7 else not usually
        luck = self.rng.random()
        if luck < 0.5:
            return json.dumps(on)
        if luck < 0.55:
            USED["null for a condition"] += 1
            return f"${self._declare('Boolean = true', None)}"
        if luck < 0.65:
            USED["default for a condition"] += 1
            return f"${self._declare(f'Boolean = {json.dumps(on)}')}"
        USED["variable for a condition"] += 1
        return f"${self._declare('Boolean!', on)}"

    def _declare(self, kind: str, *value: Any) -> Name:
        name = f"v{len(self.declarations)}"
        self.declarations.append(f"${name}: {kind}")
        if value:
            self.values[name] = value[0]
        return Name(name)

    def _value(self, kind: Any, variables: bool, default: bool = False, one_of: bool = False) -> Any:
        """A value as it would stand in JSON, with `Name` where a literal has a name."""
        if variables and self.rng.random() < 0.25:
            return self._variable(kind, default, one_of)
        if not is_non_null_type(kind):
            if self.rng.random() < 0.15 and not one_of:
                USED["null"] += 1
                return None
            kind = GraphQLNonNull(kind)
        kind = kind.of_type
        if is_list_type(kind):
            if self.rng.random() < 0.1:
                USED["single value for a list"] += 1
                return self._value(kind.of_type, variables=False)
            return [self._value(kind.of_type, variables) for _ in range(self.rng.randrange(3))]
        if isinstance(kind, GraphQLInputObjectType):
            return self._input(kind, variables)
        if isinstance(kind, GraphQLEnumType):
            return Name(self.rng.choice(list(kind.values)))
        return self.rng.choice(_SCALARS[kind.name])

    def _input(self, kind: GraphQLInputObjectType, variables: bool) -> dict[str, Any]:
        if kind.name == "Key":
            USED["one-of input"] += 1
            name = self.rng.choice(list(kind.fields))
            return {name: self._value(kind.fields[name].type, variables, one_of=True)}
        USED["input object"] += 1
        return {
            name: self._value(field.type, variables, default=not is_required_input_field(field))
            for name, field in kind.fields.items()
            if is_required_input_field(field) or self.rng.random() < 0.3
        }

    def _variable(self, kind: Any, default: bool, one_of: bool) -> Any:
        """A variable; where the position has a default, one that may be null may be passed."""
        luck = self.rng.random()
        nullable = kind.of_type if is_non_null_type(kind) else kind
        strict = GraphQLNonNull(nullable)
        if one_of or luck < 0.3:
            USED["variable"] += 1
            value = self._value(strict, variables=False)
            return _Used(self._declare(str(strict), _plain(value)))
        value = self._value(strict, variables=False)
        if luck < 0.6:
            USED["variable with a default"] += 1
            if self.rng.random() < 0.2:
                USED["null for a variable with a default"] += 1
                return _Used(self._declare(f"{nullable} = {_literal(value)}", None))
            return _Used(self._declare(f"{nullable} = {_literal(value)}"))
        if is_non_null_type(kind) and not default:
            return _Used(self._declare(str(strict), _plain(value)))
        if luck < 0.8:
            USED["variable without a value"] += 1
            return _Used(self._declare(str(nullable)))
        USED["null for a variable"] += 1
        return _Used(self._declare(str(nullable), self.rng.choice((None, _plain(value)))))


def _never_null(name: str, argument: Any) -> Any:
    """Strawberry lets no null stand in a document for this one, but a variable may bring it."""
    return GraphQLNonNull(argument.type) if name == "perhaps" else argument.type


class _Used(str):
    """A variable where it is used."""


def _literal(value: Any) -> str:
    if isinstance(value, _Used):
        return f"${value}"
    if isinstance(value, Name):
        return value
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value)


def _plain(value: Any) -> Any:
    """For JSON: names are text."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return list(map(_plain, value))
    return str(value) if isinstance(value, str) else value


_SCALARS: dict[str, tuple[Any, ...]] = {
    "Int": (0, 1, 5, -7, 2**31 - 1),
    "String": ("", "x", "refused", "é"),
    "ID": ("7", 7, "x"),
    "Date": ("2026-03-02", "2024-02-29"),
    "Shout": ("HEY", "You"),
    "Boolean": (True, False),
}
