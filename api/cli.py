"""The command line: `touchbase serve | migrate | demo | deliver | sweep | import | export | key | schema`.

What a command does stands in a file of api/commands/, which is imported when the command runs, so that
`touchbase --help` is there at once.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.commands.key_app import key_app
from api.commands.terminal import STANDARD_OUTPUT, plain_errors

app = typer.Typer(
    help="Contacts, interactions and segments behind one GraphQL schema.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
import_app = typer.Typer(help="Bring data in from a file.", no_args_is_help=True)
export_app = typer.Typer(help="Write data to a file.", no_args_is_help=True)
app.add_typer(import_app, name="import")
app.add_typer(export_app, name="export")
app.add_typer(key_app, name="key")


class Kind(StrEnum):
    """What a contact is, as the command line writes it."""

    COMPANY = "company"
    PERSON = "person"


@app.command()
@plain_errors()
def serve() -> None:
    """Serve the API and GraphiQL on HOST and PORT."""
    from api.commands import serving

    serving.serve()


@app.command()
@plain_errors()
def migrate(
    wait: Annotated[
        float, typer.Option(min=0, help="How many seconds to wait for another migration, or a long write.")
    ] = 300,
) -> None:
    """Bring the tables of the database up to date: all that is missing, or nothing."""
    from api.commands import migrating

    migrating.migrate(wait)


@app.command()
@plain_errors()
def demo(
    if_empty: Annotated[bool, typer.Option(help="Say nothing if there are contacts already.")] = False,
) -> None:
    """Load data to try things out with, into a database without contacts."""
    from api.commands import demo

    demo.demo(if_empty)


@app.command()
@plain_errors()
def sweep() -> None:
    """Delete what nothing uses any more, and old answers and entries of the audit log; for cron, once a day."""
    from api.commands import sweeping

    sweeping.sweep()


@app.command()
@plain_errors()
def deliver(
    once: Annotated[
        bool, typer.Option("--once", help="Come to an end when nothing is due any more.")
    ] = False,
) -> None:
    """Send by e-mail what is queued, and wait for more."""
    from api.commands import delivering

    delivering.deliver(once)


@import_app.command("contacts")
@plain_errors()
def import_contacts(
    file: Annotated[Path, typer.Argument(help="A CSV file in UTF-8 whose first line names the columns.")],
    rejected: Annotated[
        Path | None, typer.Option(help="Where rejected rows go.", show_default="FILE.rejected.csv")
    ] = None,
    match_email: Annotated[
        bool, typer.Option("--match-email", help="A row without number means the contact with its e-mail.")
    ] = False,
    clear_empty: Annotated[
        bool, typer.Option("--clear-empty", help="Empty cells clear values instead of leaving them.")
    ] = False,
    kind: Annotated[
        Kind, typer.Option(help="What new contacts are whose row does not say so.")
    ] = Kind.PERSON,
    default_country: Annotated[
        str | None, typer.Option(help="Country of new contacts and of national phone numbers, such as DE.")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(help="What separates cells; 'tab' for tabs.", show_default="from the header")
    ] = None,
) -> None:
    """Create and update contacts from a CSV file. The same file again changes nothing."""
    from api.commands import importing

    importing.import_contacts(file, rejected, match_email, clear_empty, kind, default_country, delimiter)


@export_app.command("contacts")
@plain_errors()
def export_contacts(
    file: Annotated[str, typer.Argument(help="Where to; - is the standard output.")] = STANDARD_OUTPUT,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, for Excel.")] = False,
) -> None:
    """Write all contacts as CSV, in the form that `touchbase import contacts` reads."""
    from api.commands import exporting

    exporting.export_contacts(file, bom)


@app.command()
@plain_errors()
def schema(
    file: Annotated[str, typer.Argument(help="Where to; - is the standard output.")] = STANDARD_OUTPUT,
) -> None:
    """Print the GraphQL schema."""
    from api.commands.schema import print_schema

    print_schema(file)


if __name__ == "__main__":
    app()
