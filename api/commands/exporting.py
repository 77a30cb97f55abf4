"""`touchbase export`: data to a file, or to the standard output."""

from __future__ import annotations

from pathlib import Path

import typer

from api.commands.database import with_database
from api.commands.terminal import STANDARD_OUTPUT, progress_bar
from db.contact_files import exporting


def export_contacts(file: str, bom: bool) -> None:
    async def work() -> int:
        if file == STANDARD_OUTPUT:
            with exporting.onto_stream(typer.get_binary_stream("stdout"), bom) as text:
                return await exporting.export_contacts(text)
        with exporting.into_file(Path(file), bom) as text, progress_bar() as progress:
            return await exporting.export_contacts(text, progress)

    count = with_database(work)
    typer.echo(f"{count:,} contacts were written.", err=True)
