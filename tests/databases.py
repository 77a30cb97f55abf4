"""A fresh, migrated database for each test: a copy of a template that is made once for all workers and runs."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil
import pytest

from db.migrating import migrate_db
from tests.locking import alone_on_this_machine
from tests.postgres_server import started_server

ROOT = Path(__file__).parents[1]
MAKES_TABLES = (
    *("db/migrations/*.py", "db/models/**/*.py", "db/fields.py", "db/migrating.py"),
    "requirements/run.txt",
)
A_DAY = 24 * 60 * 60
_serial = count(1)

on_postgres = pytest.mark.parametrize("databases", ["postgres"], indirect=True)
"""Marks a test of what only a server with many connections can show: a race."""

on_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""Marks a test of what only a file with a single writer can show."""


class SqliteDatabases:
    """Files in a temporary folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="touchbase-sqlite-"))
        self.template = _shared_folder() / f"{_digest()}.db"

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[SqliteDatabases]:
        with alone_on_this_machine(_shared_folder() / "sqlite.lock"):
            if not self.template.exists():
                await self._make_template()
            self.template.touch()
        try:
            yield self
        finally:
            shutil.rmtree(self.folder)

    async def _make_template(self) -> None:
        for old in _shared_folder().glob("*.db"):
            if old.stat().st_mtime < time.time() - A_DAY:
                old.unlink()
        made = self.folder / "template.db"
        await migrate_db(f"sqlite://{made}")
        shutil.move(made, self.template)

    def make(self, path: Path) -> None:
        """A database in a file that is not there yet, as `touchbase migrate` makes it."""
        shutil.copyfile(self.template, path)

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        path = self.folder / f"{next(_serial)}.db"
        self.make(path)
        try:
            yield f"sqlite://{path}"
        finally:
            for leftover in self.folder.glob(f"{path.name}*"):
                leftover.unlink()


class PostgresDatabases:
    """Databases on the server that TEST_POSTGRES_URL names, or on one that is started from a package."""

    def __init__(self) -> None:
        self.url = os.environ.get("TEST_POSTGRES_URL") or started_server()
        self.template = f"touchbase_template_{_digest()}"

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[PostgresDatabases]:
        self._server = await asyncpg.connect(self.url)
        try:
            with alone_on_this_machine(_shared_folder() / "postgres.lock"):
                if self.template not in await self._databases("touchbase_template_"):
                    await self._drop_what_is_left()
                    await self._make_template()
                await self._server.execute(f"COMMENT ON DATABASE {self.template} IS '{time.time():.0f}'")
            yield self
        finally:
            await self._server.close()

    async def _make_template(self) -> None:
        made = f"{self.template}_made"
        await self._server.execute(f"DROP DATABASE IF EXISTS {made}")
        await self._server.execute(f"CREATE DATABASE {made}")
        await migrate_db(self._url_of(made))
        await self._server.execute(f"ALTER DATABASE {made} RENAME TO {self.template}")

    async def _drop_what_is_left(self) -> None:
        """Templates that nobody used for a day, and databases of runs that were killed."""
        for name, used in (await self._databases("touchbase_template_")).items():
            if float(used or 0) < time.time() - A_DAY:
                await self._server.execute(f"DROP DATABASE {name}")
        for name in await self._databases("touchbase_test_"):
            if not psutil.pid_exists(int(name.split("_")[2])):
                await self._server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    async def _databases(self, beginning: str) -> dict[str, str | None]:
        """The databases whose names begin so, and the comments on them."""
        statement = """SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database
            WHERE starts_with(datname, $1)"""
        return dict(await self._server.fetch(statement, beginning))

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        name = f"touchbase_test_{os.getpid()}_{next(_serial)}"
        # Copying files takes half as long as writing every page into the log as well (PostgreSQL 15 or later).
        await self._server.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        try:
            yield self._url_of(name)
        finally:
            await self._server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{database}"))


def _shared_folder() -> Path:
    """Templates and locks, for all workers and the next run."""
    folder = Path(tempfile.gettempdir()) / f"touchbase-templates-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    return folder


def _digest() -> str:
    """Of everything that tables are made from."""
    digest = hashlib.sha256()
    for pattern in MAKES_TABLES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
