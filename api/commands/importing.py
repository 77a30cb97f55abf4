"""What the command line shows of an import."""

from __future__ import annotations

from pathlib import Path

import typer

from db.importing.columns import header_of
from db.importing.contacts import Imported
from db.importing.reading import ContactFile


def show_mapping(source: ContactFile) -> None:
    header = source.mapping.header
    width = max(len(header[place]) for place in source.mapping.places.values())
    typer.echo("Columns of the file and what they are taken for:")
    for column, place in source.mapping.places.items():
        typer.echo(f"  {header[place]:<{width}}  {header_of(column)}")
    if source.mapping.ignored:
        typer.echo(f"Ignored: {', '.join(source.mapping.ignored)}")


def show_imported(imported: Imported, seconds: float, target: Path) -> None:
    typer.echo(
        f"{imported.rows:,} rows in {seconds:.1f} s ({imported.rows / max(seconds, 0.001):,.0f} rows/s): "
        f"{imported.created:,} created, {imported.updated:,} updated, "
        f"{imported.unchanged:,} unchanged, {imported.rejected:,} rejected."
    )
    if imported.rejected:
        typer.echo(f"The rejected rows and why: {target}. Mend them there and import that file.")
