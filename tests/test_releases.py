"""What the last release promised is kept: no breaking change without a reason, no removal without a warning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from schema import printed
from schema.comparison import LISTED, RELEASED, compared, reasons, report

REASON = re.compile(r"Since (\d{4}-\d\d-\d\d): use `([\w.()]+)`\. Removed on (\d{4}-\d\d-\d\d)\.")


def test_no_change_breaks_what_was_released_unless_it_is_listed_with_its_reason() -> None:
    released = build_schema(RELEASED.read_text("utf-8"))
    assert faults(released, build_schema(printed()), LISTED.read_text("utf-8")) == []


def test_every_deprecation_names_its_replacement_and_the_day_of_removal() -> None:
    assert wrong_deprecations(build_schema(printed())) == []


BEFORE = "type Query { a: Int b: Int }"
ROW = "| `Field Query.b was removed.` | Nobody could ask for it without an error. |"


@pytest.mark.parametrize(
    ("after", "listed", "faulty"),
    [
        ("type Query { a: Int b: Int c: Int }", "", []),
        ("type Query { a: Int }", "", ["breaks, and is not listed: Field Query.b was removed."]),
        ("type Query { a: Int }", ROW, []),
        (
            "type Query { a: Int }",
            "| `Field Query.b was removed.` | |",
            ["has no reason: Field Query.b was removed."],
        ),
        (BEFORE, ROW, ["is listed, but breaks nothing: Field Query.b was removed."]),
    ],
)
def test_the_list_of_breaking_changes_is_exact(after: str, listed: str, faulty: list[str]) -> None:
    table = f"| change | reason |\n|---|---|\n{listed}"
    assert faults(build_schema(BEFORE), build_schema(after), table) == faulty


def test_a_comparison_tells_apart_what_breaks_what_grows_and_what_is_added() -> None:
    before = build_schema(
        """type Query { a(first: Int = 1): A u: U c: Color } enum Color { RED } interface I { b: Int }
        type A { b: Int } union U = A"""
    )
    after = build_schema(
        """type Query { a(first: Int = 2, last: Int): A u: U } enum Color { RED GREEN } interface I { b: Int }
        type A implements I { b: Int d: Int } type B { b: Int } union U = A | B"""
    )
    changes = compared(before, after)
    assert changes.breaking == [
        "Field Query.c was removed.",
        "Query.a(first:) has changed defaultValue from 1 to 2.",
    ]
    assert changes.growing == [
        "B was added to union type U.",
        "Enum value Color.GREEN was added.",
        "I added to interfaces implemented by A.",
    ]
    assert changes.added == [
        "An optional argument Query.a(last:) was added.",
        "B was added.",
        "Field A.d was added.",
    ]
    assert list(report(changes, {"Field Query.c was removed.": "It was empty."}))[:2] == [
        "Breaking: 2",
        "  Field Query.c was removed. It was empty.",
    ]


@pytest.mark.parametrize(
    ("reason", "is_right"),
    [
        ("Since 2026-12-01: use `Query.b`. Removed on 2027-12-01.", True),
        ("Since 2024-02-29: use `Color.RED`. Removed on 2025-03-01.", True),
        ("Since 2026-12-01: use `Query.b(first)`. Removed on 2029-01-01.", True),
        ("Since 2026-12-01: use `Query.b`. Removed on 2027-11-30.", False),
        ("Since 2026-12-01: use `Query.gone`. Removed on 2027-12-01.", False),
        ("Since 2026-13-01: use `Query.b`. Removed on 2028-12-01.", False),
        ("Use Query.b", False),
        ("No longer supported", False),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "type Query { a: Int @deprecated(reason: REASON) b(first: Int): Color } enum Color { RED }",
        "type Query { b(first: Int, last: Int @deprecated(reason: REASON)): Color } enum Color { RED }",
        "type Query { b(first: Int): Color } enum Color { RED GREEN @deprecated(reason: REASON) }",
        "type Query { b(first: Int, in: I): Color } enum Color { RED } input I { a: Int @deprecated(reason: REASON) }",
    ],
)
def test_a_deprecation_has_one_form(text: str, reason: str, is_right: bool) -> None:
    schema = build_schema(text.replace("REASON", f'"{reason}"'))
    assert (wrong_deprecations(schema) == []) == is_right


def faults(released: GraphQLSchema, now: GraphQLSchema, listed: str) -> list[str]:
    """Breaking changes without a row that gives a reason, and rows without a breaking change."""
    broken = set(compared(released, now).breaking)
    rows = reasons(listed)
    found = [f"breaks, and is not listed: {change}" for change in sorted(broken - rows.keys())]
    found += [f"is listed, but breaks nothing: {change}" for change in sorted(rows.keys() - broken)]
    return found + [f"has no reason: {change}" for change, reason in rows.items() if len(reason.split()) < 2]


def wrong_deprecations(schema: GraphQLSchema) -> list[str]:
    named = dict(elements(schema))
    return [
        f"{name}: {reason}"
        for name, reason in named.items()
        if reason and not is_complete(reason, set(named))
    ]


def is_complete(reason: str, named: set[str]) -> bool:
    if not (parts := REASON.fullmatch(reason)):
        return False
    try:
        since, removed = date.fromisoformat(parts[1]), date.fromisoformat(parts[3])
    except ValueError:
        return False
    months = (removed.year - since.year) * 12 + removed.month - since.month - (removed.day < since.day)
    return parts[2] in named and months >= 12


def elements(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Everything that has a name, and why it is deprecated."""
    for name, kind in schema.type_map.items():
        yield name, None
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{name}.{value}", each.deprecation_reason) for value, each in kind.values.items())
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in kind.fields.items():
                yield f"{name}.{field_name}", field.deprecation_reason
                for argument_name, argument in getattr(field, "args", {}).items():
                    yield f"{name}.{field_name}({argument_name})", argument.deprecation_reason
