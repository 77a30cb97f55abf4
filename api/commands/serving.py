"""`touchbase serve`: the server, on the address of the settings."""

from __future__ import annotations

from math import ceil

import typer
import uvicorn

from api.commands.database import with_database
from api.observing.logs import write_logs
from api.serving.connection import Connection
from api.settings import check_open, settings


def serve() -> None:
    check_open(settings())
    with_database(_nothing)
    write_logs(settings().log_format, settings().log_level)
    typer.echo(f"GraphQL and GraphiQL: http://{settings().host}:{settings().port}/graphql", err=True)
    uvicorn.run(
        "api.app:app",
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
        timeout_graceful_shutdown=settings().shutdown_seconds,
    )


async def _nothing() -> None:
    """That the database can be opened is all that has to be known before the server starts."""
