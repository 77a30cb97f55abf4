"""What is null in the answer of a refused action is said where it is described."""

from __future__ import annotations

import re

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_non_null_type,
    is_object_type,
)

ECHO = "clientMutationId"
"""The field of payloads that is filled in whatever became of the action."""
ACTION = "Null if the action was refused."
SEEN = (
    "Null if the action was refused, or if the caller may not see it; in a replayed answer also if it was"
    " deleted since."
)
"""Of nodes and edges: they are read once more for the answer."""
PREVIEW = "Null if the preview was refused."
TOLD = re.compile(r"\brefused\b")


def tell_refusals(schema: GraphQLSchema) -> None:
    """Say of each nullable field beside `userErrors` that it is null if these say why, where its own words do not."""
    actions = _payloads(schema)
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and "userErrors" in kind.fields:
            for name, field in kind.fields.items():
                if name != ECHO and not is_non_null_type(field.type):
                    _tell(field, _words(field) if kind.name in actions else PREVIEW)


def _tell(field: GraphQLField, words: str) -> None:
    if not TOLD.search(field.description or ""):
        field.description = " ".join(filter(None, [field.description, words]))


def _words(field: GraphQLField) -> str:
    return SEEN if is_object_type(field.type) and _is_of_a_node(get_named_type(field.type)) else ACTION


def _is_of_a_node(kind: GraphQLObjectType) -> bool:
    """Whether this is a node, or the edge of one."""
    return "id" in kind.fields or "node" in kind.fields


def _payloads(schema: GraphQLSchema) -> set[str]:
    mutation = schema.mutation_type
    return {get_named_type(each.type).name for each in mutation.fields.values()} if mutation else set()
