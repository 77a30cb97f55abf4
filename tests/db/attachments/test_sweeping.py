"""Sweeping: what goes, what stays, and how many statements it takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tortoise.fields.relational import ForeignKeyFieldInstance

from db import models
from db.attachments import sweeping
from db.attachments.sweeping import USERS, Swept, delete_unused_attachments
from db.models import Attachment, Blob, LetterContent, SegmentLine
from db.sql import statements
from tests.builders import (
    a_content,
    a_segment,
    a_segment_letter_content,
    a_template,
    a_template_language,
    an_attachment,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.attachments.stored import age, assert_files_and_rows_agree, files_in, keep_a_file
from tests.statements import counted_statements

LATER = NOW + timedelta(hours=25)
A_DAY_LATER = NOW + timedelta(hours=24)
NOTHING = Swept()


async def test_an_attachment_that_no_content_uses_is_kept_for_a_day(storage_folder: Path) -> None:
    await an_attachment()
    assert await delete_unused_attachments(now=A_DAY_LATER - timedelta(seconds=1)) == NOTHING
    await assert_files_and_rows_agree(storage_folder)
    assert await delete_unused_attachments(now=A_DAY_LATER) == Swept(attachments=1, files=1)
    assert files_in(storage_folder) == {}
    assert (await Attachment.all().count(), await Blob.all().count()) == (0, 0)


async def test_an_attachment_goes_with_the_last_of_its_users(storage_folder: Path) -> None:
    attachment = await an_attachment()
    segment = await a_segment()
    one = await a_segment_letter_content(segment, "en", attachments=[attachment])
    two = await a_segment_letter_content(segment, "de", attachments=[attachment])
    assert await delete_unused_attachments(now=LATER) == NOTHING
    await one.delete()
    assert await delete_unused_attachments(now=LATER) == Swept(letter_contents=1)
    await two.delete()
    assert await delete_unused_attachments(now=LATER) == Swept(letter_contents=1, attachments=1, files=1)
    assert files_in(storage_folder) == {}


async def test_content_stays_while_anything_points_at_it() -> None:
    """A segment's own content is in the test above."""
    segment, template = await a_segment(lines=1), await a_template()
    rows = {
        "interaction": await an_interaction(),
        "segment_line": await SegmentLine.get(segment_id=segment.id),
        "template_language": await a_template_language(template),
    }
    for table, row in rows.items():
        content = await a_content([await an_attachment()])
        pointing = f"UPDATE {table} SET letter_content_id = :content WHERE id = :id"
        await statements.change(pointing, content=content.id, id=row.id)
    assert await delete_unused_attachments(now=LATER) == NOTHING
    for gone, table in enumerate(rows, 1):
        await statements.change(f"UPDATE {table} SET letter_content_id = NULL")
        assert await delete_unused_attachments(now=LATER) == Swept(letter_contents=1, attachments=1, files=1)
        assert await LetterContent.all().count() == len(rows) - gone


async def test_content_that_nobody_points_at_yet_is_kept_for_a_day() -> None:
    await a_content()
    assert await delete_unused_attachments(now=A_DAY_LATER - timedelta(seconds=1)) == NOTHING
    assert await delete_unused_attachments(now=A_DAY_LATER) == Swept(letter_contents=1)


def test_every_table_that_points_at_what_is_swept_is_known() -> None:
    pointing: dict[str, set[str]] = {table: set() for table in USERS}
    for model in vars(models).values():
        for field in getattr(getattr(model, "_meta", None), "fields_map", {}).values():
            if isinstance(field, ForeignKeyFieldInstance):
                table = field.related_model._meta.db_table
                if table in pointing:
                    pointing[table].add(model._meta.db_table)
    # A letter owns its list of attachments, which goes with it.
    pointing["letter_content"].discard("letter_content_attachment")
    assert pointing == {table: set(users) for table, users in USERS.items()}


async def test_bytes_stay_while_another_attachment_has_them(storage_folder: Path) -> None:
    await an_attachment(b"same")
    used = await an_attachment(b"same")
    await a_segment_letter_content(await a_segment(), attachments=[used])
    assert await delete_unused_attachments(now=LATER) == Swept(attachments=1)
    await assert_files_and_rows_agree(storage_folder)


async def test_a_file_without_a_row_goes_after_an_hour(storage_folder: Path) -> None:
    young = keep_a_file(storage_folder, b"young", NOW - timedelta(minutes=59))
    keep_a_file(storage_folder, b"old", NOW - timedelta(minutes=61))
    assert await delete_unused_attachments(now=NOW) == Swept(files=1)
    assert set(files_in(storage_folder)) == {young}
    assert await Blob.all().count() == 0


async def test_an_old_file_with_a_row_stays_and_so_do_files_of_strangers(storage_folder: Path) -> None:
    await an_attachment(b"ours")
    (storage_folder / "keep.txt").write_text("Not ours.")
    before = files_in(storage_folder)
    for path in before:
        age(storage_folder / path, NOW - timedelta(days=9))
    assert await delete_unused_attachments(now=NOW) == NOTHING
    assert files_in(storage_folder) == before


async def test_a_row_whose_file_is_gone_goes_as_well(storage_folder: Path) -> None:
    await an_attachment()
    [path] = files_in(storage_folder)
    (storage_folder / path).unlink()
    assert await delete_unused_attachments(now=LATER) == Swept(attachments=1, files=1)
    assert await Blob.all().count() == 0


async def test_a_sweep_of_an_empty_house_makes_no_trouble() -> None:
    assert await delete_unused_attachments(now=NOW) == NOTHING


async def test_the_second_sweep_finds_nothing_to_do() -> None:
    await a_content([await an_attachment()])
    assert await delete_unused_attachments(now=LATER) == Swept(letter_contents=1, attachments=1, files=1)
    assert await delete_unused_attachments(now=LATER) == NOTHING


async def test_a_sweep_takes_as_many_statements_for_many_rows_as_for_few(storage_folder: Path) -> None:
    counts = []
    for many in (2, 20):
        for place in range(many):
            await a_content([await an_attachment()])
            keep_a_file(storage_folder, f"stray {many} {place}".encode(), NOW - timedelta(days=1))
        with counted_statements() as counted:
            swept = await delete_unused_attachments(now=LATER)
        assert swept == Swept(letter_contents=many, attachments=many, files=2 * many)
        counts.append(len(counted))
    assert counts[0] == counts[1]


async def test_more_than_a_batch_goes_in_one_sweep(storage_folder: Path) -> None:
    many = sweeping.ROWS_PER_BATCH + 3
    values = ", ".join(f"('Letter {place}', :now)" for place in range(many))
    await statements.change_returning(
        f"INSERT INTO letter_content (subject, created_at) VALUES {values}", now=NOW
    )
    for place in range(sweeping.FILES_PER_BATCH + 3):
        keep_a_file(storage_folder, f"stray {place}".encode(), NOW - timedelta(days=1))
    for place in range(sweeping.FILES_PER_BATCH + 1):
        await Blob.create(sha256=f"{place:064x}", size=1, created_at=NOW)
    swept = await delete_unused_attachments(now=LATER)
    assert swept == Swept(letter_contents=many, files=2 * sweeping.FILES_PER_BATCH + 4)
    assert (await LetterContent.all().count(), files_in(storage_folder)) == (0, {})
