"""`touchbase migrate`: the tables of the database are brought up to date."""

from __future__ import annotations

import asyncio

import typer

from api.settings import settings
from db.migrating import migrate_db
from db.readiness import reachable_db


def migrate() -> None:
    applied: list[str] = []

    def note(event: str, app_label: str, name: str) -> None:
        if event == "apply_done":
            applied.append(name)
            typer.echo(f"Applied {name}")

    async def work() -> None:
        async with reachable_db(settings().database_url):
            pass
        await migrate_db(settings().database_url, progress=note)

    asyncio.run(work())
    if not applied:
        typer.echo("The database is up to date.")
