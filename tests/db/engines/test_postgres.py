"""Transactions on PostgreSQL whose caller gives up."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tortoise.transactions import in_transaction

from db import sql
from tests.databases import on_postgres


@on_postgres
async def test_a_task_that_is_canceled_at_any_moment_keeps_no_connection(one_connection: str) -> None:
    async def begins() -> None:
        async with in_transaction("postgres"):
            await sql.select("SELECT 1")

    for turns in range(12):
        task = asyncio.ensure_future(begins())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.wait_for(sql.select("SELECT 1"), 5)
