"""What may grow with any release, without notice, is said where it is described."""

from __future__ import annotations

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_introspection_type,
)

VALUES_MAY_COME = (
    "More values may come with any release, without notice: be ready for one that you do not know."
)
TYPES_MAY_COME = (
    "More types may come with any release, without notice: be ready for one that you do not know."
)


def tell_what_may_grow(schema: GraphQLSchema) -> None:
    """Say of every enum in an answer, union and interface that it may grow. It is no breaking change when it does."""
    given = _enums_given_to_clients(schema)
    for kind in schema.type_map.values():
        if kind.name in given:
            _add(kind, VALUES_MAY_COME)
        elif isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            _add(kind, TYPES_MAY_COME)


def _enums_given_to_clients(schema: GraphQLSchema) -> set[str]:
    """Enums in answers. Of those that only clients send a program knows all that it uses."""
    return {
        named.name
        for kind in schema.type_map.values()
        if not is_introspection_type(kind) and not isinstance(kind, GraphQLInputObjectType)
        for field in getattr(kind, "fields", {}).values()
        if isinstance(named := get_named_type(field.type), GraphQLEnumType)
    }


def _add(kind: GraphQLNamedType, words: str) -> None:
    if words not in (kind.description or ""):
        kind.description = "\n\n".join(filter(None, [kind.description, words]))
