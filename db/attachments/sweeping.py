"""Sweeping: content, attachments and files that nothing uses are deleted, and files left by a process that died.

Each batch is a transaction of its own, so that a sweep may be stopped at any moment. It locks rows and then checks
again that they are unused. An upload of the same bytes waits for the lock; rows that an upload has locked are skipped.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.attachments.storage import storage
from db.engine.database import is_postgres
from db.sql import statements
from db.writes.transactions import transactional

KEPT_UNUSED = timedelta(hours=24)
"""How long unused content and attachments are kept, as their letter may still be being written."""
KEPT_STRAY = timedelta(hours=1)
"""How long a file without a row is kept, as its upload may not have ended yet."""
ROWS_PER_BATCH = 500
FILES_PER_BATCH = 100

USERS = {
    "letter_content": ("interaction", "segment_line", "segment_letter_content", "template_language"),
    "attachment": ("letter_content_attachment",),
    "blob": ("attachment",),
}
"""The tables that point at each table, by `letter_content_id`, `attachment_id` and `blob_id`."""


@dataclass
class Swept:
    """How many contents, attachments and files were deleted."""

    letter_contents: int = 0
    attachments: int = 0
    files: int = 0


async def delete_unused_attachments(*, now: datetime) -> Swept:
    """Delete content that nothing points at, then attachments that no content names, then files without either."""
    await storage().discard_unfinished(now - KEPT_STRAY)
    unused_since = now - KEPT_UNUSED
    return Swept(
        letter_contents=await _in_batches(_delete_letter_contents, unused_since),
        attachments=await _in_batches(_delete_attachments, unused_since),
        files=await _in_batches(_delete_blobs, now) + await _delete_stray_files(now),
    )


async def _in_batches(delete: Callable[..., Awaitable[tuple[list[int], int]]], before: datetime) -> int:
    """Delete in batches, by id. Rows that are in use when their batch runs are left for the next sweep."""
    last, total = 0, 0
    while True:
        looked_at, deleted = await delete(last, before)
        total += deleted
        if not looked_at:
            return total
        last = looked_at[-1]


@transactional
async def _delete_letter_contents(after: int, before: datetime) -> tuple[list[int], int]:
    ids = await _locked("letter_content", after, before, ROWS_PER_BATCH)
    return ids, await _delete("letter_content", ids)


@transactional
async def _delete_attachments(after: int, before: datetime) -> tuple[list[int], int]:
    ids = await _locked("attachment", after, before, ROWS_PER_BATCH)
    return ids, await _delete("attachment", ids)


@transactional
async def _delete_blobs(after: int, before: datetime) -> tuple[list[int], int]:
    """Delete files before their rows: a row left without a file is found again, or an upload stores the file again."""
    ids = await _locked("blob", after, before, FILES_PER_BATCH)
    unused = await statements.select(
        f"SELECT id, sha256 FROM blob WHERE id {statements.among('ids')} AND {_unused('blob')}", ids=ids
    )
    if unused:
        await storage().delete([each["sha256"] for each in unused])
    return ids, await _delete("blob", [each["id"] for each in unused])


async def _delete_stray_files(now: datetime) -> int:
    total = 0
    async for listed in storage().listed():
        known = await statements.select(
            f"SELECT given.sha256 FROM {_given_hashes()} JOIN blob ON blob.sha256 = given.sha256",
            hashes=list(listed),
        )
        strays = set(listed) - {each["sha256"] for each in known}
        old = sorted(sha256 for sha256 in strays if listed[sha256] < now - KEPT_STRAY)
        for place in range(0, len(old), FILES_PER_BATCH):
            total += await _delete_strays(old[place : place + FILES_PER_BATCH], now)
    return total


@transactional
async def _delete_strays(hashes: Sequence[str], now: datetime) -> int:
    """Delete files without a row. A row inserted for the time of the transaction keeps uploads of the file waiting."""
    held = await statements.change_returning(
        f"""
        INSERT INTO blob (sha256, size, created_at)
        SELECT given.sha256, 0, :now FROM {_given_hashes()} WHERE TRUE ORDER BY given.sha256
        ON CONFLICT (sha256) DO NOTHING
        RETURNING id, sha256
        """,
        hashes=hashes, now=now,
    )  # fmt: skip
    if held:
        await storage().delete([each["sha256"] for each in held])
    return await _delete("blob", [each["id"] for each in held])


async def _locked(table: str, after: int, before: datetime, most: int) -> list[int]:
    """The ids of unused rows, locked. Rows that somebody else has locked are about to be used, and are skipped."""
    rows = await statements.select_locking(
        table, f"id > :after AND created_at <= :before AND {_unused(table)}", "FOR UPDATE SKIP LOCKED",
        columns="id", limit=most, after=after, before=before,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def _delete(table: str, ids: list[int]) -> int:
    """Delete those still unused. A second statement sees uses that were committed before the rows were locked."""
    if not ids:
        return 0
    return await statements.change(
        f"DELETE FROM {table} WHERE id {statements.among('ids')} AND {_unused(table)}", ids=ids
    )


def _unused(table: str) -> str:
    users = (f"SELECT 1 FROM {user} WHERE {user}.{table}_id = {table}.id" for user in USERS[table])
    return " AND ".join(f"NOT EXISTS ({each})" for each in users)


def _given_hashes() -> str:
    """A list of hashes as the table `given(sha256)`."""
    if is_postgres():
        return "unnest(CAST(:hashes AS text[])) AS given(sha256)"
    return "(SELECT value AS sha256 FROM json_each(:hashes)) AS given"
