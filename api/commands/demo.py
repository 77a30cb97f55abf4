"""`touchbase demo`: data to try things out with, in a database without contacts."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from api.commands.database import with_database
from api.commands.terminal import fail, progress_bar
from db.demo import load_demo


def demo(if_empty: bool) -> None:
    async def work() -> bool:
        with progress_bar() as progress:
            return await load_demo(now=datetime.now(UTC), progress=progress)

    if with_database(work):
        typer.echo("The demo data is loaded.")
    elif not if_empty:
        fail("The database is not empty. Nothing was loaded.")
