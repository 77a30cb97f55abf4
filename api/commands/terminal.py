"""What the command line shows: progress, sentences instead of tracebacks, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

Progress = Callable[[str, int, int], None]

STANDARD_OUTPUT = "-"
MISUSED = 2
FAILED = 1
STOPPED = 130


@contextmanager
def plain_errors() -> Iterator[None]:
    """An error that a person can make, or mend, is one sentence; settings that cannot be used are, of every command."""
    from api.settings import OpenToOthers, SettingsInvalid, settings
    from db.attachments.storage import StorageUnusable
    from db.contact_files.reading import FileUnusable
    from db.errors import Refused
    from db.migrating import MigrationBlocked
    from db.readiness import DatabaseNotReady

    try:
        settings()
        yield
    except (OpenToOthers, SettingsInvalid) as error:
        fail(str(error), MISUSED)
    except (DatabaseNotReady, FileUnusable, MigrationBlocked, Refused, StorageUnusable) as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("Stopped. What was done stays; run the same command again to finish.", STOPPED)


def fail(message: str, status: int = FAILED) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(status)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on the terminal; nothing where the output is not one."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<16}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task("", total=None)
        yield lambda label, done, total: bars.update(bar, description=label, completed=done, total=total)
