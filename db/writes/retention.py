"""How long traces of requests are kept: answers to idempotency keys, and entries of the audit log."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.sql import statements

ROWS_AT_ONCE = 1000


async def delete_old_answers(*, now: datetime, hours: int) -> int:
    """How many answers are gone that were given longer ago. Their keys mean new requests from now on."""
    return await _delete_older("idempotent_answer", "created_at", now - timedelta(hours=hours))


async def delete_old_entries(*, now: datetime, days: int) -> int:
    """How many entries of the audit log are gone that are older; 0 days: they are kept for ever."""
    return await _delete_older("audit_entry", "happened_at", now - timedelta(days=days)) if days else 0


async def _delete_older(table: str, moment: str, before: datetime) -> int:
    """In slices, each a transaction of its own, so that nobody waits long and a sweep may be stopped."""
    total = 0
    oldest = f"SELECT id FROM {table} WHERE {moment} < :before ORDER BY {moment} LIMIT {ROWS_AT_ONCE}"
    while True:
        gone = await statements.change_returning(
            f"DELETE FROM {table} WHERE id IN ({oldest}) RETURNING id", before=before
        )
        total += len(gone)
        if len(gone) < ROWS_AT_ONCE:
            return total
