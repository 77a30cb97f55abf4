"""A fresh, migrated database for each test: a copy of a template."""

from __future__ import annotations

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

from db.demo import load_demo
from tests.locking import alone_on_this_machine
from tests.moments import NOW
from tests.postgres_server import started_server
from tests.templates import AN_HOUR, Fill, Template, forget_old_files, migrated, shared_folder

_serial = count(1)

on_postgres = pytest.mark.parametrize("databases", ["postgres"], indirect=True)
"""Marks a test of what only a server with many connections can show: a race."""

on_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""Marks a test of what only a file with a single writer can show."""


def filled_by(fill: Fill) -> pytest.MarkDecorator:
    """Marks a test whose database holds what a function writes: it runs once, and each test gets a copy."""
    return pytest.mark.filled_by.with_args(fill)


async def the_demo() -> None:
    assert await load_demo(now=NOW)


on_demo_data = filled_by(the_demo)
"""Marks a test whose database holds the demo data of the moment that is now."""


class SqliteDatabases:
    """Files in a temporary folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="touchbase-sqlite-"))
        self._files: dict[Template, Path] = {}

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[SqliteDatabases]:
        try:
            await self._made(migrated())
            yield self
        finally:
            shutil.rmtree(self.folder)

    async def _made(self, template: Template) -> Path:
        """The file of a template."""
        if template not in self._files:
            path = shared_folder() / f"{template.name}.db"
            origin = None if template.of is None else await self._made(template.of)
            with alone_on_this_machine(shared_folder() / "sqlite.lock"):
                if not path.exists():
                    await self._make(template, path, origin)
                path.touch()
            self._files[template] = path
        return self._files[template]

    async def _make(self, template: Template, path: Path, origin: Path | None) -> None:
        forget_old_files(shared_folder(), "*.db")
        begun = self.folder / path.name
        if origin is not None:
            shutil.copyfile(origin, begun)
        await template.fill(f"sqlite://{begun}")
        shutil.move(begun, path)

    def make(self, path: Path) -> None:
        """A database in a file that is not there yet, as `touchbase migrate` makes it."""
        shutil.copyfile(self._files[migrated()], path)

    @asynccontextmanager
    async def fresh(self, template: Template | None = None) -> AsyncIterator[str]:
        path = self.folder / f"{next(_serial)}.db"
        shutil.copyfile(await self._made(template or migrated()), path)
        try:
            yield f"sqlite://{path}"
        finally:
            for leftover in self.folder.glob(f"{path.name}*"):
                leftover.unlink(missing_ok=True)  # SQLite takes some away itself when its last reader closes


class PostgresDatabases:
    """Databases on the server that TEST_POSTGRES_URL names, or on one that is started from a package."""

    def __init__(self) -> None:
        self.url = os.environ.get("TEST_POSTGRES_URL") or started_server()
        self._names: dict[Template, str] = {}

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[PostgresDatabases]:
        self._server = await asyncpg.connect(self.url)
        try:
            await self._made(migrated())
            yield self
        finally:
            await self._server.close()

    async def _made(self, template: Template) -> str:
        """The database of a template."""
        if template not in self._names:
            name = f"touchbase_template_{template.name}"
            origin = "template1" if template.of is None else await self._made(template.of)
            with alone_on_this_machine(shared_folder() / "postgres.lock"):
                if name not in await self._databases("touchbase_template_"):
                    await self._drop_what_is_left()
                    await self._make(template, name, origin)
                await self._server.execute(f"COMMENT ON DATABASE {name} IS '{time.time():.0f}'")
            self._names[template] = name
        return self._names[template]

    async def _make(self, template: Template, name: str, origin: str) -> None:
        begun = f"{name}_begun"
        await self._server.execute(f"DROP DATABASE IF EXISTS {begun}")
        await self._server.execute(f"CREATE DATABASE {begun} TEMPLATE {origin}")
        await template.fill(self._url_of(begun))
        await self._server.execute(f"ALTER DATABASE {begun} RENAME TO {name}")

    async def _drop_what_is_left(self) -> None:
        """Templates that nobody used for an hour, and databases of runs that were killed."""
        for name, used in (await self._databases("touchbase_template_")).items():
            if float(used or 0) < time.time() - AN_HOUR:
                await self._server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for name in await self._databases("touchbase_test_"):
            if not psutil.pid_exists(int(name.split("_")[2])):
                await self._server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    async def _databases(self, beginning: str) -> dict[str, str | None]:
        """The databases whose names begin so, and the comments on them: when they were used."""
        statement = """SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database
            WHERE starts_with(datname, $1)"""
        return dict(await self._server.fetch(statement, beginning))

    @asynccontextmanager
    async def fresh(self, template: Template | None = None) -> AsyncIterator[str]:
        origin = await self._made(template or migrated())
        name = f"touchbase_test_{os.getpid()}_{next(_serial)}"
        # Copying files takes half as long as writing every page into the log as well (PostgreSQL 15 or later).
        await self._server.execute(f"CREATE DATABASE {name} TEMPLATE {origin} STRATEGY FILE_COPY")
        try:
            yield self._url_of(name)
        finally:
            await self._server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{database}"))
