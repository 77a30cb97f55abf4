"""The house: no circle, no import out of its place, a verb at one path in every room, files and functions in size."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("api", "schema", "db")

SERVING_ALL_NOUNS = (
    *("db/engine", "db/sql", "db/writes"),
    *("schema/graph", "schema/guards", "schema/execution"),
)
"""Rooms that know no noun."""

KNOWN_TO_ALL = {
    "db": {"engine", "sql", "writes", "models", "errors", "callers", "numbering"},
    "schema": {"graph", "guards", "execution"},
}
"""What a room that serves all nouns may know of a room beside it: other such rooms, tables, errors and callers."""

NOUNS_KNOWN = {
    "schema/graph/context.py imports db.attachments.limits": "a request brings with it how large its files may be",
}
"""Exceptions from that, each with its reason."""

VERBS_WITHOUT_MUTATION = {"load_demo", "write_rows"}
"""Verbs of the command line."""

LONGEST_FILE = 250
LONGER_FILES: dict[str, str] = {
    "db/migrations/0001_tables.py": "the operations of one migration stay together",
}

LONGEST_FUNCTION = 25
LONGER_FUNCTIONS = {
    "db/api_keys/editing.py create_api_key": "lock, check, write, return in one view; nine lines are its options",
    "db/contacts/merging.py merge_contacts": "lock, check, write, return in one view; ten lines are its options",
    "db/contacts/values.py _checks": "a table: one line for each value of a contact",
}
"""By path and name, with the reason why a function stays longer than the rest."""


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "node_modules" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def place_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(path: Path) -> str:
    return place_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def graph_of_imports() -> dict[str, set[str]]:
    """For each module those that it imports anywhere in it, for types only and inside of functions included."""
    paths = {dotted(path): path for path in modules(*ROOMS)}
    return {name: _imports_of(path, set(paths)) for name, path in paths.items()}


def _imports_of(path: Path, known: set[str]) -> set[str]:
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in known else node.module)
    return (found & known) - {dotted(path)}


def circles_in(graph: dict[str, set[str]]) -> list[list[str]]:
    """The sets of modules each of which leads to all others of its set."""
    reached = {start: _reached_from(start, graph) for start in graph}
    circles = {
        tuple(sorted(other for other in reached[start] if start in reached[other]))
        for start in graph
        if start in reached[start]
    }
    return [list(circle) for circle in sorted(circles)]


def _reached_from(start: str, graph: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    left = list(graph[start])
    while left:
        if (name := left.pop()) not in seen:
            seen.add(name)
            left += graph[name]
    return seen


def test_a_circle_would_be_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set[str]()}
    assert circles_in(graph) == [["a", "b", "c"]]


def test_no_import_leads_back_to_where_it_began() -> None:
    assert circles_in(graph_of_imports()) == []


def test_imports_stand_at_the_top() -> None:
    late = [
        f"{place_of(path)}:{node.lineno}"
        for path in modules(*ROOMS)
        for node in _after_definitions(tree_of(path).body)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert late == []


def _after_definitions(body: list[ast.stmt]) -> list[ast.stmt]:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = next((place for place, node in enumerate(body) if isinstance(node, kinds)), len(body))
    return body[first:]


@pytest.mark.parametrize("room", SERVING_ALL_NOUNS)
def test_what_serves_all_nouns_knows_none(room: str) -> None:
    astray = {
        f"{place_of(path)} imports {name}"
        for path in modules(room)
        for name in graph_of_imports()[dotted(path)]
        if not _serves_all(name)
    }
    assert astray == {each for each in NOUNS_KNOWN if each.startswith(room)}


def _serves_all(name: str) -> bool:
    room, *inner = name.split(".")
    return not inner or inner[0] in KNOWN_TO_ALL.get(room, ())


def functions_under(decorator: str, room: str) -> dict[str, str]:
    """The public functions with a decorator, each with its path below the room."""
    return {
        node.name: path.relative_to(ROOT / room).as_posix()
        for path in modules(room)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")
        for each in node.decorator_list
        if (each.func if isinstance(each, ast.Call) else each).__dict__.get("id") == decorator
    }


def test_a_verb_has_the_same_path_in_both_rooms() -> None:
    verbs = functions_under("transactional", "db")
    assert verbs.keys() >= VERBS_WITHOUT_MUTATION
    mutations = functions_under("mutation", "schema")
    assert mutations == {name: path for name, path in verbs.items() if name not in VERBS_WITHOUT_MUTATION}


def test_an_enum_of_rows_is_imported_from_where_the_graph_declares_it() -> None:
    """So an enum is declared before anything names it, and the order of imports cannot change its name."""
    astray = [
        f"{place_of(path)}: {name}"
        for path in modules("schema")
        for name in sorted((_enums_of_db(path) & _annotated(tree_of(path))) - _declared_enums(tree_of(path)))
    ]
    assert astray == []


def _enums_of_db(path: Path) -> set[str]:
    """The enums that a module imports from db/."""
    return {
        alias.name
        for node in tree_of(path).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("db")
        for alias in node.names
        if _is_enum(getattr(importlib.import_module(node.module or ""), alias.name, None))
    }


def _is_enum(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Enum)


def _declared_enums(tree: ast.Module) -> set[str]:
    """The enums that a module gives to `strawberry.enum`."""
    return {
        argument.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "strawberry.enum"
        for argument in node.args
        if isinstance(argument, ast.Name)
    }


def _annotated(tree: ast.Module) -> set[str]:
    """The names in the annotations of fields of classes, which Strawberry reads."""
    return {
        name.id
        for declared in ast.walk(tree)
        if isinstance(declared, ast.ClassDef)
        for field in declared.body
        if isinstance(field, ast.AnnAssign)
        for name in ast.walk(field.annotation)
        if isinstance(name, ast.Name)
    }


def test_files_keep_their_size() -> None:
    long = {
        place_of(path) for path in modules(*ROOMS) if len(path.read_text("utf-8").splitlines()) > LONGEST_FILE
    }
    assert long == set(LONGER_FILES)


def test_functions_keep_their_size() -> None:
    long = {
        f"{place_of(path)} {node.name}"
        for path in modules(*ROOMS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length_of(node) > LONGEST_FUNCTION
    }
    assert long == set(LONGER_FUNCTIONS), (
        f"over {LONGEST_FUNCTION} lines: split by phases, or give the reason here"
    )


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Its lines from `def` on, without its docstring."""
    first = function.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    described = (first.end_lineno or 0) - first.lineno + 1 if is_text else 0
    return (function.end_lineno or 0) - function.lineno + 1 - described
