"""What a fresh database is copied from: made by the first who needs it, for all workers and for later runs."""

from __future__ import annotations

import hashlib
import os
import tempfile
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
MAKES_ROWS = ("db/**/*.py", "tests/**/*.py", "requirements/run.txt")
Fill = Callable[[], Awaitable[None]]
A_DAY = 24 * 60 * 60
"""So many seconds a template is kept that nobody needs: somebody else may work on another branch."""


@dataclass(frozen=True)
class Template:
    """Its name changes with whatever it is made from."""

    name: str
    fill: Callable[[str], Awaitable[None]]
    """Given the address of an empty database, or of a copy of the other template."""
    of: Template | None = None


@cache
def migrated() -> Template:
    return Template(f"empty_{_digest(MAKES_TABLES)}", migrate_db)


@cache
def filled(fill: Fill) -> Template:
    """With what a function writes into an open database."""
    digest = _digest(MAKES_ROWS, fill.__module__, fill.__qualname__)
    return Template(f"filled_{digest}", partial(_fill, fill), migrated())


async def _fill(fill: Fill, database_url: str) -> None:
    await open_db(database_url)
    try:
        await fill()
    finally:
        await close_db()


def shared_folder() -> Path:
    """For templates that are files, and for locks."""
    folder = Path(tempfile.gettempdir()) / f"touchbase-templates-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    return folder


def _digest(patterns: tuple[str, ...], *words: str) -> str:
    digest = hashlib.sha256(" ".join(words).encode())
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
