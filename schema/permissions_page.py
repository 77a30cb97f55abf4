"""Writes the map in docs/permissions.md from the declarations of the schema; `make print` runs it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from db.callers import Scope
from schema import schema
from schema.graph.needs import Scopes
from schema.guards.scopes import DeclaredNeeds, declared_needs

TITLES = ("Queries", "Mutations", "Types", "Single fields", "Conditions")
"""The sections, in the order of `DeclaredNeeds`."""


def with_map(page: str, declared: DeclaredNeeds) -> str:
    """The page with the lists of these sections replaced by the declared needs; other text stays."""
    for title, needs in zip(TITLES, declared, strict=True):
        section = re.compile(rf"(\n## {title}\n[^#]*?\n\n)(?:- .*\n)+")
        page, times = section.subn(lambda found, needs=needs: found[1] + _listed(needs), page)
        assert times == 1, f"The page has no section {title!r} with a list."
    return page


def _listed(needs: dict[str, Scopes]) -> str:
    """One line for all names with the same needs."""
    names: dict[Scopes, list[str]] = {}
    for name, needed in needs.items():
        names.setdefault(needed, []).append(f"`{name}`")
    lines = sorted(names.items(), key=lambda line: [[*Scope].index(scope) for scope in line[0]])
    return "".join(f"- {_in_words(needed)}: {', '.join(those)}.\n" for needed, those in lines)


def _in_words(needed: Scopes) -> str:
    return " and ".join(f"`{scope}`" for scope in needed) or "No scope"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_map(path.read_text("utf-8"), declared_needs(schema._schema)), "utf-8")
