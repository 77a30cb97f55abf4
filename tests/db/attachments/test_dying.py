"""A process that dies between any two steps leaves nothing that the next sweep does not mend."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from subprocess import PIPE

from db.attachments.sweeping import delete_unused_attachments
from db.engine.database import is_postgres
from db.models import Attachment
from tests.builders import a_content, a_segment, a_segment_letter_content, an_attachment
from tests.conftest import NOW
from tests.db.attachments.dying import DIED, DONE
from tests.db.attachments.stored import age, assert_files_and_rows_agree, files_in, keep_a_file
from tests.db.interactions.racing import alone
from tests.forked_async import AwaitedProcess, forked

LATER = NOW + timedelta(hours=25)


class Dying:
    def __init__(self, process: AwaitedProcess, database: str) -> None:
        self._process = process
        self._database = database

    async def dies(self, work: str, step: int, given: str) -> bool:
        """Whether the work died before its step; afterwards the database knows of the death."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        stdin.write(f"{work} {step} {given}\n".encode())
        answer = (await stdout.readline()).decode().strip()
        assert answer in (DIED, DONE)
        if is_postgres():
            await alone(self._database)
        return answer == DIED


@asynccontextmanager
async def dying(database: str, folder: Path) -> AsyncIterator[Dying]:
    arguments = (database, folder.as_uri())
    async with forked("tests.db.attachments.dying", *arguments, stdin=PIPE, stdout=PIPE) as process:
        yield Dying(process, database)
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


def age_all(folder: Path) -> None:
    for path in files_in(folder):
        age(folder / path, NOW - timedelta(days=1))


async def test_an_upload_that_dies_is_mended_by_the_next_sweep(database: str, storage_folder: Path) -> None:
    """Of bytes that nobody has, of bytes without an attachment, and of bytes that are in use."""
    used = await an_attachment(b"in use")
    await a_segment_letter_content(await a_segment(), attachments=[used])
    async with dying(database, storage_folder) as process:
        for step in count(1):
            held = [f"new {step}", "left behind", "in use"]
            died = [await process.dies("upload", step, f"{NOW.isoformat()} {each}") for each in held]
            assert len(set(died)) == 1
            if not died[0]:
                break
            assert await Attachment.all().count() == 1
            age_all(storage_folder)
            await delete_unused_attachments(now=LATER)
            await assert_files_and_rows_agree(storage_folder)
            assert list(files_in(storage_folder).values()) == [b"in use"]
            await left_behind(storage_folder)
    assert step == 6  # before the row, the put, after it, the attachment, the commit
    await delete_unused_attachments(now=NOW)
    await assert_files_and_rows_agree(storage_folder)
    assert sorted(files_in(storage_folder).values()) == [b"in use", b"left behind", b"new 6"]


async def left_behind(folder: Path) -> None:
    """A row and a file without an attachment, as a sweep leaves them that dies in time."""
    await (await an_attachment(b"left behind")).delete()


async def test_a_sweep_that_dies_is_mended_by_the_next_one(database: str, storage_folder: Path) -> None:
    used = await an_attachment(b"in use")
    await a_segment_letter_content(await a_segment(), attachments=[used])
    async with dying(database, storage_folder) as process:
        for step in count(1):
            for place in range(2):
                await a_content([await an_attachment(f"unused {step} {place}".encode())])
                keep_a_file(storage_folder, f"stray {step} {place}".encode(), NOW - timedelta(days=1))
            keep_a_file(storage_folder, b"cut off", NOW - timedelta(days=1), unfinished="#1")
            await left_behind(storage_folder)
            if not await process.dies("sweep", step, LATER.isoformat()):
                break
            # Bytes that are uploaded again between the two are there afterwards.
            again = await an_attachment(f"unused {step} 0".encode(), now=LATER)
            stray = await an_attachment(f"stray {step} 0".encode(), now=LATER)
            age_all(storage_folder)
            await delete_unused_attachments(now=LATER)
            await assert_files_and_rows_agree(storage_folder)
            assert await Attachment.all().order_by("id") == [used, again, stray]
            await Attachment.filter(id__in=[again.id, stray.id]).delete()
    assert step > 12
    await assert_files_and_rows_agree(storage_folder)
    assert list(files_in(storage_folder).values()) == [b"in use"]
