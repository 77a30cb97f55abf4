"""What everything in a schema needs, put together from its declarations when the schema is built.

An operation needs the scopes of the fields that it begins with and of every type that it comes to on its way, so
a field that leads to another noun needs the scope of that noun too. What a query does not get for want of a scope is
null where it may be (schema/guards/permissions.py). Fields of the roots and most types declare their needs
(schema/graph/needs.py). Some types follow a rule: a page and a place on it need what stands on them, a union all that
its types need, and a payload nothing, since it is as open as its mutation. By what rows are chosen needs something
too: schema/guards/conditions.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_introspection_type,
)
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.union import StrawberryUnion

from schema.graph.enums import Scope
from schema.graph.errors import Payload
from schema.graph.needs import Scopes, needs_of
from schema.guards.conditions import DEFINITION, NEEDS, declared_conditions, keep_needs_of_inputs

BEYOND = "beyond"
"""On a field: what it needs that its type does not."""


class DeclaredNeeds(NamedTuple):
    """What is declared, by the names of the schema: docs/permissions.md shows it."""

    queries: dict[str, Scopes]
    mutations: dict[str, Scopes]
    types: dict[str, Scopes]
    """Without those that follow a rule."""
    fields: dict[str, Scopes]
    """Single fields that need more than their type: what they show comes from another noun."""
    conditions: dict[str, Scopes]
    """Inputs, and fields of inputs, by which rows are chosen: giving them needs this."""


def keep_needs(schema: GraphQLSchema) -> None:
    """Keep with each field all that selecting it needs; refuse a schema in which a declaration leaves it out."""
    if undeclared := sorted(_undeclared(schema)):
        raise TypeError(
            f"It is not declared what these need of a caller: {', '.join(undeclared)}."
            " Declare them with `needs=`, as schema/graph/needs.py shows; `needs=None` opens them to every caller."
        )
    for kind in _composites(schema):
        of_kind = kind.extensions[NEEDS] = _of_type(kind) or ()
        for field in getattr(kind, "fields", {}).values():
            beyond = _all_of(part or () for part in (_declared(field), _of_type(get_named_type(field.type))))
            field.extensions[NEEDS] = _all_of((beyond, of_kind))
            field.extensions[BEYOND] = frozenset(beyond) - frozenset(of_kind)
    keep_needs_of_inputs(schema)


def needs_to_select(field: GraphQLField) -> Scopes:
    """What a field needs for itself, for the type that it is of and for the type that it leads to."""
    return field.extensions[NEEDS]


def needs_beyond_type(field: GraphQLField) -> frozenset[Scope]:
    """What a field needs that whoever came to its type need not have. Those of introspection need nothing."""
    return field.extensions.get(BEYOND, frozenset())


def needs_of_type(kind: GraphQLNamedType) -> Scopes:
    """What a type needs wherever an operation comes to it."""
    return kind.extensions[NEEDS]


def declared_needs(schema: GraphQLSchema) -> DeclaredNeeds:
    """Everything that declares what it needs."""
    fields = {
        f"{kind.name}.{name}": needs
        for kind in _composites(schema)
        for name, field in getattr(kind, "fields", {}).items()
        if (needs := _declared(field)) is not None
    }
    types = {kind.name: needs for kind in _composites(schema) if (needs := _declared(kind)) is not None}
    of_roots = {
        root.name: {name: fields.pop(f"{root.name}.{name}") for name in root.fields}
        for root in _roots(schema)
    }
    return DeclaredNeeds(
        of_roots["Query"],
        of_roots["Mutation"],
        dict(sorted(types.items())),
        dict(sorted(fields.items())),
        declared_conditions(schema),
    )


def _undeclared(schema: GraphQLSchema) -> Iterator[str]:
    """Fields that an operation begins with, and types that it comes to, that do not declare what they need."""
    roots = _roots(schema)
    for root in roots:
        yield from (f"{root.name}.{name}" for name, field in root.fields.items() if _declared(field) is None)
    yield from (kind.name for kind in _composites(schema) if kind not in roots and _of_type(kind) is None)


def _roots(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    return [root for root in (schema.query_type, schema.mutation_type, schema.subscription_type) if root]


def _composites(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    return [
        each
        for each in schema.type_map.values()
        if is_composite_type(each) and not is_introspection_type(each)
    ]


def _declared(part: GraphQLField | GraphQLNamedType) -> Scopes | None:
    definition = part.extensions.get(DEFINITION)
    if isinstance(definition, StrawberryObjectDefinition):
        definition = definition.origin
    return needs_of(definition) if isinstance(definition, type | StrawberryField) else None


def _of_type(kind: GraphQLNamedType) -> Scopes | None:
    """What a type needs wherever an operation comes to it; None if that is not declared."""
    if not is_composite_type(kind) or is_introspection_type(kind):
        return ()
    definition = kind.extensions[DEFINITION]
    return _of_shown(definition if isinstance(definition, StrawberryUnion) else definition.origin)


def _of_shown(shown: Any) -> Scopes | None:
    if isinstance(shown, StrawberryUnion):
        return _of_all(shown.types)
    definition = get_object_definition(shown)
    if definition is None:
        return None
    if definition.type_var_map:
        return _of_all(definition.type_var_map.values())
    return () if issubclass(shown, Payload) else needs_of(shown)


def _of_all(shown: Iterable[Any]) -> Scopes | None:
    parts = [_of_shown(each) for each in shown]
    return None if None in parts else _all_of(parts)  # type: ignore[arg-type]


def _all_of(parts: Iterable[Scopes]) -> Scopes:
    return tuple(dict.fromkeys(scope for part in parts for scope in part))
