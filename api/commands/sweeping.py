"""`touchbase sweep`: what nothing uses any more goes, and traces of requests that were kept long enough."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer

from api.settings import settings
from db.attachments.storage import open_storage
from db.attachments.sweeping import delete_unused_attachments
from db.readiness import ready_db
from db.retention import delete_old_answers, delete_old_entries


def sweep() -> None:
    """Run to the end and tell what is gone."""
    typer.echo(asyncio.run(_sweep()))


async def _sweep() -> str:
    now = datetime.now(UTC)
    open_storage(settings().attachments_url)
    async with ready_db(settings().database_url):
        gone = await delete_unused_attachments(now=now)
        answers = await delete_old_answers(now=now, hours=settings().idempotency_hours)
        entries = await delete_old_entries(now=now, days=settings().audit_days)
    return (
        f"Deleted: {gone.contents} letters, {gone.attachments} attachments, {gone.files} files,"
        f" {answers} answers to idempotency keys, {entries} entries of the audit log."
    )
