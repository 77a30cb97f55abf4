"""Files that go with messages."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.delivering.courier import Outcome
from api.delivering.files import from_storage
from api.delivering.message import MessageInvalid
from db.models import Delivery
from tests.api.delivering.letters import LETTER, all_alike, delivered
from tests.api.delivering.post_office import post_office
from tests.builders import an_attachment
from tests.db.deliveries.outbox import an_outbox

pytestmark = pytest.mark.usefixtures("database")


async def test_files_are_read_once_for_all_messages_and_go_with_each() -> None:
    await an_outbox(20)
    files = [await an_attachment(name=f"Прайс {place}.pdf") for place in range(2)]
    was_read: list[int] = []

    async def read(attachment: Any) -> bytes:
        was_read.append(attachment.id)
        return b"%PDF" + bytes([attachment.id % 256])

    async with post_office() as office:
        letters = all_alike(replace(LETTER, attachments=files))
        assert await delivered(office.server(), letters, read=read, connections=1) == {Outcome.SENT: 20}
    assert was_read == [each.id for each in files]
    for received in office.received:
        enclosed = [(part.get_filename(), part.get_content()) for part in received.message.iter_attachments()]
        assert enclosed == [(each.name, b"%PDF" + bytes([each.id % 256])) for each in files]


async def test_a_file_that_is_not_there_makes_no_message() -> None:
    await an_outbox(1)

    async def read(attachment: Any) -> bytes:
        raise MessageInvalid(f"The file {attachment.name} is not in the storage.")

    letters = all_alike(replace(LETTER, attachments=[await an_attachment(name="a.pdf")]))
    async with post_office() as office:
        assert await delivered(office.server(), letters, read=read) == {Outcome.FAILED: 1}
    assert (await Delivery.get()).response == "The file a.pdf is not in the storage."


async def test_a_folder_that_has_vanished_puts_the_message_off(storage_folder: Path, tmp_path: Path) -> None:
    """The files are not lost: they come back with their disk."""
    await an_outbox(1)
    letters = all_alike(replace(LETTER, attachments=[await an_attachment()]))
    os.rename(storage_folder, tmp_path / "away")
    async with post_office() as office:
        assert await delivered(office.server(), letters, read=from_storage) == {Outcome.PUT_OFF: 1}
    assert (await Delivery.get()).status == "QUEUED"


async def test_a_storage_that_is_away_for_a_moment_puts_the_message_off() -> None:
    await an_outbox(1)

    async def read(attachment: Any) -> bytes:
        raise ConnectionError("the storage does not answer")

    letters = all_alike(replace(LETTER, attachments=[await an_attachment()]))
    async with post_office() as office:
        assert await delivered(office.server(), letters, read=read) == {Outcome.PUT_OFF: 1}
    row = await Delivery.get()
    assert (row.status, row.response) == (
        "QUEUED",
        "The message could not be made. The log of the worker says why.",
    )
