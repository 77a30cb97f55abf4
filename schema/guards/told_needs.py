"""What a field of an answer needs is said where it is described: whoever sees only GraphiQL knows why it is null."""

from __future__ import annotations

from collections.abc import Collection

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_introspection_type,
    is_non_null_type,
)

from schema.graph.enums import Scope
from schema.guards.scopes import needs_beyond_type

CLOSED = "Null, with an error of its own, without the scope{s} {scopes}."
REFUSED = "Without the scope{s} {scopes} nothing of the operation runs."


def tell_needs(schema: GraphQLSchema) -> None:
    """Say of each field what it needs beyond its type. A payload is as open as its mutation, which says it."""
    payloads = _payloads(schema)
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not is_introspection_type(kind):
            for field in kind.fields.values():
                if kind.name not in payloads and (needs := needs_beyond_type(field)):
                    words = _words(field, [each.value for each in Scope if each in needs])
                    field.description = "\n\n".join(filter(None, [field.description, words]))


def _words(field: GraphQLField, scopes: list[str]) -> str:
    words = REFUSED if is_non_null_type(field.type) else CLOSED
    *others, last = scopes
    told = f"{', '.join(others)} and {last}" if others else last
    return words.format(s="s" if others else "", scopes=told)


def _payloads(schema: GraphQLSchema) -> Collection[str]:
    mutation = schema.mutation_type
    if mutation is None:
        return ()
    return {get_named_type(each.type).name for each in mutation.fields.values()}
