"""`touchbase schema`: the GraphQL schema, printed."""

from __future__ import annotations

from pathlib import Path

import typer

from api.commands.terminal import STANDARD_OUTPUT, fail
from schema import printed


def print_schema(file: str) -> None:
    if file == STANDARD_OUTPUT:
        typer.echo(printed(), nl=False)
        return
    try:
        Path(file).write_text(printed(), "utf-8")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
