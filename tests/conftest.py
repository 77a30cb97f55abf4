"""The databases that tests run on, and a moment that is now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from api.files.pdf import close_printing
from api.lifecycle.garbage_collector import keep_what_is_loaded
from db.attachments.storage import open_storage
from db.engine.database import close_db, open_db
from db.letter_contents.rendering import close_rendering
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.memory import keep_temporary_files_in_memory
from tests.moments import NOW
from tests.prepared_models import prepare_models_when_the_dialect_changes
from tests.templates import filled, migrated


def pytest_configure() -> None:
    """A database for each test costs 40 to 310 ms on a disk and 12 in memory."""
    keep_temporary_files_in_memory()
    prepare_models_when_the_dialect_changes()


def pytest_collection_finish() -> None:
    """What is loaded by now is no garbage; not to look at it again and again saves an eighth of the time."""
    keep_what_is_loaded()


@pytest.fixture(scope="session", autouse=True)
async def limited_processes() -> AsyncIterator[None]:
    """What renders and prints letters serves all tests of a run, and ends with them."""
    yield
    await close_printing()
    await close_rendering()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
async def postgres_databases() -> AsyncIterator[PostgresDatabases]:
    async with PostgresDatabases().ready() as databases:
        yield databases


@pytest.fixture(scope="session")
async def sqlite_databases() -> AsyncIterator[SqliteDatabases]:
    async with SqliteDatabases().ready() as databases:
        yield databases


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
async def databases(request: pytest.FixtureRequest) -> AsyncIterator[SqliteDatabases | PostgresDatabases]:
    kind = SqliteDatabases if request.param == "sqlite" else PostgresDatabases
    async with kind().ready() as databases:
        yield databases


@pytest.fixture
async def database_url(
    databases: SqliteDatabases | PostgresDatabases, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """A fresh database of each kind, with what the mark of the test says."""
    mark = request.node.get_closest_marker("filled_by")
    async with databases.fresh(filled(*mark.args) if mark else migrated()) as url:
        yield url


@pytest.fixture
async def postgres_url(postgres_databases: PostgresDatabases) -> AsyncIterator[str]:
    """A fresh PostgreSQL database, for what only a server with many connections can show."""
    async with postgres_databases.fresh() as url:
        yield url


@pytest.fixture
def storage_folder(tmp_path: Path) -> Path:
    """Where attachments lie; the folder is made when the storage is opened."""
    return tmp_path / "attachments"


@pytest.fixture
async def database(database_url: str, storage_folder: Path) -> AsyncIterator[str]:
    """A fresh database, open for this process, and a place for files beside it."""
    open_storage(storage_folder.as_uri())
    await open_db(database_url)
    yield database_url
    await close_db()
