"""Every test of a rule runs on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from db.callers import call_as
from db.engine.database import DatabaseOptions, close_db, open_db


@pytest.fixture(autouse=True)
async def _open(database: str) -> None:
    """Opens the database before each test."""


@pytest.fixture
async def one_connection(database: str) -> AsyncIterator[str]:
    """The database, opened with a pool of one: whoever comes next gets the session of whoever was before."""
    await close_db()
    await open_db(database, DatabaseOptions(connections=1))
    yield database
    await close_db()


@pytest.fixture(autouse=True)
def _nobody_is_left() -> Iterator[None]:
    yield
    call_as(None)
