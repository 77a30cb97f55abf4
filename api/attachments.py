"""Downloads: the file behind a signed link, streamed from the storage."""

from __future__ import annotations

import logging
import unicodedata
from datetime import UTC, datetime
from functools import cache
from urllib.parse import quote

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.settings import settings
from db.attachments.finding import AttachedFile, files_of_attachments
from db.attachments.limits import Limits
from db.attachments.storage import storage
from schema.attachment_links import PLACE, AttachmentLinks, LinkExpired, LinkInvalid

logger = logging.getLogger("touchbase")


class CompressedAnswers(GZipMiddleware):
    """All but files: those leave as they are, with the length that they have."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{PLACE}/"):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


@cache
def links() -> AttachmentLinks:
    key = settings().secret_key
    return AttachmentLinks(
        None if key is None else key.get_secret_value(), settings().attachment_link_seconds
    )


@cache
def limits() -> Limits:
    return Limits(settings().max_attachment_size, settings().attachment_types)


def route() -> Route:
    return Route(f"{PLACE}/{{token}}", _download)


async def _download(request: Request) -> Response:
    try:
        attachment_id = links().attachment_behind(request.path_params["token"], datetime.now(UTC))
    except LinkInvalid:
        return _refusal(404, "There is no such link. Ask for downloadUrl.")
    except LinkExpired:
        return _refusal(410, "This link has expired. Ask for downloadUrl again.")
    file = (await files_of_attachments([attachment_id])).get(attachment_id)
    if file is None:
        return _refusal(404, "This attachment is no longer there.")
    headers = _headers(file)
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    if request.method == "HEAD":
        return Response(headers=headers)
    try:
        return StreamingResponse(await storage().chunks_of(file.sha256), headers=headers)
    except FileNotFoundError:
        logger.error("the file %s of attachment %s is not in the storage", file.sha256, attachment_id)
        return _refusal(404, "The file of this attachment is lost.")


def _headers(file: AttachedFile) -> dict[str, str]:
    """Saved by the browser, never shown: what a file says it is comes from whoever uploaded it."""
    return {
        "Content-Type": file.media_type,
        "Content-Length": str(file.size),
        "Content-Disposition": _disposition(file.name),
        "Cache-Control": "private, no-cache",
        "ETag": f'"{file.sha256}"',
        "X-Content-Type-Options": "nosniff",
    }


def _disposition(name: str) -> str:
    """As RFC 6266 has it: the name whole, and for old clients what ASCII can show of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    shown = "".join("_" if letter in '"\\%' or not letter.isprintable() else letter for letter in plain)
    return f"attachment; filename=\"{shown}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_known(request: Request, etag: str) -> bool:
    known = {each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")}
    return etag in known or known == {"*"}


def _refusal(status: int, message: str) -> Response:
    return PlainTextResponse(message, status, {"Cache-Control": "no-store"})
