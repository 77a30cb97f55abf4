"""`touchbase migrate`: the tables of the database are brought up to date."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import typer

from api.settings import settings
from db.migrating import migrate_db
from db.readiness import connection_loss_explained, reachable_db


def migrate(longest_wait: float) -> None:
    options = settings().database_options

    def say(line: str) -> None:
        typer.echo(line, err=True)

    async def work() -> list[str]:
        async with reachable_db(settings().database_url, replace(options, is_brief=True)):
            pass
        with connection_loss_explained():
            return await migrate_db(settings().database_url, options, say=say, longest_wait=longest_wait)

    applied = asyncio.run(work())
    for name in applied:
        typer.echo(f"Applied {name}")
    if not applied:
        typer.echo("The database is up to date.")
