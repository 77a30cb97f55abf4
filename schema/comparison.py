"""What changed since the schema of the last release: what breaks, what grew, what was added.

`make compare-schema` prints it; `tests/test_releases.py` holds that what breaks is listed with its reason.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from graphql import GraphQLSchema, build_schema
from graphql.utilities import (
    BreakingChange,
    DangerousChangeType,
    SafeChangeType,
    SchemaChange,
    find_schema_changes,
)

from schema import printed

RELEASED = Path(__file__).with_name("released.graphql")
LISTED = Path(__file__).parents[1] / "docs" / "breaking-changes.md"

OTHERWISE_BY_DEFAULT = {
    DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
    DangerousChangeType.INPUT_FIELD_DEFAULT_VALUE_CHANGE,
}
"""Who leaves a value out gets something else than before: that breaks, although every document stays valid."""
GROWING = {
    DangerousChangeType.VALUE_ADDED_TO_ENUM,
    DangerousChangeType.TYPE_ADDED_TO_UNION,
    DangerousChangeType.IMPLEMENTED_INTERFACE_ADDED,
}
"""Answers may hold what a program does not know: `schema.graph.growing` says so of whatever may grow."""
ONLY_WORDS = {SafeChangeType.DESCRIPTION_CHANGED}


class Changes(NamedTuple):
    """The changes from one schema to another, in words; those of descriptions are left out."""

    breaking: list[str]
    """Documents or programs that worked no longer do."""
    growing: list[str]
    """Values of enums, members of unions and implementers of interfaces that programs do not know yet."""
    added: list[str]
    """All else that is new."""


def compared(before: GraphQLSchema, after: GraphQLSchema) -> Changes:
    changes = Changes([], [], [])
    for change in find_schema_changes(before, after):
        if change.type not in ONLY_WORDS:
            _place(changes, change).append(change.description)
    for listed in changes:
        listed.sort()
    return changes


def _place(changes: Changes, change: SchemaChange) -> list[str]:
    if isinstance(change, BreakingChange) or change.type in OTHERWISE_BY_DEFAULT:
        return changes.breaking
    return changes.growing if change.type in GROWING else changes.added


def reasons(page: str) -> dict[str, str]:
    """The reasons in the table of `docs/breaking-changes.md`, by the change."""
    return {change: why.strip() for change, why in re.findall(r"^\| `(.+?)` \|(.*)\|$", page, re.MULTILINE)}


def report(changes: Changes, reason_of: dict[str, str]) -> Iterator[str]:
    """The changes as lines, each of those that break with its reason."""
    breaking = (f"{each} {reason_of.get(each, 'NO REASON IS GIVEN.')}" for each in changes.breaking)
    yield from _section("Breaking", breaking)
    yield from _section("Growing, as its descriptions said", changes.growing)
    yield from _section("Added", changes.added)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    yield f"{title}: {len(listed)}"
    yield from (f"  {line}" for line in listed)


if __name__ == "__main__":
    since = build_schema(Path(sys.argv[1] if sys.argv[1:] else RELEASED).read_text("utf-8"))
    now = build_schema(printed())
    print(*report(compared(since, now), reasons(LISTED.read_text("utf-8"))), sep="\n")
