"""What must agree: pictures with the code, migrations with the tables, rooms with their walls, verbs with names."""

from __future__ import annotations

import ast
import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    find_breaking_changes,
)

from tests.forked import run_forked

ROOT = Path(__file__).parents[1]
ROOMS = ("api", "schema", "db")

FORBIDDEN = {
    "api": {"tortoise"},
    "schema": {"starlette", "uvicorn", "api"},
    "db": {"strawberry", "graphql", "starlette", "uvicorn", "api", "schema"},
}
"""What a room never imports."""

OPENED_BY_API = {
    "db.engine.database", "db.engine.database_url", "db.engine.outages", "db.engine.seldom",
    "db.engine.statement_hooks", "db.readiness",
    "db.migrating", "db.demo", "db.contact_files", "db.errors", "db.attachments", "db.letter_contents", "db.deliveries",
    "db.callers", "db.salespeople", "db.api_keys", "db.audit", "db.writes.audit_log",
    "db.writes.committing", "db.writes.retention",
}  # fmt: skip
"""All that api/ knows of db/: opening and closing it, the verbs of the command line, files, letters and the outbox."""

BANNED_NAMES = {
    *("service", "manager", "helper", "util", "utils", "handler", "processor", "base", "common"),
    *("misc", "data", "info", "do", "handle"),
}


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (path for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def verbs() -> dict[str, Path]:
    """Functions under @transactional that are no one's private business."""
    found = {}
    for path in modules("db"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_") and _is_verb(node):
                found[node.name] = path
    return found


def _is_verb(function: ast.AsyncFunctionDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "transactional" for each in function.decorator_list)


def test_the_printed_schema_is_fresh() -> None:
    from schema import PRINTED, printed

    assert PRINTED.read_text("utf-8") == printed(), "run: make print"


def test_the_printed_tables_are_fresh() -> None:
    printed = run_forked("db.migrating", cwd=ROOT, env=os.environ)
    assert (ROOT / "db" / "schema.sql").read_text("utf-8") == printed.stdout, "run: make print"


def test_the_schema_holds_what_was_promised() -> None:
    from schema import printed

    core = build_schema((ROOT / "tests" / "schema" / "core.graphql").read_text("utf-8"), assume_valid=True)
    assert find_breaking_changes(core, build_schema(printed(), assume_valid=True)) == []


def test_everything_in_the_schema_is_described() -> None:
    from schema import schema

    undescribed = []
    for name, kind in schema._schema.type_map.items():
        if name.startswith("__"):
            continue
        if not kind.description:
            undescribed.append(name)
        if isinstance(kind, GraphQLEnumType):
            undescribed += [f"{name}.{value}" for value, enum in kind.values.items() if not enum.description]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in kind.fields.items():
                undescribed += [] if field.description else [f"{name}.{field_name}"]
                for argument_name, argument in getattr(field, "args", {}).items():
                    undescribed += [] if argument.description else [f"{name}.{field_name}({argument_name})"]
    assert undescribed == []


def test_the_migrations_are_current() -> None:
    from tortoise import Tortoise
    from tortoise.migrations.autodetector import MigrationAutodetector

    from db.engine.database import apps_on, tortoise_config

    async def changes() -> list[str]:
        context = await Tortoise.init(config=tortoise_config("sqlite://:memory:"), init_connections=False)
        assert context.apps is not None
        detector = MigrationAutodetector(context.apps, apps_on("sqlite"))
        return [
            f"{type(operation).__name__} {operation.__dict__}"
            for writer in await detector.changes()
            for operation in writer.operations
        ]

    assert asyncio.run(changes()) == [], "make a migration: docs/adding-a-verb.md, 2"


def test_the_rooms_keep_their_walls() -> None:
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room in ROOMS
        for path in modules(room)
        for name in imported(path)
        if name.split(".")[0] in FORBIDDEN[room]
    ]
    assert broken == []


def test_the_api_opens_the_database_and_nothing_more() -> None:
    reached = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("api")
        for name in imported(path)
        if name.startswith("db.")
        and not any(name == each or name.startswith(f"{each}.") for each in OPENED_BY_API)
    }
    assert reached == set()


def test_every_verb_is_tested() -> None:
    tested = "\n".join(path.read_text("utf-8") for path in modules("tests"))
    assert {verb for verb in verbs() if verb not in tested} == set()


def test_modules_say_what_lives_in_them() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(*ROOMS, "tests", "bench")
        if path.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_names_say_what_things_are() -> None:
    banned = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in modules(*ROOMS)
        for name in _defined(path)
        if name not in ("page_info", "data_received")  # so named by Relay, and by asyncio
        for word in name.lower().split("_")
        if word in BANNED_NAMES
    ]
    assert banned == []


def _defined(path: Path) -> Iterator[str]:
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
