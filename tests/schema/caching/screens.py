"""What a client shows: selections of everything that a type has, made from the schema."""

from __future__ import annotations

from functools import cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from schema import schema

GRAPH = schema._schema
NODE: Any = GRAPH.type_map["Node"]
PAGE = 60

NOT_SHOWN = {
    "Interaction.hardCopyLink": "a link, signed anew for each answer",
    "Segment.hardCopiesLink": "a link, signed anew for each answer",
    "Attachment.downloadLink": "a link, signed anew for each answer",
    "Contact.duplicates": "found by comparing all contacts whenever it is asked for",
    "Query.duplicateContacts": "found by comparing all contacts whenever it is asked for",
    "Query.auditLog": "what was done, one line for every write: nobody keeps it beside what they do",
}


def is_node(kind: GraphQLNamedType) -> bool:
    if isinstance(kind, GraphQLUnionType):
        return all(is_node(each) for each in kind.types)
    return kind is NODE or (isinstance(kind, GraphQLObjectType) and NODE in kind.interfaces)


def is_connection(kind: GraphQLNamedType) -> bool:
    return kind.name.endswith("Connection")


def is_edge(kind: GraphQLNamedType) -> bool:
    return kind.name.endswith("Edge")


def shown(kind: GraphQLNamedType) -> dict[str, GraphQLField]:
    """The fields of a type that can be asked for without an argument."""
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    return {
        name: field
        for name, field in kind.fields.items()
        if f"{kind.name}.{name}" not in NOT_SHOWN and not any(map(is_required_argument, field.args.values()))
    }


@cache
def whole(kind: GraphQLNamedType, *, with_lists: bool = False, with_parents: bool = False) -> str:
    """Everything of a type: its own fields, what its value objects hold, the ids of nodes that it leads to.

    Of lists it is their members or only their length, of the nodes that it leads to only the id or everything.
    """
    fields = [_selection_of(name, field, with_lists, with_parents) for name, field in shown(kind).items()]
    return f"__typename {' '.join(filter(None, fields))}"


def _selection_of(name: str, field: GraphQLField, with_lists: bool, with_parents: bool) -> str:
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return name
    if is_node(kind):
        more = whole(kind) if with_parents and isinstance(kind, GraphQLObjectType) else ""
        return f"{name} {{ __typename ... on Node {{ id }} {more} }}"
    if not is_connection(kind):
        return f"{name} {{ {whole(kind, with_lists=with_lists, with_parents=with_parents)} }}"
    if not with_lists:
        return f"{name}(first: {PAGE}) {{ totalCount }}"
    return f"{name}(first: {PAGE}) {{ totalCount nodes {{ __typename ... on Node {{ id }} }} }}"


def payload_of(mutation: str) -> str:
    """Everything that a payload offers: what is new with its lists, what has changed with
    the length of its lists, and whatever these lead to."""
    assert GRAPH.mutation_type is not None
    kind = get_named_type(GRAPH.mutation_type.fields[mutation].type)
    selected = ["userErrors { __typename code message path }"]
    for name, field in shown(kind).items():
        below = get_named_type(field.type)
        if is_leaf_type(below):
            selected.append(name)
        elif is_edge(below):
            [node] = [get_named_type(each.type) for key, each in shown(below).items() if key == "node"]
            selected.append(
                f"{name} {{ cursor node {{ {whole(node, with_lists=True, with_parents=True)} }} }}"
            )
        elif name != "userErrors":
            selected.append(f"{name} {{ {whole(below, with_parents=True)} }}")
    return " ".join(selected)


def lists_of_root() -> dict[str, GraphQLField]:
    assert GRAPH.query_type is not None
    return {
        name: field
        for name, field in shown(GRAPH.query_type).items()
        if is_connection(get_named_type(field.type))
    }
