"""`touchbase deliver`: a worker on the command line."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import typer

from api.commands.terminal import MISUSED, Progress, fail, progress_bar
from api.delivering.courier import Outcome
from api.delivering.files import Read, from_storage
from api.delivering.running import SenderMissing, keep_delivering, run_until, stopped_by_signals, terms_of
from api.delivering.smtp import ServerTrouble, Unwelcome
from api.delivering.worker import Letters, Tally, Terms, Worker
from api.observing.logs import write_logs
from api.settings import settings
from db.attachments.storage import open_storage
from db.deliveries.claiming import due_count
from db.letter_contents.letters import letters_of
from db.readiness import ready_db

STAYS = "Deliveries stay queued."


def deliver(once: bool, *, letters: Letters = letters_of, read: Read = from_storage) -> None:
    """Deliver until nothing is due any more (`once`), or until somebody stops it."""
    try:
        terms = terms_of(settings())
    except SenderMissing as missing:
        return fail(str(missing), MISUSED)

    write_logs(settings().log_format, settings().log_level)

    async def work() -> None:
        async with ready_db(settings().database_url, settings().database_options):
            open_storage(settings().attachments_url)
            with stopped_by_signals() as stopped:
                if once:
                    await _once(terms, letters, read, stopped)
                else:
                    server = terms.server
                    typer.echo(f"Delivering as {terms.sender} through {server.host}:{server.port}.", err=True)
                    await keep_delivering(lambda: Worker(terms, letters=letters, read=read), stopped)

    try:
        asyncio.run(work())
    except Unwelcome as unwelcome:
        fail(f"{_as_sentence(str(unwelcome))} {STAYS}")
    except ServerTrouble as trouble:
        fail(f"The mail server cannot be used: {_as_sentence(str(trouble))} {STAYS}")


async def _once(terms: Terms, letters: Letters, read: Read, stopped: asyncio.Event) -> None:
    total, began = await due_count(datetime.now(UTC)), time.monotonic()
    with progress_bar() as progress:
        worker = Worker(
            terms,
            letters=letters,
            read=read,
            report=lambda tally: _show_progress(progress, tally, total, began),
        )
        try:
            await run_until(worker, stopped)
        finally:
            _show_tally(worker.tally, time.monotonic() - began)
    if worker.trouble is not None:
        raise ServerTrouble(worker.trouble)


def _show_progress(progress: Progress, tally: Tally, total: int, began: float) -> None:
    done = tally.total()
    speed = tally[Outcome.SENT] / max(time.monotonic() - began, 0.001)
    left = max(total - done, 0)
    label = f"{tally[Outcome.SENT]:,} sent, {tally[Outcome.FAILED]:,} failed, {left:,} left, {speed:,.1f}/s"
    progress(label, done, max(total, done))


def _show_tally(tally: Tally, seconds: float) -> None:
    counts = ", ".join(
        f"{tally[each]:,} {each}" for each in Outcome if each is not Outcome.LOST or tally[each]
    )
    typer.echo(f"{counts} in {seconds:.1f} s ({tally[Outcome.SENT] / max(seconds, 0.001):,.1f} messages/s).")


def _as_sentence(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."
