"""What lasts some seconds is measured by a clock that does not jump: that of the wall is for moments alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.forked import ROOT

ON_PURPOSE = {
    "api/auth/tokens.py": "a token names the moment in which it expires",
    "api/auth/shared_counts.py": "the library adds the seconds that Redis tells to the moment",
}


def readings(tree: ast.AST) -> Iterator[int]:
    """The lines that read the clock on the wall as a number."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="time", names=names) if any(each.name == "time" for each in names):
                yield node.lineno
            case ast.Attribute(value=ast.Name(id="time"), attr="time"):
                yield node.lineno


def files() -> list[str]:
    rooms = ("api", "schema", "db")
    return sorted(str(file.relative_to(ROOT)) for room in rooms for file in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("file", files())
def test_seconds_are_not_measured_by_the_clock_on_the_wall(file: str) -> None:
    found = list(readings(ast.parse((ROOT / file).read_text("utf-8"))))
    assert bool(found) is (file in ON_PURPOSE), f"{file}: lines {found}; use time.monotonic()"


def test_both_ways_to_read_it_are_found() -> None:
    assert list(readings(ast.parse("from time import monotonic, time\nimport time\ntime.time()"))) == [1, 3]
