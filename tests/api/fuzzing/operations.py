"""Operations with variables that are likely to reach the rules behind the schema."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_required_argument,
)

from schema.graph.ids import MODELS
from tests.api.fuzzing.values import Ids, Values

DEEPEST = 3


class Made(NamedTuple):
    """An operation as it is posted."""

    query: str
    variables: dict[str, Any]


class Operations:
    """Makes operations, drawing from one source of chance."""

    def __init__(self, schema: GraphQLSchema, chance: Random, ids: Ids) -> None:
        self.schema = schema
        self.chance = chance
        self.values = Values(chance, ids)
        self.variables: dict[str, Any] = {}
        self.declared: list[str] = []

    def made(self, kind: str, name: str) -> Made:
        """An operation that asks for one field of the root."""
        self.variables, self.declared = {}, []
        root = self.schema.query_type if kind == "query" else self.schema.mutation_type
        assert root is not None
        selection = self._field(name, root.fields[name], 0)
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return Made(f"{kind} Made{declared} {{ {selection} }}", self.variables)

    def _field(self, name: str, field: GraphQLField, deep: int) -> str:
        noun = name[0].upper() + name[1:]
        given = [
            f"{each}: {self._variable(each, argument, noun if noun in MODELS else None)}"
            for each, argument in field.args.items()
            if is_required_argument(argument) or self.chance.random() < (0.3 if deep == 0 else 0.05)
        ]
        called = f"{name}({', '.join(given)})" if given else name
        below = get_named_type(field.type)
        return f"{called} {self._selection(below, deep + 1)}" if is_composite_type(below) else called

    def _selection(self, kind: Any, deep: int) -> str:
        chosen = ["__typename"]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                is_leaf = not is_composite_type(get_named_type(field.type))
                if is_leaf or name == "userErrors" or self._is_chosen(name, deep):
                    chosen.append(self._field(name, field, deep))
        return f"{{ {' '.join(chosen)} }}"

    def _is_chosen(self, name: str, deep: int) -> bool:
        if deep > DEEPEST:
            return False
        return self.chance.random() < (0.9 if name in ("nodes", "edges", "node") else 0.35)

    def _variable(self, name: str, argument: GraphQLArgument, noun: str | None) -> str:
        called = f"v{len(self.declared)}"
        self.declared.append(f"${called}: {argument.type}")
        small = name in ("first", "last") and self.chance.random() < 0.9
        self.variables[called] = (
            self.chance.randint(1, 5) if small else self.values.of(argument.type, name, 0, noun)
        )
        return f"${called}"
