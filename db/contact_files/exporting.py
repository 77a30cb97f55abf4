"""Exporting: contacts as a file that an import reads back without changing anything."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from db.contact_files.columns import HEADERS, YES_OR_NO, header_of
from db.contact_files.reading import FileUnusable
from db.sql import statements

ROWS_IN_A_PAGE = 5000

# `company` is left out: it accepts either of the two keys that have columns of their own.
COLUMNS = tuple(column for column in HEADERS if column != "company")

Progress = Callable[[str, int, int], None]


@contextmanager
def into_file(path: Path, bom: bool = False) -> Iterator[TextIO]:
    """A file that appears only when it is complete, and then replaces one of the same name."""
    growing = path.with_name(f"{path.name}.part")
    try:
        with growing.open("w", encoding=_encoding(bom), newline="") as file:
            yield file
        growing.replace(path)
    except ConnectionError:
        raise  # from the database, not from the file
    except OSError as error:
        raise FileUnusable(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        growing.unlink(missing_ok=True)


@contextmanager
def onto_stream(stream: BinaryIO, bom: bool = False) -> Iterator[TextIO]:
    """The stream as text; it is not closed here."""
    text = TextIOWrapper(stream, encoding=_encoding(bom), newline="", write_through=True)
    try:
        yield text
    finally:
        text.detach()


def _encoding(bom: bool) -> str:
    return "utf-8-sig" if bom else "utf-8"


async def export_contacts(file: TextIO, progress: Progress | None = None) -> int:
    """Write every contact, oldest first; how many were written. Only one page is in memory at a time."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([header_of(column) for column in COLUMNS])
    total = (await statements.select_one("SELECT count(*) AS n FROM contact"))["n"] if progress else 0
    done = 0
    async for page in _pages():
        writer.writerows([[record[column] for column in COLUMNS] for record in page])
        done += len(page)
        if progress:
            progress("Contacts", done, max(total, done))
    return done


async def _pages() -> AsyncIterator[list[dict[str, Any]]]:
    after = 0
    while True:
        page = await statements.select(
            """
            SELECT contact.*, company.number AS company_number, company.external_id AS company_external_id,
                salesperson.code AS salesperson, salutation.code AS salutation
            FROM contact
            LEFT JOIN contact AS company ON company.id = contact.company_id
            LEFT JOIN salesperson ON salesperson.id = contact.salesperson_id
            LEFT JOIN salutation ON salutation.id = contact.salutation_id
            WHERE contact.id > :after ORDER BY contact.id LIMIT :size
            """,
            after=after, size=ROWS_IN_A_PAGE,
        )  # fmt: skip
        if not page:
            return
        yield [_readable(record) for record in page]
        after = page[-1]["id"]


def _readable(record: dict[str, Any]) -> dict[str, Any]:
    """The record with yes or no in place of booleans, which are numbers on SQLite."""
    return record | {column: "yes" if record[column] else "no" for column in YES_OR_NO}
