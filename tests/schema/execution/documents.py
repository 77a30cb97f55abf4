"""Valid operations over a schema, made up: selections, fragments, directives, variables."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random
from typing import Any, NamedTuple

from graphql import (
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from tests.schema.execution.arguments import Arguments

WRITTEN: Counter[str] = Counter()
"""How often each feature of the language was written: the tests ask whether all of them were."""

INTROSPECTION = (
    '__type(name: "Pet") { kind name possibleTypes { name } }',
    '__type(name: "Filter") { inputFields { name defaultValue type { kind ofType { name } } } isOneOf }',
    '__type(name: "Nobody") { name }',
    "__schema { queryType { name } directives { name args { name } } types { name kind } }",
)


class Operation(NamedTuple):
    document: str
    variables: dict[str, Any]
    name: str | None


class Author:
    """Writes one operation."""

    def __init__(self, rng: Random, schema: GraphQLSchema, waits: bool, budget: int) -> None:
        self.rng = rng
        self.schema = schema
        self.waits = waits
        self.budget = budget
        self.arguments = Arguments(rng, schema)
        self.fragments: list[tuple[str, str, str]] = []
        self.repeatable: dict[str, list[tuple[str, Any]]] = {}
        self.aliases = 0
        self.unions = [each for each in schema.type_map.values() if isinstance(each, GraphQLUnionType)]

    def write(self, kind: str) -> Operation:
        root = getattr(self.schema, f"{kind}_type")
        selection = self._selection(root, 0)
        if kind == "query" and self.rng.random() < 0.04:
            WRITTEN["introspection"] += 1
            selection = f"{selection[:-1]} {self.rng.choice(INTROSPECTION)} }}"
        declared = self.arguments.declared()
        named = bool(declared) or self.rng.random() < 0.5
        parts = [f"{kind} {'Asked' if named else ''}{declared} {selection}"]
        parts += [f"fragment {name} on {on} {inside}" for name, on, inside in self.fragments]
        name = None
        if named and self.rng.random() < 0.2:
            WRITTEN["several operations"] += 1
            parts.insert(0, "query Other { whereabouts }")
            name = "Asked"
        return Operation("\n".join(parts), self.arguments.values, name)

    def _selection(self, kind: Any, depth: int) -> str:
        """A selection set on a composite type; a root of a subscription has one field."""
        if kind is self.schema.subscription_type:
            return f"{{ {self._field(kind, depth)} }}"
        count = self.rng.randint(1, 4 if depth else 7) if self.budget > 0 else 1
        parts = [self._part(kind, depth) for _ in range(count)]
        return "{ " + " ".join(parts) + " }"

    def _part(self, kind: Any, depth: int) -> str:
        luck = self.rng.random()
        if luck < 0.07 or (isinstance(kind, GraphQLUnionType) and depth > 5):
            WRITTEN["__typename"] += 1
            return f"{self._fresh() if luck < 0.04 else ''}__typename{self._directives()}"
        if luck < 0.14 and self.repeatable.get(kind.name):
            return self._merged(kind, depth)
        if luck < 0.3 or isinstance(kind, GraphQLUnionType):
            return self._fragment(kind, depth)
        return self._field(kind, depth)

    def _field(self, kind: Any, depth: int) -> str:
        name, field = self._chosen(kind, depth)
        inner = get_named_type(field.type)
        given = self.arguments.given(field)
        definition = field.extensions["strawberry-definition"]
        WRITTEN[f"field: {definition.metadata.get('way', 'attribute')}"] += 1
        self.budget -= 1
        if given:
            WRITTEN["arguments"] += 1
        alias = self._fresh() if given or self.rng.random() < 0.2 else ""
        head = f"{alias}{name}{given}"
        self.repeatable.setdefault(kind.name, []).append((head, inner))
        return f"{head}{self._directives()}{self._below(inner, depth)}"

    def _below(self, inner: Any, depth: int) -> str:
        return f" {self._selection(inner, depth + 1)}" if is_composite_type(inner) else ""

    def _merged(self, kind: Any, depth: int) -> str:
        """A field again: what is selected below it is merged."""
        WRITTEN["merged"] += 1
        head, inner = self.rng.choice(self.repeatable[kind.name])
        return f"{head}{self._directives()}{self._below(inner, depth + 2)}"

    def _chosen(self, kind: Any, depth: int) -> tuple[str, Any]:
        deeper = self.budget > 0 and depth < 6
        return self.rng.choice(_choice(kind, self.waits, deeper) or list(kind.fields.items()))

    def _fragment(self, kind: Any, depth: int) -> str:
        self.budget -= 1
        target = self._narrowed(kind)
        if target is not None and self.rng.random() < 0.5:
            return f"...{self._named(target, depth)}{self._directives()}"
        WRITTEN["inline fragment"] += 1
        on = f" on {target}" if target is not None else ""
        return f"...{on}{self._directives()} {self._selection(target or kind, depth + 1)}"

    def _named(self, target: Any, depth: int) -> str:
        known = [name for name, on, _ in self.fragments if on == target.name]
        if known and self.rng.random() < 0.4:
            WRITTEN["fragment again"] += 1
            return self.rng.choice(known)
        WRITTEN["named fragment"] += 1
        inside = self._selection(target, depth + 1)
        name = f"F{len(self.fragments)}"
        self.fragments.append((name, target.name, inside))
        return name

    def _narrowed(self, kind: Any) -> Any:
        """A type that a fragment on another may have, or None for the same without saying so."""
        near = [kind]
        if is_abstract_type(kind):
            near += self.schema.get_possible_types(kind)
        else:
            near += kind.interfaces
            near += [each for each in self.unions if self.schema.is_sub_type(each, kind)]
        return self.rng.choice([*near, None] if not isinstance(kind, GraphQLUnionType) else near)

    def _fresh(self) -> str:
        WRITTEN["alias"] += 1
        self.aliases += 1
        return f"a{self.aliases}: "

    def _directives(self) -> str:
        if self.rng.random() > 0.12:
            return ""
        name = self.rng.choice(("skip", "include"))
        WRITTEN[f"@{name}"] += 1
        return f" @{name}(if: {self.arguments.switch(name == 'include')})"


@cache
def _choice(kind: Any, waits: bool, deeper: bool) -> list[tuple[str, Any]]:
    return [
        (name, field)
        for name, field in kind.fields.items()
        if (waits or not field.extensions["strawberry-definition"].is_async)
        and (deeper or not is_composite_type(get_named_type(field.type)))
    ]
