"""An upload and a sweep of the same bytes at the same moment: the bytes are there afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import asyncpg
import pytest

from db.attachments.storage import Storage, use_storage
from db.attachments.sweeping import Swept, delete_unused_attachments
from db.engine.database import is_postgres
from db.models import Attachment
from tests.builders import a_content, an_attachment
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.attachments.stored import age, assert_files_and_rows_agree, files_in, keep_a_file
from tests.db.interactions.racing import waiting

LATER = NOW + timedelta(hours=25)
HOLDING = b"the same bytes"


class SlowStorage(Storage):
    """Stops after it has put a file, and before it deletes any, until it is told to go on."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()

    async def put(self, sha256: str, file: BinaryIO) -> None:
        await super().put(sha256, file)
        await self._stop()

    async def delete(self, hashes: Sequence[str]) -> None:
        await self._stop()
        await super().delete(hashes)

    async def _stop(self) -> None:
        self.reached.set()
        await self.go_on.wait()


async def an_unused_attachment(folder: Path) -> None:
    await an_attachment(HOLDING)


async def bytes_without_an_attachment(folder: Path) -> None:
    await (await an_attachment(HOLDING)).delete()


async def a_stray_file(folder: Path) -> None:
    keep_a_file(folder, HOLDING, NOW)


async def nothing(folder: Path) -> None:
    """The bytes are new."""


Before = Callable[[Path], Awaitable[None]]
STATES = [an_unused_attachment, bytes_without_an_attachment, a_stray_file]


def upload(moment: datetime) -> asyncio.Task[Attachment]:
    return asyncio.create_task(an_attachment(HOLDING, now=moment))


async def until_one_waits(database: str) -> None:
    """SQLite does not say who waits: there the other is only given its turn."""
    if not is_postgres():
        await asyncio.sleep(0)
        return
    connection = await asyncpg.connect(database)
    try:
        await waiting(connection, 1)
    finally:
        await connection.close()


@pytest.mark.parametrize("before", STATES)
async def test_an_upload_waits_for_a_sweep_that_deletes_its_bytes(
    before: Before, database: str, storage_folder: Path
) -> None:
    await before(storage_folder)
    for path in files_in(storage_folder):
        age(storage_folder / path, NOW)
    slow = SlowStorage(storage_folder.as_uri())
    use_storage(slow)
    sweep = asyncio.create_task(delete_unused_attachments(now=LATER))
    await slow.reached.wait()
    uploading = upload(LATER)
    await until_one_waits(database)
    slow.go_on.set()
    assert (await sweep).files == 1
    attachment = await uploading
    assert await Attachment.all() == [attachment]
    await assert_files_and_rows_agree(storage_folder)


@pytest.mark.parametrize("before", [nothing, *STATES])
async def test_a_sweep_passes_over_bytes_that_are_being_uploaded(
    before: Before, database: str, storage_folder: Path
) -> None:
    """On SQLite it waits for the upload instead, and finds the bytes in use."""
    await before(storage_folder)
    slow = SlowStorage(storage_folder.as_uri())
    use_storage(slow)
    uploading = upload(LATER)
    await slow.reached.wait()
    for path in files_in(storage_folder):
        age(storage_folder / path, NOW)
    sweep = asyncio.create_task(delete_unused_attachments(now=LATER))
    if before in (nothing, a_stray_file):  # their row is new: the sweep waits to learn whether it stays
        await until_one_waits(database)
    elif is_postgres():
        assert (await sweep).files == 0
    slow.go_on.set()
    attachment = await uploading
    assert (await sweep).files == 0
    assert attachment in await Attachment.all()
    await assert_files_and_rows_agree(storage_folder)


async def test_uploads_and_sweeps_in_any_order_lose_nothing(storage_folder: Path) -> None:
    for place in range(12):
        await a_stray_file(storage_folder) if place % 3 == 0 else await bytes_without_an_attachment(
            storage_folder
        )
        for path in files_in(storage_folder):
            age(storage_folder / path, NOW)
        work = [upload(LATER), asyncio.create_task(delete_unused_attachments(now=LATER)), upload(LATER)]
        await asyncio.gather(*(work if place % 2 else reversed(work)))
        await assert_files_and_rows_agree(storage_folder)
        assert await Attachment.all().count() == 2
        await Attachment.all().delete()


@on_postgres
async def test_an_attachment_that_a_letter_is_just_taking_stays(database: str, storage_folder: Path) -> None:
    attachment = await an_attachment()
    content = await a_content(now=LATER)
    other = await asyncpg.connect(database)
    try:
        async with other.transaction():
            await other.execute(
                "INSERT INTO letter_content_attachment (letter_content_id, attachment_id, position) VALUES ($1, $2, 0)",
                content.id, attachment.id,
            )  # fmt: skip
            assert await delete_unused_attachments(now=LATER) == Swept()
    finally:
        await other.close()
    assert await delete_unused_attachments(now=LATER) == Swept()
    await assert_files_and_rows_agree(storage_folder)


A_PAUSE = """
    ALTER TABLE blob RENAME TO blob_itself;
    CREATE VIEW blob AS SELECT * FROM blob_itself WHERE pg_advisory_xact_lock_shared(1) IS NOT NULL;
"""
"""Whoever reads blobs stops after it has decided what it sees, and before it locks any row."""
AN_UPLOAD = """
    UPDATE blob_itself SET size = size;
    INSERT INTO attachment (name, media_type, blob_id, created_at)
    SELECT 'Late.pdf', 'application/pdf', id, created_at FROM blob_itself;
"""


@on_postgres
async def test_an_upload_that_ends_before_its_row_is_locked_is_seen(
    database: str, storage_folder: Path
) -> None:
    await bytes_without_an_attachment(storage_folder)
    other = await asyncpg.connect(database)
    try:
        await other.execute(A_PAUSE)
        await other.execute("SELECT pg_advisory_lock(1)")
        sweep = asyncio.create_task(delete_unused_attachments(now=NOW))
        await waiting(other, 1)
        await other.execute(AN_UPLOAD)
        await other.execute("SELECT pg_advisory_unlock(1)")
        assert (await sweep).files == 0
    finally:
        await other.close()
    await assert_files_and_rows_agree(storage_folder)


@on_postgres
async def test_two_sweeps_at_once_share_the_work(storage_folder: Path) -> None:
    for place in range(30):
        await a_content([await an_attachment()])
        keep_a_file(storage_folder, f"stray {place}".encode(), NOW)
    swept = await asyncio.gather(*(delete_unused_attachments(now=LATER) for _ in range(3)))
    await delete_unused_attachments(now=LATER)
    assert sum(each.letter_contents for each in swept) == 30
    assert files_in(storage_folder) == {}
