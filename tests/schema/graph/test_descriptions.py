"""Every description is understood by somebody who reads it alone, as GraphiQL shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_introspection_type,
    is_non_null_type,
    is_specified_scalar_type,
)
from strawberry.utils.str_converters import to_camel_case

from schema import printed
from schema.graph.ids import TYPE_NAMES
from schema.guards.told_needs import CLOSED

LEANS_ON_ANOTHER = re.compile(
    r"\b(likewise|ditto|idem|told once|the same holds|(as|see|said|told|mentioned|named) (above|below|before that)"
    r"|the former|the latter|aforementioned|that mark)\b",
    re.IGNORECASE,
)
"""Words that send the reader to another description, which GraphiQL does not show beside this one."""
SAYS_NULL = re.compile(r"\b[Nn]ull\b")
SAYS_WHAT_NOTHING_MEANS = re.compile(r"\b[Nn]ull\b|\b[Ww]ithout (one|it|a value)\b")
HOW_MUCH = re.compile(r"\d")


@pytest.mark.parametrize(
    "text",
    ["The surname, likewise.", "Told once, at the list.", "As above.", "Take that mark away.", "See below."],
)
def test_words_that_lean_on_another_description_are_found(text: str) -> None:
    assert LEANS_ON_ANOTHER.search(text)


def test_no_description_leans_on_another() -> None:
    leaning = {
        place: found[0]
        for place, description in all_descriptions(the_schema())
        if (found := LEANS_ON_ANOTHER.search(description))
    }
    assert leaning == {}


def test_everything_is_described() -> None:
    assert [place for place, description in all_descriptions(the_schema()) if not description.strip()] == []


def test_what_may_be_left_out_of_an_input_says_what_null_or_nothing_means() -> None:
    """Filters say it once for all their fields; of the keys of a `@oneOf` just one is given."""
    silent = [
        place
        for place, field in input_fields(the_schema())
        if not is_non_null_type(field.type) and not SAYS_WHAT_NOTHING_MEANS.search(field.description or "")
    ]
    assert silent == []


def test_what_may_be_null_in_an_answer_says_what_null_means() -> None:
    silent = [
        place
        for place, field in output_fields(the_schema())
        if not is_non_null_type(field.type) and not SAYS_NULL.search(field.description or "")
    ]
    assert silent == []


def test_a_field_behind_a_scope_says_too_what_null_means_to_whoever_has_the_scope() -> None:
    """Of a list or a sum there is nothing more to say; of a column that may be empty there is."""
    told = "Null, with an error of its own"
    assert told in CLOSED
    silent = [
        place
        for place, field in nullable_columns(the_schema())
        if not SAYS_NULL.search((field.description or "").partition(told)[0])
    ]
    assert silent == []


def test_a_filter_says_that_null_asks_nothing() -> None:
    filters = [kind for name, kind in inputs(the_schema()) if name.endswith("Where")]
    assert len(filters) > 25
    silent = [kind.name for kind in filters if "ull asks nothing" not in (kind.description or "")]
    assert silent == []


def test_a_list_or_a_number_of_an_input_says_how_much_it_may_be() -> None:
    """A list of the values of an enum needs no limit: there are no more of them than the enum has."""
    silent = [
        place
        for place, field in input_fields(the_schema())
        if has_a_limit(str(field.type), the_schema())
        and not place.endswith(("Revision", ".revision"))
        and not HOW_MUCH.search(field.description or "")
    ]
    assert silent == []


def test_a_mutation_says_which_scope_it_needs() -> None:
    mutation = the_schema().mutation_type
    assert mutation is not None
    silent = [name for name, field in mutation.fields.items() if "scope" not in (field.description or "")]
    assert silent == []


def has_a_limit(kind: str, schema: GraphQLSchema) -> bool:
    of_enum = isinstance(schema.type_map[kind.strip("[]!")], GraphQLEnumType)
    return kind.rstrip("!") in ("Int", "Decimal") or (kind.startswith("[") and not of_enum)


def inputs(schema: GraphQLSchema) -> list[tuple[str, GraphQLInputObjectType]]:
    return [
        (name, kind) for name, kind in schema.type_map.items() if isinstance(kind, GraphQLInputObjectType)
    ]


def input_fields(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLInputField]]:
    """The fields of inputs that are neither filters nor criteria nor keys."""
    for name, kind in inputs(schema):
        if not name.endswith(("Where", "CriteriaInput")) and not is_one_of(kind):
            yield from ((f"{name}.{field}", given) for field, given in kind.fields.items())


def output_fields(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not is_introspection_type(kind):
            yield from ((f"{name}.{field}", given) for field, given in kind.fields.items())


def nullable_columns(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    """The fields of nodes that show a column, or the row behind one, that may be empty."""
    for model, name in TYPE_NAMES.items():
        kind = schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        empty = {to_camel_case(column) for column, each in model._meta.fields_map.items() if each.null}
        for field, given in kind.fields.items():
            if field in empty and not is_non_null_type(given.type):
                yield f"{name}.{field}", given


def is_one_of(kind: GraphQLInputObjectType) -> bool:
    node = kind.ast_node
    return node is not None and any(each.name.value == "oneOf" for each in node.directives or ())


def all_descriptions(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """The descriptions of types, fields, arguments and values, each with its place."""
    for name, kind in schema.type_map.items():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        yield name, kind.description or ""
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{name}.{value}", each.description or "") for value, each in kind.values.items())
        elif isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{name}.{field}", each.description or "") for field, each in kind.fields.items())
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, each in kind.fields.items():
                yield f"{name}.{field}", each.description or ""
                for argument, given in each.args.items():
                    yield f"{name}.{field}({argument})", given.description or ""


@cache
def the_schema() -> GraphQLSchema:
    return build_schema(printed())
