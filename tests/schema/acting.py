"""For every mutation an input with which it does something, in a world of its own; and all that its payload tells."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from schema import schema
from tests.schema import acting_on_contacts, acting_on_segments, acting_on_setup
from tests.schema.asking import ask

INPUTS = acting_on_contacts.INPUTS | acting_on_segments.INPUTS | acting_on_setup.INPUTS


def mutations() -> list[str]:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    return sorted(mutation.fields)


async def act(
    mutation: str, values: dict[str, Any], key: str | None = None, name: str = ""
) -> dict[str, Any]:
    """The whole payload of a mutation that was not refused."""
    kind = f"{mutation[0].upper()}{mutation[1:]}"
    document = (
        f"mutation {name} ($input: {kind}Input!)"
        f" {{ {mutation}(input: $input) {{ {selection_of(f'{kind}Payload')} }} }}"
    )
    payload = (await ask(document, key, input=values))[mutation]
    assert payload["userErrors"] == []
    return payload


def selection_of(noun: str, depth: int = 3) -> str:
    """Every field of a payload, of a node its columns, of what is in between whatever it tells.

    But no links: they end a second later when they are asked for a second later.
    """
    kind: Any = schema._schema.type_map[noun]
    selected = []
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            selected.append(name)
        elif inner.name == "DownloadLink":
            continue
        elif _is_shown(inner, depth) and not any(map(is_required_argument, field.args.values())):
            selected.append(f"{name} {{ {selection_of(inner.name, depth - 1)} }}")
    return " ".join(["__typename", *selected])


def _is_shown(kind: Any, depth: int) -> bool:
    """What a payload names is looked at, but not what a node leads to."""
    if depth == 0 or not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return False
    return depth > 1 or not _is_node(kind)


def _is_node(kind: GraphQLObjectType | GraphQLInterfaceType) -> bool:
    return "id" in kind.fields or kind.name.endswith("Connection")
