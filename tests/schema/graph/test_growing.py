"""Whoever reads a description knows what may grow; every database has the same schema."""

from __future__ import annotations

import pytest
from graphql import GraphQLNamedType, build_schema, is_abstract_type, is_enum_type

from schema import printed
from schema.graph.growing import TYPES_MAY_COME, VALUES_MAY_COME, tell_what_may_grow

SMALL = """
enum Shown { A } enum OnlyGiven { A } enum Both { A }
input I { of: OnlyGiven both: Both }
interface Thing { shown: [Shown!]! }
type Stone implements Thing { shown: [Shown!]! }
union Found = Stone
type Query { thing(in: I): Thing found: Found both: Both }
"""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Shown", VALUES_MAY_COME),
        ("Both", VALUES_MAY_COME),
        ("OnlyGiven", None),
        ("Thing", TYPES_MAY_COME),
        ("Found", TYPES_MAY_COME),
        ("Stone", None),
    ],
)
def test_what_may_grow_is_told_once(name: str, words: str | None) -> None:
    schema = build_schema(SMALL)
    tell_what_may_grow(schema)
    tell_what_may_grow(schema)
    assert schema.type_map[name].description == words


def test_every_description_of_the_schema_that_should_tell_it_does() -> None:
    """Of the enums in answers those of `availableActions` and `status` grow for certain, with every new verb."""
    schema = build_schema(printed())
    silent = [kind.name for kind in schema.type_map.values() if _may_grow(kind) and not _tells(kind)]
    assert silent == []


def _may_grow(kind: GraphQLNamedType) -> bool:
    if kind.name.startswith("__"):
        return False
    is_told = kind.name.endswith(("Action", "Status", "Code", "Kind", "Reason"))
    return is_abstract_type(kind) or (is_enum_type(kind) and is_told)


def _tells(kind: GraphQLNamedType) -> bool:
    return (kind.description or "").endswith((VALUES_MAY_COME, TYPES_MAY_COME))
