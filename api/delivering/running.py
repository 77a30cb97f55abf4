"""Workers as they run: by the settings, in the process of a server or in their own, until somebody stops them."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from api.delivering.server import mail_server
from api.delivering.smtp import Unwelcome
from api.delivering.worker import Terms, Worker
from db.callers import call_as

if TYPE_CHECKING:
    from api.settings import Settings

logger = logging.getLogger("touchbase")

LAST_MESSAGES = 20
"""Seconds that the messages in hand have when the server stops."""
LONGEST_PAUSE = 60.0


class SenderMissing(Exception):
    """Nothing says which address mails come from."""


def terms_of(settings: Settings) -> Terms:
    """How a worker works, by the settings."""
    if settings.smtp_from is None:
        raise SenderMissing(
            "Nothing can be delivered: set SMTP_FROM to the address that mails come from,"
            " and SMTP_URL to the mail server."
        )
    return Terms(
        mail_server(settings.smtp_url.get_secret_value()),
        settings.smtp_from,
        connections=settings.delivery_connections,
        rate=settings.delivery_rate or None,
        attempts=settings.delivery_attempts,
    )


async def keep_delivering(
    make: Callable[[], Worker], stopped: asyncio.Event, first_pause: float = 1.0
) -> None:
    """Deliver until stopped, whatever goes wrong, unless the mail server wants nothing from us.

    Nobody calls, whoever may have called when this was started.
    """
    call_as(None)
    pause, clock = first_pause, asyncio.get_running_loop().time
    while not stopped.is_set():
        began = clock()
        try:
            await _until(make(), stopped)
        except Unwelcome:
            raise
        except Exception:
            pause = first_pause if clock() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            logger.exception("the worker starts again in %s seconds", pause)
            await _rest(pause, stopped)


@asynccontextmanager
async def delivering_in_background(
    settings: Settings, make: Callable[[Terms], Worker] = Worker
) -> AsyncIterator[None]:
    """A worker in the process of the server, if the settings want one."""
    if not settings.deliver:
        yield
        return
    stopped = asyncio.Event()
    terms = terms_of(settings)
    delivering = asyncio.create_task(_logged(keep_delivering(lambda: make(terms), stopped)))
    try:
        yield
    finally:
        stopped.set()
        await asyncio.wait([delivering], timeout=LAST_MESSAGES)
        delivering.cancel()
        await asyncio.wait([delivering])


@contextmanager
def stopped_by_signals() -> Iterator[asyncio.Event]:
    """An event that is set by the first signal to end. A second one ends the process at once."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGTERM, signal.SIGINT)

    def stop() -> None:
        stopped.set()
        for each in signals:
            loop.remove_signal_handler(each)

    for each in signals:
        loop.add_signal_handler(each, stop)
    try:
        yield stopped
    finally:
        for each in signals:
            loop.remove_signal_handler(each)


async def run_until(worker: Worker, stopped: asyncio.Event) -> None:
    """Once through the outbox, or until stopped."""
    await _until(worker, stopped, once=True)


async def _until(worker: Worker, stopped: asyncio.Event, *, once: bool = False) -> None:
    async def stop() -> None:
        await stopped.wait()
        worker.stop()

    stopping = asyncio.create_task(stop())
    try:
        await worker.run(once=once)
    finally:
        stopping.cancel()


async def _rest(seconds: float, stopped: asyncio.Event) -> None:
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait([waiting], timeout=seconds)
    waiting.cancel()


async def _logged(delivering: Awaitable[None]) -> None:
    try:
        await delivering
    except Unwelcome as unwelcome:
        logger.error(
            "%s Deliveries stay queued until that is changed and the server started again.", unwelcome
        )
