"""What probes ask: whether the process lives, and whether requests may be sent to it."""

from __future__ import annotations

import asyncio
import logging
from enum import StrEnum

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.lifecycle.shutdown import stopping
from db.migrating import has_every_migration
from schema.errors import server_stopping

logger = logging.getLogger("touchbase")

PREFIX = "/health/"
LIVE, READY = "/health/live", "/health/ready"
PATIENCE = 2.0
"""Seconds that the database has for an answer."""
RETRY_AFTER = "1"
"""Seconds. Another server has the address by then, or this one has started again."""


class Unready(StrEnum):
    """Why nothing is to be sent here."""

    STOPPING = "STOPPING"
    DATABASE_UNREACHABLE = "DATABASE_UNREACHABLE"
    DATABASE_SLOW = "DATABASE_SLOW"
    DATABASE_NOT_CURRENT = "DATABASE_NOT_CURRENT"
    """Its tables are older than the program."""


class FrontDoor:
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
            if stopping.is_closed:
                await _turned_away()(scope, receive, send)
                return
        await self._app(scope, receive, send)


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


def _turned_away() -> Response:
    answer = {"errors": [server_stopping().formatted]}
    return _answer(503, answer, **{"Retry-After": RETRY_AFTER, "Connection": "close"})


def _answer(status: int, told: object, **headers: str) -> Response:
    return Response(
        orjson.dumps(told), status, {"Cache-Control": "no-store", **headers}, media_type="application/json"
    )


_asking: asyncio.Task[Unready | None] | None = None
_reason: Unready | None = None


async def readiness() -> Unready | None:
    """Why not, if not. Those who ask while the database is being asked get the same answer."""
    global _asking
    if stopping.is_asked:
        return Unready.STOPPING
    if _asking is None or _asking.done() or _asking.get_loop() is not asyncio.get_running_loop():
        _asking = asyncio.create_task(_asked())
    return await asyncio.shield(_asking)


async def _asked() -> Unready | None:
    try:
        async with asyncio.timeout(PATIENCE):
            reason = None if await has_every_migration() else Unready.DATABASE_NOT_CURRENT
    except TimeoutError:
        reason = Unready.DATABASE_SLOW
    except Exception as error:
        reason = Unready.DATABASE_UNREACHABLE
        _tell(reason, f"{type(error).__name__}: {error}")
        return reason
    _tell(reason)
    return reason


def _tell(reason: Unready | None, because: str = "") -> None:
    """Probes come every few seconds; the log tells only what has changed."""
    global _reason
    if reason != _reason:
        if reason is None:
            logger.info("ready again")
        else:
            logger.warning("not ready: %s", f"{reason} {because}".strip())
    _reason = reason
