"""`touchbase key create | list | revoke` and their options; what they do stands in `keys.py`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.terminal import plain_errors
from db.callers import Role, Scope

key_app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


@key_app.command()
@plain_errors()
def create(
    name: Annotated[str, typer.Option(help="What people will know the key by.")],
    role: Annotated[Role, typer.Option(case_sensitive=False, help="What it may do.")],
    scope: Annotated[
        list[Scope] | None, typer.Option(help="Only this right of the role; may be given several times.")
    ] = None,
    salesperson: Annotated[str | None, typer.Option(help="The code of the salesperson who calls.")] = None,
    expires: Annotated[
        str | None, typer.Option(help="After so many days, such as 90d, or its last day: 2027-01-31 (UTC).")
    ] = None,
) -> None:
    """Make an API key. The key, shown this once, is all that goes to the standard output."""
    from api.commands import keys

    keys.create_key(name, role, scope, salesperson, expires)


@key_app.command("list")
@plain_errors()
def list_keys() -> None:
    """Show all keys, without their secrets."""
    from api.commands import keys

    keys.list_keys()


@key_app.command()
@plain_errors()
def revoke(prefix: Annotated[str, typer.Argument(help="The prefix, as the list shows it.")]) -> None:
    """Take a key back."""
    from api.commands import keys

    keys.revoke_key(prefix)
