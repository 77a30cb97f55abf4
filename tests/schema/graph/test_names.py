"""Names of the schema follow their rules, whatever comes."""

from __future__ import annotations

import re
from pathlib import Path

from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, build_schema

from schema import printed

CORE = Path(__file__).parents[1] / "core.graphql"
KINDS_OF_INPUT = ("Input", "Where", "Order", "By")
READS_AS_SUCH = re.compile(r"(is|has|sees|allows|ignores|viewerCan)[A-Z]")
SAYS_WHAT_HAPPENED = {"changed", "replayed"}
OF_CORE = {"attemptFailed", "excludedFromSegments", "privacyBlocked"}
WHAT_TO_DO = re.compile(r"(allow|entire|expand|ignore|include|inherit)[A-Z]")
"""Options of steps and of the setup are orders, called like the arguments by which they are given."""
WHAT_WAS_DONE = re.compile(r"([a-z]+ed|held)([A-Z]\w*)?Count")


def test_an_input_says_that_it_is_one() -> None:
    core = set(re.findall(r"^input (\w+)", CORE.read_text("utf-8"), re.MULTILINE))
    named_otherwise = [
        name
        for name, kind in the_schema().type_map.items()
        if isinstance(kind, GraphQLInputObjectType) and not name.endswith(KINDS_OF_INPUT) and name not in core
    ]
    assert named_otherwise == []


def test_a_yes_or_no_reads_as_such() -> None:
    unclear = [
        f"{name}.{field}"
        for name, kind in the_schema().type_map.items()
        if isinstance(kind, GraphQLObjectType)
        for field, definition in kind.fields.items()
        if str(definition.type).rstrip("!") == "Boolean"
        and field not in SAYS_WHAT_HAPPENED | OF_CORE
        and not READS_AS_SUCH.match(field)
        and not WHAT_TO_DO.match(field)
        and (name, field) != ("EffectiveFlag", "value")
    ]
    assert unclear == []


def test_a_number_in_a_payload_is_a_count_of_what_was_done() -> None:
    unclear = [
        f"{name}.{field}"
        for name, kind in the_schema().type_map.items()
        if isinstance(kind, GraphQLObjectType) and name.endswith("Payload")
        for field, definition in kind.fields.items()
        if str(definition.type).rstrip("!") == "Int" and not WHAT_WAS_DONE.fullmatch(field)
    ]
    assert unclear == []


def test_every_scope_tells_its_wire_form() -> None:
    scopes = the_schema().type_map["Scope"].values  # type: ignore[attr-defined]
    silent = [
        name
        for name, value in scopes.items()
        if not value.description.startswith(f"`{name.lower().replace('_', ':')}`: ")
    ]
    assert silent == []


def the_schema() -> GraphQLSchema:
    return build_schema(printed())
