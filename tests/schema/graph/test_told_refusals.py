"""Whoever reads the description of a payload knows which of its fields are null when the action was refused."""

from __future__ import annotations

import pytest
from graphql import GraphQLObjectType, build_schema

from schema.graph.told_refusals import ACTION, PREVIEW, SEEN, tell_refusals

SMALL = """
type Error { message: String }
type Stone { id: ID! "Its weight." weight: Int }
type StoneEdge { node: Stone! }
type Report { count: Int! }
type MovePayload {
  clientMutationId: String
  "Why."
  userErrors: [Error!]!
  "The stone."
  stone: Stone
  "Its edge; null if it has no place."
  edge: StoneEdge
  "What happened."
  report: Report
  "The id; null if the action was refused."
  deletedId: ID
  "How many."
  count: Int!
}
type MovePreview { userErrors: [Error!]! "The stone." stone: Stone }
type Query { preview: MovePreview stone: Stone }
type Mutation { move: MovePayload! }
"""


@pytest.mark.parametrize(
    ("kind", "field", "words"),
    [
        ("MovePayload", "stone", f"The stone. {SEEN}"),
        ("MovePayload", "edge", f"Its edge; null if it has no place. {SEEN}"),
        ("MovePayload", "report", f"What happened. {ACTION}"),
        ("MovePayload", "deletedId", "The id; null if the action was refused."),
        ("MovePayload", "count", "How many."),
        ("MovePayload", "clientMutationId", None),
        ("MovePayload", "userErrors", "Why."),
        ("MovePreview", "stone", f"The stone. {PREVIEW}"),
        ("Stone", "weight", "Its weight."),
    ],
)
def test_what_is_null_after_a_refusal_says_so_once(kind: str, field: str, words: str | None) -> None:
    schema = build_schema(SMALL)
    tell_refusals(schema)
    tell_refusals(schema)
    described = schema.type_map[kind]
    assert isinstance(described, GraphQLObjectType)
    assert described.fields[field].description == words
