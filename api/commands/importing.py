"""`touchbase import`: data from a file, and what the command line shows of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import typer

from api.commands.database import with_database
from api.commands.terminal import MISUSED, fail, progress_bar
from db.contact_files import importing
from db.contact_files.columns import header_of
from db.contact_files.importing import ContactKind, Imported
from db.contact_files.reading import ContactFile, open_contact_file
from db.contact_files.row_checks import ImportOptions


def import_contacts(
    file: Path,
    rejected: Path | None,
    match_email: bool,
    clear_empty: bool,
    kind: str,
    default_country: str | None,
    delimiter: str | None,
) -> None:
    source = open_contact_file(file, _delimiter(delimiter))
    target = rejected or file.with_name(f"{file.stem}.rejected.csv")
    options = ImportOptions(match_email, clear_empty, ContactKind(kind.upper()), default_country)
    _show_mapping(source)

    async def work() -> Imported:
        with progress_bar() as progress:
            return await importing.import_contacts(
                source, target, options, clock=lambda: datetime.now(UTC), progress=progress
            )

    began = time.monotonic()
    _show_imported(with_database(work), time.monotonic() - began, target)


def _delimiter(text: str | None) -> str | None:
    if text is None:
        return None
    text = {"tab": "\t", "\\t": "\t"}.get(text.lower(), text)
    if len(text) != 1 or text in '"\r\n':
        fail("A delimiter is one character, or the word tab.", MISUSED)
    return text


def _show_mapping(source: ContactFile) -> None:
    header = source.mapping.header
    width = max(len(header[place]) for place in source.mapping.places.values())
    typer.echo("Columns of the file and what they are taken for:")
    for column, place in source.mapping.places.items():
        typer.echo(f"  {header[place]:<{width}}  {header_of(column)}")
    if source.mapping.ignored:
        typer.echo(f"Ignored: {', '.join(source.mapping.ignored)}")


def _show_imported(imported: Imported, seconds: float, target: Path) -> None:
    typer.echo(
        f"{imported.rows:,} rows in {seconds:.1f} s ({imported.rows / max(seconds, 0.001):,.0f} rows/s): "
        f"{imported.created:,} created, {imported.updated:,} updated, "
        f"{imported.unchanged:,} unchanged, {imported.rejected:,} rejected."
    )
    if imported.rejected:
        typer.echo(f"The rejected rows and why: {target}. Mend them there and import that file.")
