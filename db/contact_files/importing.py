"""Importing contacts: a file in batches, each of them one transaction that leaves all its rows or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from db.contact_files.bulk_writes import insert_contacts, update_contacts
from db.contact_files.columns import COMPANY_COLUMNS
from db.contact_files.lookups import Entry, Known, what_is_known
from db.contact_files.matching import Placing
from db.contact_files.reading import ContactFile, FileRow
from db.contact_files.rejected_rows import RejectedRows
from db.contact_files.row_checks import CheckedRow, ImportOptions, check_row, is_company_row
from db.contacts.values import derived
from db.errors import Problems
from db.models import Contact, ContactKind, NumberSeries
from db.numbering import take_numbers, the_setup
from db.sql import statements
from db.writes.audit_log import record_command
from db.writes.transactions import transactional
from db.writes.validation import checked, country, optional

ROWS_IN_A_BATCH = 2000
ROWS_IN_A_LOOK = 20_000

Progress = Callable[[str, int, int], None]
Clock = Callable[[], datetime]


@dataclass
class Imported:
    """How many rows an import has read, and what it did with them."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


async def import_contacts(
    file: ContactFile,
    rejected: Path,
    options: ImportOptions,
    *,
    clock: Clock,
    progress: Progress | None = None,
) -> Imported:
    """Create or change a contact for every row. Importing the same file again changes nothing.

    The file is read several times: to its end first, so that a file with errors changes nothing; then companies only,
    so that a person may precede its company; then the rest.
    """
    setup = await the_setup()
    options = _with_country(options, setup.default_country_code)
    passes = _passes(file, options)
    reading = _Reading(file, passes=1 + len(passes), progress=progress)
    imported = Imported()
    with RejectedRows(rejected, file) as turned_away:
        await _look_through(reading, setup.contact_number_series_id)
        for label, belongs in passes:
            await _import_pass(reading, label, belongs, options, turned_away, imported, clock)
    return imported


def _with_country(options: ImportOptions, setup_country: str | None) -> ImportOptions:
    problems = Problems()
    given = {"default_country": options.default_country}
    fit = checked(given, {"default_country": optional(country)}, problems)
    problems.refuse_if_any()
    return replace(options, default_country=fit["default_country"] or setup_country)


@transactional
async def write_rows(
    rows: list[CheckedRow], options: ImportOptions, *, now: datetime, recorded: bool = False
) -> Placing:
    """Write a batch of checked rows, in a number of statements that does not depend on the number of rows.

    The first batch that changes something writes the one audit entry of the import; `recorded`: it is written.
    """
    known = await what_is_known(rows, options)
    placing = Placing(known, options)
    for row in rows:
        placing.place(row)
    await _number(placing.created, known)
    await update_contacts([_stored(entry) for entry in placing.touched.values() if entry.differs], now)
    await insert_contacts([_stored(entry) for entry in placing.created], now)
    if not recorded and (placing.created or placing.updated):
        await record_command("importContacts", now)
    return placing


async def _import_pass(
    reading: _Reading,
    label: str,
    belongs: Callable[[FileRow], bool],
    options: ImportOptions,
    turned_away: RejectedRows,
    imported: Imported,
    clock: Clock,
) -> None:
    mapping = reading.file.mapping
    for batch in reading.batches(label, ROWS_IN_A_BATCH, belongs):
        rows = [check_row(row, mapping, options) for row in batch]
        recorded = imported.created + imported.updated > 0
        placing = await write_rows(rows, options, now=clock(), recorded=recorded)
        imported.rows += len(rows)
        imported.created += len(placing.created)
        imported.updated += placing.updated
        imported.unchanged += placing.unchanged
        imported.rejected += len(placing.rejected)
        for row, problems in placing.rejected:
            turned_away.add(row.row, problems)


class _Reading:
    """A file that is read several times, with the progress over all passes."""

    def __init__(self, file: ContactFile, passes: int, progress: Progress | None) -> None:
        self.file, self.passes, self.progress, self.done = file, passes, progress, 0

    def batches(
        self, label: str, size: int, belongs: Callable[[FileRow], bool] = lambda row: True
    ) -> Iterator[list[FileRow]]:
        rows = filter(belongs, self.file.rows())
        self._tell(label, 0)
        while batch := list(islice(rows, size)):
            yield batch
            self._tell(label, self.file.position)
        self.done += self.file.size
        self._tell(label, 0)

    def _tell(self, label: str, position: int) -> None:
        if self.progress:
            self.progress(label, self.done + position, self.passes * self.file.size)


def _passes(file: ContactFile, options: ImportOptions) -> list[tuple[str, Callable[[FileRow], bool]]]:
    columns = file.mapping.places
    may_hold_companies = "kind" in columns or options.default_kind == ContactKind.COMPANY
    if may_hold_companies and any(column in columns for column in COMPANY_COLUMNS):
        is_company = is_company_row(file.mapping, options)
        return [("Companies", is_company), ("Persons", lambda row: not is_company(row))]
    return [("Contacts", lambda row: True)]


async def _look_through(reading: _Reading, series_id: int | None) -> None:
    """Read the file to its end, and move the number series past the numbers that its rows have."""
    series = await NumberSeries.get_or_none(id=series_id)
    place = reading.file.mapping.places.get("number")
    ours = re.compile(re.escape(series.prefix) + r"(\d{1,15})", re.IGNORECASE) if series else None
    highest, are_all_numbered = 0, True
    for batch in reading.batches("Looking through", ROWS_IN_A_LOOK):
        if place is None or ours is None:
            continue
        for row in batch:
            text = row.cells[place].strip() if place < len(row.cells) else ""
            found = ours.fullmatch(text)
            highest = max(highest, int(found[1]) if found else 0)
            are_all_numbered = are_all_numbered and bool(text)
    if series and highest and not are_all_numbered:
        await _skip_to(series.id, highest)


@transactional
async def _skip_to(series_id: int, value: int) -> None:
    await statements.change_returning(
        "UPDATE number_series SET last_value = :value WHERE id = :id AND last_value < :value RETURNING id",
        value=value, id=series_id,
    )  # fmt: skip


async def _number(created: list[Entry], known: Known) -> None:
    """Give new contacts without a number one of the series; numbers that other rows of the batch have are skipped."""
    unnumbered = [entry for entry in created if not entry.values["number"]]
    free: list[str] = []
    while len(free) < len(unnumbered):
        taken = await take_numbers(known.setup.contact_number_series_id, Contact, len(unnumbered) - len(free))
        free += [number for number in taken if number not in known.by_number]
    for entry, number in zip(unnumbered, free, strict=True):
        entry.values["number"] = number


def _stored(entry: Entry) -> dict[str, Any]:
    """The values with the derived columns. No `Contact` is made, as that would cost more than all checks."""
    return entry.values | derived(cast(Contact, SimpleNamespace(**entry.values)))
