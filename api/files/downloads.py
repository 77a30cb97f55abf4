"""Downloads: what a signed link leads to, and how files leave."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache
from urllib.parse import quote

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.settings import settings
from db.callers import take_turns_of
from schema.graph.signed_links import LinkExpired, LinkInvalid, Links, Place


class CompressedAnswers(GZipMiddleware):
    """All but files: those leave as they are, with the length that they have."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(tuple(f"{place}/" for place in Place)):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


@cache
def links() -> Links:
    key = settings().secret_key
    return Links(None if key is None else key.get_secret_value(), settings().attachment_link_seconds)


def route(place: Place, file_of: Callable[[int, Request], Awaitable[Response | None]]) -> Route:
    """A route to files: `file_of` the id that the link stands for, or nothing if it is no longer there."""

    async def download(request: Request) -> Response:
        try:
            signed = links().behind(place, request.path_params["token"], datetime.now(UTC))
        except LinkInvalid:
            return refusal(404, "There is no such link. Ask for it again.")
        except LinkExpired:
            return refusal(410, "This link has expired. Ask for it again.")
        take_turns_of(signed.whose)
        return await file_of(signed.identity, request) or refusal(
            404, "What this link leads to is no longer there."
        )

    return Route(f"{place}/{{token}}", download)


def to_be_saved(name: str, media_type: str) -> dict[str, str]:
    """The headers of a file that a browser saves and never shows: what it is comes from whoever made it."""
    return {
        "Content-Type": media_type,
        "Content-Disposition": _disposition(name),
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }


def refusal(status: int, message: str) -> Response:
    return PlainTextResponse(message, status, {"Cache-Control": "no-store"})


def _disposition(name: str) -> str:
    """As RFC 6266 has it: the name whole, and for old clients what ASCII can show of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    shown = "".join("_" if letter in '"\\%' or not letter.isprintable() else letter for letter in plain)
    return f"attachment; filename=\"{shown}\"; filename*=UTF-8''{quote(name, safe='')}"
