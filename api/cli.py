"""The command line: `touchbase serve | migrate | demo | deliver | sweep | import | export | key | schema`.

Everything that a command needs is imported inside it, so that `touchbase --help` is there at once.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.keys import key_app
from api.commands.terminal import MISUSED, fail, plain_errors, progress_bar

if TYPE_CHECKING:
    from db.importing.contacts import Imported

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

STANDARD_OUTPUT = "-"


class Kind(StrEnum):
    """What a contact is, as the command line writes it."""

    COMPANY = "company"
    PERSON = "person"


@app.command()
def serve() -> None:
    """Serve the API and GraphiQL on HOST and PORT."""
    with plain_errors():
        import uvicorn

        from api.observing.logs import write_logs
        from api.settings import check_open, settings
        from db.readiness import ready_db

        check_open(settings())

        async def check() -> None:
            async with ready_db(settings().database_url):
                pass

        asyncio.run(check())
        write_logs(settings().log_format, settings().log_level)
        typer.echo(f"GraphQL and GraphiQL: http://{settings().host}:{settings().port}/graphql", err=True)
        uvicorn.run(
            "api.app:app",
            host=settings().host,
            port=settings().port,
            log_config=None,
            log_level=settings().log_level,
            access_log=False,
            timeout_graceful_shutdown=settings().shutdown_seconds,
        )


@app.command()
def migrate() -> None:
    """Bring the tables of the database up to date."""
    with plain_errors():
        from api.settings import settings
        from db.migrating import migrate_db
        from db.readiness import reachable_db

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


@app.command()
def demo(
    if_empty: Annotated[bool, typer.Option(help="Say nothing if there are contacts already.")] = False,
) -> None:
    """Load data to try things out with, into a database without contacts."""
    with plain_errors():
        from api.settings import settings
        from db.demo import load_demo
        from db.readiness import ready_db

        async def work() -> bool:
            async with ready_db(settings().database_url):
                with progress_bar() as progress:
                    return await load_demo(now=datetime.now(UTC), progress=progress)

        if asyncio.run(work()):
            typer.echo("The demo data is loaded.")
        elif not if_empty:
            fail("The database is not empty. Nothing was loaded.")


@app.command()
def sweep() -> None:
    """Delete what nothing uses any more, and old answers and entries of the audit log; for cron, once a day."""
    with plain_errors():
        from api.commands import sweeping

        sweeping.sweep()


@app.command()
def deliver(
    once: Annotated[
        bool, typer.Option("--once", help="Come to an end when nothing is due any more.")
    ] = False,
) -> None:
    """Send by e-mail what is queued, and wait for more."""
    with plain_errors():
        from api.commands import delivering

        delivering.deliver(once)


@import_app.command("contacts")
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
    with plain_errors():
        from api.commands.importing import show_imported, show_mapping
        from api.settings import settings
        from db.importing import contacts
        from db.importing.checking import ImportOptions
        from db.importing.reading import open_contact_file
        from db.readiness import ready_db

        source = open_contact_file(file, _delimiter(delimiter))
        target = rejected or file.with_name(f"{file.stem}.rejected.csv")
        options = ImportOptions(match_email, clear_empty, contacts.ContactKind(kind.upper()), default_country)
        show_mapping(source)

        async def work() -> Imported:
            async with ready_db(settings().database_url):
                with progress_bar() as progress:
                    return await contacts.import_contacts(
                        source, target, options, clock=lambda: datetime.now(UTC), progress=progress
                    )

        began = time.monotonic()
        show_imported(asyncio.run(work()), time.monotonic() - began, target)


@export_app.command("contacts")
def export_contacts(
    file: Annotated[str, typer.Argument(help="Where to; - is the standard output.")] = STANDARD_OUTPUT,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, for Excel.")] = False,
) -> None:
    """Write all contacts as CSV, in the form that `touchbase import contacts` reads."""
    with plain_errors():
        from api.settings import settings
        from db import exporting
        from db.readiness import ready_db

        async def work() -> int:
            async with ready_db(settings().database_url):
                if file == STANDARD_OUTPUT:
                    with exporting.onto_stream(typer.get_binary_stream("stdout"), bom) as text:
                        return await exporting.export_contacts(text)
                with exporting.into_file(Path(file), bom) as text, progress_bar() as progress:
                    return await exporting.export_contacts(text, progress)

        count = asyncio.run(work())
        typer.echo(f"{count:,} contacts were written.", err=True)


@app.command()
def schema(
    file: Annotated[str, typer.Argument(help="Where to; - is the standard output.")] = STANDARD_OUTPUT,
) -> None:
    """Print the GraphQL schema."""
    with plain_errors():
        from schema import printed

        if file == STANDARD_OUTPUT:
            typer.echo(printed(), nl=False)
            return
        try:
            Path(file).write_text(printed(), "utf-8")
        except OSError as error:
            fail(f"{file} cannot be written: {error.strerror}.")


def _delimiter(text: str | None) -> str | None:
    if text is None:
        return None
    text = {"tab": "\t", "\\t": "\t"}.get(text.lower(), text)
    if len(text) != 1 or text in '"\r\n':
        fail("A delimiter is one character, or the word tab.", MISUSED)
    return text


if __name__ == "__main__":
    app()
