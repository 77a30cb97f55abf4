"""Uploading: what is kept, what is refused, and how many statements it takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from db.attachments.limits import UploadLimits
from db.attachments.receiving import received
from db.attachments.uploading import AttachmentUploaded, upload_attachment
from db.errors import Code, Refused
from db.models import Attachment, Blob
from tests.builders import an_attachment
from tests.conftest import NOW
from tests.db.attachments.stored import assert_files_and_rows_agree, files_in, hash_of
from tests.refusals import refused
from tests.statements import counted_statements


async def upload(
    name: str | None = "Offer.pdf",
    media_type: str = "application/pdf",
    holding: bytes = b"%PDF",
    **options: Any,
) -> AttachmentUploaded:
    limits = options.get("limits", UploadLimits())
    async with received(BytesIO(holding), limits.largest) as file:
        return await upload_attachment(name, media_type, file, now=NOW, **options)


async def test_a_file_is_kept_under_the_hash_of_its_bytes(storage_folder: Path) -> None:
    attachment = (await upload("Offer ä.pdf", "Application/PDF; version=2", b"%PDF-1.7")).attachment
    assert attachment is not None
    assert (attachment.name, attachment.media_type, attachment.created_at) == (
        "Offer ä.pdf", "application/pdf", NOW,
    )  # fmt: skip
    blob = await Blob.get(id=attachment.blob_id)
    assert (blob.sha256, blob.size) == (hash_of(b"%PDF-1.7"), 8)
    assert files_in(storage_folder) == {f"{blob.sha256[:2]}/{blob.sha256}": b"%PDF-1.7"}


async def test_files_of_the_same_bytes_share_them_and_each_is_an_attachment(storage_folder: Path) -> None:
    one, two = await an_attachment(b"same", name="One.pdf"), await an_attachment(b"same", name="Two.pdf")
    assert one.id != two.id and one.blob_id == two.blob_id
    assert len(files_in(storage_folder)) == 1


async def test_an_upload_puts_its_file_even_if_one_is_there(storage_folder: Path) -> None:
    await an_attachment(b"same")
    [path] = files_in(storage_folder)
    for spoil in (Path.unlink, Path.touch, lambda file: file.write_bytes(b"damaged")):
        spoil(storage_folder / path)
        await an_attachment(b"same")
        await assert_files_and_rows_agree(storage_folder)


@pytest.mark.parametrize("size", [1, 64 * 1024, 3 * 1024 * 1024 + 1])
async def test_chunks_are_kept_as_they_come(size: int, storage_folder: Path) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for place in range(0, size, 1000):
            yield bytes(min(1000, size - place))

    async with received(chunks(), size) as file:
        await upload_attachment("Zeros.pdf", "application/pdf", file, now=NOW)
    assert list(files_in(storage_folder).values()) == [bytes(size)]


async def test_a_file_in_parts_arrives_whole(storage_folder: Path) -> None:
    """More than the 5 MiB that are put at once."""
    holding = bytes(range(256)) * 24 * 1024 + b"end"
    await upload(holding=holding)
    assert list(files_in(storage_folder).values()) == [holding]


async def test_of_a_file_that_is_too_large_no_more_is_read_than_shows_it() -> None:
    read: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            read.append(100)
            yield bytes(100)

    async with received(endless(), 1000) as file:
        assert file.size == 1100 and len(read) == 11


@pytest.mark.parametrize(
    "name",
    ["../Offer.pdf", "C:\\Offer.pdf", "a/b", "..", ".", " . ", "Offer\u202efdp.exe", "line\u2028break"],
)
async def test_a_name_is_the_name_of_a_file_alone(name: str) -> None:
    with refused((Code.INVALID, "name")):
        await upload(name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (None, Code.REQUIRED), ("", Code.REQUIRED), (" ", Code.REQUIRED), ("x" * 201, Code.TOO_LONG),
        ("Bell\x07.pdf", Code.INVALID), ("Nul\0.pdf", Code.INVALID), ("Two\nlines.pdf", Code.INVALID),
    ],
)  # fmt: skip
async def test_a_name_is_one_line_of_at_most_200_characters(name: str | None, code: Code) -> None:
    with refused((code, "name")):
        await upload(name)
    await upload("x" * 200)


@pytest.mark.parametrize(
    "media_type",
    [
        "", "pdf", "a/b/c", "image/svg+xml", "text/html", "application/octet-stream", "application/pdf\r\nX: y",
        "application/vnd.ms-excel.sheet.macroenabled.12", f"image/{'x' * 90}",
    ],
)  # fmt: skip
async def test_only_safe_media_types_are_accepted_unless_set_otherwise(media_type: str) -> None:
    with refused((Code.ATTACHMENT_TYPE_NOT_ALLOWED, "file")) as caught:
        await upload(media_type=media_type)
    assert "application/pdf" in str(caught.value) and "\r" not in str(caught.value)


async def test_a_setting_names_the_types_with_stars() -> None:
    limits = UploadLimits(types=("image/*", "*/x-own"))
    for media_type in ("image/svg+xml", "application/x-own"):
        await upload(media_type=media_type, limits=limits)
    with refused((Code.ATTACHMENT_TYPE_NOT_ALLOWED, "file")):
        await upload(limits=limits)
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    await upload("Letter.docx", office)


async def test_the_largest_file_is_accepted_and_one_byte_more_is_not(storage_folder: Path) -> None:
    limits = UploadLimits(largest=10)
    await upload(holding=b"x" * 10, limits=limits)
    with refused((Code.ATTACHMENT_TOO_LARGE, "file")) as caught:
        await upload(holding=b"x" * 11, limits=limits)
    assert "10 bytes" in str(caught.value)
    await assert_files_and_rows_agree(storage_folder)


async def test_an_empty_file_is_refused_and_all_problems_are_told_together() -> None:
    with refused((Code.INVALID, "file")):
        await upload(holding=b"")
    with refused(
        (Code.INVALID, "name"),
        (Code.ATTACHMENT_TYPE_NOT_ALLOWED, "file"),
        (Code.ATTACHMENT_TOO_LARGE, "file"),
    ):
        await upload("a/b", "text/html", b"xx", limits=UploadLimits(largest=1))


async def test_what_is_refused_leaves_nothing(storage_folder: Path) -> None:
    with pytest.raises(Refused):
        await upload("")
    assert files_in(storage_folder) == {}
    assert (await Blob.all().count(), await Attachment.all().count()) == (0, 0)


async def test_an_upload_takes_two_statements_whatever_its_size() -> None:
    await an_attachment()
    for holding in (b"x", bytes(2_000_000)):
        with counted_statements() as statements:
            await upload(holding=holding)
        assert len(statements) == 2
