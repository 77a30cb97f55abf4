"""`touchbase sweep`: what nothing uses any more is deleted, and records that were kept long enough."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from api.commands.database import with_database
from api.settings import settings
from db.attachments.storage import open_storage
from db.attachments.sweeping import delete_unused_attachments
from db.writes.retention import delete_old_answers, delete_old_entries


def sweep() -> None:
    typer.echo(with_database(_sweep))


async def _sweep() -> str:
    open_storage(settings().attachments_url)
    now = datetime.now(UTC)
    deleted = await delete_unused_attachments(now=now)
    answers = await delete_old_answers(now=now, hours=settings().idempotency_hours)
    entries = await delete_old_entries(now=now, days=settings().audit_days)
    return (
        f"Deleted: {deleted.letter_contents} letters, {deleted.attachments} attachments, {deleted.files} files,"
        f" {answers} answers to idempotency keys, {entries} entries of the audit log."
    )
