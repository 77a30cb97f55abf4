"""/metrics: the measurements of this process, for callers who may read them."""

from __future__ import annotations

import asyncio
import logging
import math
from datetime import UTC, datetime

from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.auth.admission import admitted
from api.observing import metrics
from api.refusals import Refusal
from db.callers import Scope
from db.deliveries.counting import queued_counts
from db.engine.database import pool_counts
from db.engine.seldom import Seldom

logger = logging.getLogger("touchbase")
_uncounted = Seldom()

PATH = "/metrics"
PATIENCE = 2.0
"""Seconds that the database has."""
NOT_KEPT = {"Cache-Control": "no-store"}


def route() -> Route:
    return Route(PATH, _scraped, methods=["GET"])


async def _scraped(request: Request) -> Response:
    address = request.client.host if request.client else None
    try:
        caller = await admitted(dict(request.scope["headers"]), address)
    except Refusal as refusal:
        return PlainTextResponse(str(refusal), refusal.status, NOT_KEPT | refusal.headers)
    if Scope.METRICS_READ not in caller.scopes:
        return PlainTextResponse(f"You need the scope {Scope.METRICS_READ} for this.", 403, NOT_KEPT)
    _look_at_connections()
    await _look_at_deliveries()
    write, media_type = choose_encoder(request.headers.get("accept", ""))
    return Response(write(REGISTRY), headers=NOT_KEPT, media_type=media_type)


def _look_at_connections() -> None:
    if (now := pool_counts()) is not None:
        metrics.connections.labels("open").set(now.open)
        metrics.connections.labels("idle").set(now.idle)
        metrics.waiting.set(now.waiting)


async def _look_at_deliveries() -> None:
    """If the database gives no answer, the scrape has all measurements but these."""
    metrics.deliveries.clear()
    try:
        async with asyncio.timeout(PATIENCE):
            queued = await queued_counts(now=datetime.now(UTC))
    except Exception as error:
        if _uncounted.is_due():
            logger.warning("deliveries could not be counted: %s", type(error).__name__)
        metrics.database_up.set(0)
        metrics.overdue.set(math.nan)
        return
    metrics.database_up.set(1)
    metrics.deliveries.labels("due").set(queued.due)
    metrics.deliveries.labels("later").set(queued.later)
    metrics.deliveries.labels("sending").set(queued.sending)
    metrics.overdue.set(queued.overdue.total_seconds())
