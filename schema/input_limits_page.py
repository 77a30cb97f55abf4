"""Writes the table of what one value may hold in docs/operating.md from the schema; `make print` runs it."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLSchema

from db.errors import MOST_ECHOED, MOST_PROBLEMS
from db.sql.case_folding import MOST_MARKS, MOST_WORDS
from db.sql.filters import MOST_CONDITIONS
from schema import schema
from schema.graph.at_most import MOST_CHARACTERS, MOST_CHARACTERS_OF_OTHERS, MOST_VALUES
from schema.guards.input_places import every_place, place_of
from schema.guards.measuring import COSTS_ONE, MOST_LEVELS

TITLE = "What one value may hold"


def with_limits(page: str, of: GraphQLSchema) -> str:
    """The page with the table of its section replaced; other text stays."""
    section = re.compile(rf"(\n### {TITLE}\n[^|]*?\n\n)(?:\|.*\n)+")
    page, times = section.subn(lambda found: found[1] + _table(of), page)
    assert times == 1, f"The page has no section {TITLE!r} with a table."
    return page


def _table(of: GraphQLSchema) -> str:
    rows = [*_general(), *_of_places(of)]
    return "| what | at most |\n|---|---|\n" + "".join(f"| {what} | {most} |\n" for what, most in rows)


def _general() -> Iterator[tuple[str, str]]:
    yield "a text", f"{MOST_CHARACTERS:,} characters"
    yield (
        "an id, a word of an enum, a day, a moment, a decimal",
        f"{MOST_CHARACTERS_OF_OTHERS:,} characters",
    )
    yield "a list", f"{MOST_VALUES:,} values"
    yield "inputs in inputs", f"{MOST_LEVELS} levels"
    yield "a filter, with all that it joins", f"{MOST_CONDITIONS:,} conditions"
    yield "a search", f"{MOST_WORDS} words"
    yield "accents on one letter", f"{MOST_MARKS}"
    yield "what an error repeats of a value", f"{MOST_ECHOED} characters"
    yield "problems that an answer tells", f"{MOST_PROBLEMS}"
    yield "values of lists, and thousands of characters of a text, in variables", f"`MAX_COST`: {_each()}"


def _each() -> str:
    return f"each value costs 1, and each {COSTS_ONE:,} characters, as often as the variable is used"


def _of_places(of: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Places that have limits of their own, those with the same one together."""
    named: dict[tuple[int, str], set[str]] = defaultdict(set)
    others: set[str] = set()
    for name, declared in every_place(of):
        place = place_of(declared)
        known = place.values not in (None, MOST_VALUES)
        if known and place.values:
            named[place.values, "values"].add(name)
        if place.characters not in (MOST_CHARACTERS, MOST_CHARACTERS_OF_OTHERS):
            named[place.characters, "characters"].add(name)
        elif not known:
            others.add(_last(name))
    for (most, of_what), names in sorted(named.items()):
        shown = {name if _last(name) in others else _last(name) for name in names}
        yield ", ".join(f"`{name}`" for name in sorted(shown)), f"{most:,} {of_what}"


def _last(name: str) -> str:
    """The name of an argument or a field alone: enough where it has the same limit wherever it stands."""
    return name.rstrip(")").replace("(", ".").rpartition(".")[2]


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_limits(path.read_text("utf-8"), schema._schema), "utf-8")
