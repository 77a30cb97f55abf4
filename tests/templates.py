"""What a fresh database is copied from: made by the first who needs it, for all workers and for later runs."""

from __future__ import annotations

import ast
import hashlib
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from db.engine.database import close_db, open_db
from db.migrating import migrate_db

ROOT = Path(__file__).parents[1]
MAKES_TABLES = (
    "db/migrations/*.py",
    "db/models/**/*.py",
    "db/models/fields.py",
    "db/migrating.py",
    "requirements/run.txt",
)
MAKES_ROWS = ("db/**/*.py", "requirements/run.txt")
Fill = Callable[[], Awaitable[None]]
AN_HOUR = 60 * 60
"""So many seconds a template is kept that nobody needs: somebody else may work on another branch."""


@dataclass(frozen=True)
class Template:
    """Its name changes with whatever it is made from."""

    name: str
    fill: Callable[[str], Awaitable[object]]
    """Given the address of an empty database, or of a copy of the other template."""
    of: Template | None = None


@cache
def migrated() -> Template:
    return Template(f"empty_{_digest(MAKES_TABLES)}", migrate_db)


@cache
def filled(fill: Fill) -> Template:
    """With what a function writes into an open database."""
    sources = [path.relative_to(ROOT).as_posix() for path in _sources_of(fill.__module__)]
    digest = _digest((*MAKES_ROWS, *sources), fill.__module__, fill.__qualname__)
    return Template(f"filled_{digest}", partial(_fill, fill), migrated())


async def _fill(fill: Fill, database_url: str) -> None:
    await open_db(database_url)
    try:
        await fill()
    finally:
        await close_db()


def forget_old_files(folder: Path, pattern: str) -> None:
    """Those that nobody needed for an hour."""
    for path in folder.glob(pattern):
        if path.stat().st_mtime < time.time() - AN_HOUR:
            path.unlink()


def shared_folder() -> Path:
    """For templates that are files, what else is made once, and locks."""
    folder = Path(tempfile.gettempdir()) / f"touchbase-templates-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    return folder


def _sources_of(module: str) -> list[Path]:
    """Its file, and those of all tests/ that it imports, directly or not."""
    found: set[Path] = set()
    wanted = {module}
    while wanted:
        path = ROOT / f"{wanted.pop().replace('.', '/')}.py"
        if path.is_file() and path not in found:
            found.add(path)
            imports = [
                each
                for each in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(each, ast.ImportFrom)
            ]
            wanted |= {each.module for each in imports if each.module and each.module.startswith("tests.")}
    return sorted(found)


def _digest(patterns: tuple[str, ...], *words: str) -> str:
    digest = hashlib.sha256(" ".join(words).encode())
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
