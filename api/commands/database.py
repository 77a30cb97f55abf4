"""A database that is open while a command works on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from api.settings import settings
from db.readiness import ready_db

T = TypeVar("T")


def with_database(work: Callable[[], Awaitable[T]]) -> T:
    """Run to its end what needs the database of the settings, with its tables up to date."""

    async def opened() -> T:
        async with ready_db(settings().database_url, settings().database_options):
            return await work()

    return asyncio.run(opened())
