"""`touchbase serve`: the server, on the address of the settings."""

from __future__ import annotations

from math import ceil

import typer
import uvicorn

from api.commands.database import with_database
from api.graphql.trusted_documents import trusted_documents
from api.observing.logs import write_logs
from api.serving.connection import Connection
from api.settings import check_open, settings
from db.attachments.storage import open_storage

SECONDS_TO_ANSWER = 5
"""For operations that were broken off, before the server closes their connections."""


def serve() -> None:
    from api.app import app  # it reads the settings as soon as it is loaded

    check_open(settings())
    with_database(_can_start)
    write_logs(settings().log_format, settings().log_level)
    typer.echo(f"GraphQL and GraphiQL: http://{settings().host}:{settings().port}/graphql", err=True)
    uvicorn.run(
        app,
        http=Connection,
        ws="none",
        workers=1,
        host=settings().host,
        port=settings().port,
        log_config=None,
        log_level=settings().log_level,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings().trusted_proxies),
        forwarded_allow_ips=list(settings().trusted_proxies),
        timeout_keep_alive=ceil(settings().client_timeout),
        timeout_graceful_shutdown=settings().shutdown_seconds + SECONDS_TO_ANSWER,
    )


async def _can_start() -> None:
    """What would fail when the application starts is said before, in one sentence; the database is open by now."""
    open_storage(settings().attachments_url)
    trusted_documents()
