"""The application: its routes, its middleware, and what is open while it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from api import observing
from api.auth.hosts import AllowedHosts
from api.auth.rate_limits import close_rates
from api.files import attachments, downloads, hard_copies
from api.files.downloads import CompressedAnswers
from api.files.pdf import close_printing
from api.graphql import explorer
from api.graphql.endpoint import METHODS, GraphQLEndpoint
from api.graphql.limits import limit_schema
from api.graphql.trusted_documents import trusted_documents
from api.lifecycle.garbage_collector import keep_what_is_loaded
from api.lifecycle.health import Availability
from api.lifecycle.shutdown import stopped_by_signals
from api.settings import settings
from db.attachments.storage import open_storage
from db.engine.database import close_db, open_db
from db.letter_contents.rendering import close_rendering
from db.migrating import is_current
from schema.graph.signed_links import Place

GRAPHQL = "/graphql"
SMALLEST_ZIPPED = 1024
"""Bytes of an answer from which on it is compressed for clients that accept it."""
CORS_SECONDS = 600
"""How long a browser may keep the answer to a preflight request."""
MIDDLEWARE = [Middleware(CompressedAnswers, minimum_size=SMALLEST_ZIPPED)]


class NotMigrated(Exception):
    """The tables of the database are older than this program."""


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    async with observing.observing(settings()):
        await open_db(settings().database_url, settings().database_options)
        try:
            open_storage(settings().attachments_url)
            if not await is_current():
                raise NotMigrated("The database is not up to date. Run: touchbase migrate")
            trusted_documents()
            keep_what_is_loaded()
            async with _delivering():
                with stopped_by_signals(settings().shutdown_delay, settings().shutdown_seconds):
                    yield
        finally:
            await close_printing()
            await close_rendering()
            await close_rates()
            await close_db()


def _delivering() -> AbstractAsyncContextManager[None]:
    """A worker in this process, if the settings want one; what it needs is loaded only then."""
    if not settings().deliver:
        return nullcontext()
    from api.delivering.running import delivering_in_background

    return delivering_in_background(settings())


def _guarded(app: ASGIApp) -> ASGIApp:
    """What stands around every request, as far as the settings want it."""
    if origins := settings().cors_origins:
        app = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "GraphQL-Preflight",
                "Idempotency-Key",
                "X-Request-Id",
            ],
            expose_headers=["X-Request-Id", "Retry-After"],
            max_age=CORS_SECONDS,
        )
    if hosts := settings().allowed_hosts:
        app = AllowedHosts(app, hosts)
    return observing.observed(app, GRAPHQL, settings())


def _without_slash(request: Request) -> Response:
    """To the same server, whatever name it was asked by: a Host that somebody made up leads nowhere else."""
    query = request.url.query
    return RedirectResponse(request.scope.get("root_path", "") + GRAPHQL + (f"?{query}" if query else ""))


limit_schema()
_rest = Starlette(
    routes=[
        Route(f"{GRAPHQL}/", _without_slash, methods=METHODS),
        downloads.route(Place.ATTACHMENT, attachments.file_of),
        downloads.route(Place.HARD_COPY, hard_copies.copy_of),
        downloads.route(Place.HARD_COPIES, hard_copies.copies_of),
        Route("/", lambda request: RedirectResponse(GRAPHQL)),
        *observing.routes(settings()),
        *(explorer.routes(GRAPHQL) if settings().graphiql else []),
    ],
    middleware=MIDDLEWARE,
    lifespan=lifespan,
)
_rest.router.redirect_slashes = False  # it would redirect to whatever Host was sent
app = Availability(_guarded(GraphQLEndpoint(_rest, GRAPHQL, smallest_zipped=SMALLEST_ZIPPED)))
