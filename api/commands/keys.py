"""`touchbase key`: who may call by an API key."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import typer
from rich.cells import cell_len

from api.commands.database import with_database
from api.commands.terminal import MISUSED, fail
from db.api_keys.editing import ApiKeyCreated, ApiKeyRevoked, create_api_key, revoke_api_key
from db.api_keys.finding import ApiKey, all_api_keys, api_key_with, codes_of, salesperson_with
from db.api_keys.recognizing import LASTS
from db.callers import Role, Scope
from db.writes.audit_log import run_as_command

COLUMNS = ("PREFIX", "NAME", "ROLE", "SCOPES", "SALESPERSON", "CREATED", "LAST USED", "EXPIRES", "REVOKED")
LONGEST_DAYS = 36_500


def create_key(
    name: str, role: Role, scopes: list[Scope] | None, salesperson: str | None, expires: str | None
) -> None:
    now = datetime.now(UTC)
    until = None if expires is None else _moment(expires, now)

    async def work() -> ApiKeyCreated:
        run_as_command("createApiKey", now)
        own = None if salesperson is None else await salesperson_with(salesperson)
        return await create_api_key(
            name, role, scopes=scopes or None, salesperson_id=own and own.id, expires_at=until, now=now
        )

    created = with_database(work)
    typer.echo(created.key)
    typer.echo(
        f"This is the API key of {name}. It is shown only now: keep it where passwords are kept."
        " Send it as the header Authorization: Bearer KEY",
        err=True,
    )
    if role is Role.SALESPERSON and salesperson is None:
        typer.echo("It names no salesperson, so it sees nothing while SALESPEOPLE_SEE is own.", err=True)


def list_keys() -> None:
    async def work() -> tuple[list[ApiKey], dict[int, str]]:
        keys = await all_api_keys()
        return keys, await codes_of(keys)

    keys, codes = with_database(work)
    if not keys:
        typer.echo("There are no keys. Make one: touchbase key create --name NAME --role ROLE", err=True)
        return
    for line in _aligned([COLUMNS, *(_cells(key, codes) for key in keys)]):
        typer.echo(line)


def revoke_key(prefix: str) -> None:
    now = datetime.now(UTC)

    async def work() -> ApiKeyRevoked:
        run_as_command("revokeApiKey", now)
        key = await api_key_with(prefix)
        return await revoke_api_key(key.id, now=now)

    revoked = with_database(work)
    if not revoked.changed:
        typer.echo(f"The key of {revoked.api_key.name} was revoked before.")
        return
    typer.echo(f"The key of {revoked.api_key.name} is revoked. Servers know within {LASTS:.0f} seconds.")


def _moment(text: str, now: datetime) -> datetime:
    """The end of a number of days, or of a day."""
    if days := re.fullmatch(r"(\d{1,5})d", text.strip().lower()):
        if not 1 <= int(days[1]) <= LONGEST_DAYS:
            fail(f"A key lasts from 1d to {LONGEST_DAYS}d.", MISUSED)
        return now + timedelta(days=int(days[1]))
    try:
        return datetime.combine(date.fromisoformat(text.strip()) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        fail(f"{text} is neither a number of days, such as 90d, nor a day, such as 2027-01-31.", MISUSED)


def _cells(key: ApiKey, codes: dict[int, str]) -> tuple[str, ...]:
    return (
        key.prefix,
        key.name,
        key.role,
        "all" if key.scopes is None else key.scopes,
        codes.get(key.salesperson_id or 0, ""),
        *(map(_minute, (key.created_at, key.last_used_at, key.expires_at, key.revoked_at))),
    )


def _minute(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Cells below each other, by the room that they take on a terminal."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
