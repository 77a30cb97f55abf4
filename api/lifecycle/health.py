"""What probes ask: whether the process lives, and whether requests may be sent to it."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from enum import StrEnum
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.lifecycle.shutdown import shutdown
from api.refusals import error_response
from db.engine.outages import outage_behind
from db.migrating import has_every_migration
from schema.graph.errors import server_stopping

logger = logging.getLogger("touchbase")

PREFIX = "/health/"
LIVE, READY = "/health/live", "/health/ready"
PATIENCE = 1.5
"""Seconds that the database has for an answer. Probes have theirs within two, whatever becomes of the question."""
LONGEST_FULL = 60.0
"""Seconds for which a database is taken for full since a write found no room."""
COME_AGAIN = {"Retry-After": "1", "Connection": "close"}
"""In a second another server has the address, or this one has started again."""


class Unready(StrEnum):
    """Why nothing is to be sent here."""

    STOPPING = "STOPPING"
    DATABASE_UNREACHABLE = "DATABASE_UNREACHABLE"
    DATABASE_SLOW = "DATABASE_SLOW"
    DATABASE_FULL = "DATABASE_FULL"
    """A write found no room within the last minute."""
    DATABASE_NOT_CURRENT = "DATABASE_NOT_CURRENT"
    """Its tables are older than the program."""


class Availability:
    """Stands in front of all: answers probes, and turns away whatever comes once the server has closed.

    A probe brings no caller and any Host, so it comes before everything that asks for them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if scope["path"].startswith(PREFIX):
                await (await _probed(scope["path"], scope["method"]))(scope, receive, send)
                return
            if shutdown.is_closed:
                await error_response(503, server_stopping(), COME_AGAIN)(scope, receive, send)
                return
            await self._unless_cut_off(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _unless_cut_off(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An operation answers itself what became of it; of all else it is enough that it can be asked for again."""
        task: asyncio.Task[Any] = asyncio.current_task()  # type: ignore[assignment]
        shutdown.running.add(task)
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            if not shutdown.is_cutting_off:
                raise
            task.uncancel()
            with suppress(RuntimeError):  # the answer has begun
                await error_response(503, server_stopping(), COME_AGAIN)(scope, receive, send)
        finally:
            shutdown.running.discard(task)


async def _probed(path: str, method: str) -> Response:
    if path not in (LIVE, READY):
        return _answer(404, {"status": "unknown"})
    if method not in ("GET", "HEAD"):
        return _answer(405, {"status": "unknown"}, Allow="GET, HEAD")
    if path == LIVE:
        return _answer(200, {"status": "live"})
    reason = await readiness()
    if reason is None:
        return _answer(200, {"status": "ready"})
    return _answer(503, {"status": "not ready", "reason": reason})


def _answer(status: int, state: dict[str, str], **headers: str) -> Response:
    return Response(
        orjson.dumps(state), status, {"Cache-Control": "no-store", **headers}, media_type="application/json"
    )


_check: asyncio.Task[Unready | None] | None = None
_last_reason: Unready | None = None
_full_until = 0.0


async def readiness() -> Unready | None:
    """Why not, if not. Probes that come while the database is being checked get the same answer."""
    global _check
    if shutdown.is_requested:
        return Unready.STOPPING
    if _check is None or _check.done() or _check.get_loop() is not asyncio.get_running_loop():
        _check = asyncio.create_task(_check_database())
    check = _check
    await asyncio.wait({check}, timeout=PATIENCE)
    if check.done() and not check.cancelled():
        return check.result()
    check.cancel()
    _check = None
    _log_change(Unready.DATABASE_SLOW)
    return Unready.DATABASE_SLOW


def note_full() -> None:
    """A write has just found no room."""
    global _full_until
    _full_until = time.monotonic() + LONGEST_FULL


async def _check_database() -> Unready | None:
    try:
        reason = None if await has_every_migration() else Unready.DATABASE_NOT_CURRENT
        if reason is None and time.monotonic() < _full_until:
            reason = Unready.DATABASE_FULL
    except Exception as error:
        reason = Unready(outage_behind(error) or Unready.DATABASE_UNREACHABLE)
        _log_change(reason, f"{type(error).__name__}: {error}")
        return reason
    _log_change(reason)
    return reason


def _log_change(reason: Unready | None, cause: str = "") -> None:
    """Probes come every few seconds; the log has only what has changed."""
    global _last_reason
    if reason != _last_reason:
        if reason is None:
            logger.info("ready again")
        else:
            logger.warning("not ready: %s", f"{reason} {cause}".strip())
    _last_reason = reason
