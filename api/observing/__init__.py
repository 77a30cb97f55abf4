"""Observing: each operation that has ended goes into the log, and into measurements and traces if they are wanted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from api.observing import operation_log
from api.observing.at_path import AtPath
from api.observing.logs import write_logs

if TYPE_CHECKING:
    from starlette.routing import Route
    from starlette.types import ASGIApp

    from api.settings import Settings
    from schema.graph.context import Context

Listener = Callable[["Context", str | None, str, float], None]

_listeners: list[Listener] = [operation_log.ended]


def ended(context: Context, kind: str | None, outcome: str, seconds: float) -> None:
    """An operation has ended: `ok`, with `errors` along with its data, or with the code why it has no data."""
    for listener in _listeners:
        listener(context, kind, outcome, seconds)


def observed(app: ASGIApp, path: str, settings: Settings) -> ASGIApp:
    """The application with as much around it as the settings want, which is nothing if they want nothing."""
    if settings.traces_url:
        from api.observing.traces import traced

        app = AtPath(app, path, traced)
    if settings.metrics:
        from api.observing.metrics import counted

        app = AtPath(app, path, counted)
    return app


def routes(settings: Settings) -> list[Route]:
    """Where measurements are read, if there are any."""
    if not settings.metrics:
        return []
    from api.observing.scraping import route

    return [route()]


@asynccontextmanager
async def observing(settings: Settings) -> AsyncIterator[None]:
    """Stands around everything that a server does. Comes before the database is opened."""
    write_logs(settings.log_format, settings.log_level)
    operation_log.begin(settings.slow_operation_seconds)
    if not settings.metrics and not settings.traces_url:
        yield
        return
    from api.observing.statements import watched_statements

    before, _listeners[:] = list(_listeners), [*_listeners, *_chosen_listeners(settings)]
    try:
        with watched_statements(settings.metrics, bool(settings.traces_url)):
            yield
    finally:
        _listeners[:] = before
        if settings.traces_url:
            from api.observing import traces

            await asyncio.to_thread(traces.end)


def _chosen_listeners(settings: Settings) -> list[Listener]:
    listeners: list[Listener] = []
    if settings.metrics:
        from api.observing import metrics

        listeners.append(metrics.ended)
    if settings.traces_url:
        from api.observing import traces

        traces.begin(settings.traces_url)
        listeners.append(traces.ended)
    return listeners
