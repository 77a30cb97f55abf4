"""Attachments on the wire: what may be uploaded, and the file behind a link, streamed from the storage."""

from __future__ import annotations

import logging
from functools import cache

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.files.downloads import refusal, to_be_saved
from api.graphql.outages import note_unusable_storage
from api.settings import settings
from db.attachments.finding import files_of_attachments
from db.attachments.limits import UploadLimits
from db.attachments.storage import StorageUnusable, storage
from db.engine.seldom import Seldom

logger = logging.getLogger("touchbase")
_lost = Seldom()


@cache
def limits() -> UploadLimits:
    return UploadLimits(settings().max_attachment_size, settings().attachment_types)


async def file_of(attachment_id: int, request: Request) -> Response | None:
    file = (await files_of_attachments([attachment_id])).get(attachment_id)
    if file is None:
        return None
    headers = to_be_saved(file.name, file.media_type)
    headers |= {"Content-Length": str(file.size), "ETag": f'"{file.sha256}"'}
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    if request.method == "HEAD":
        return Response(headers=headers)
    try:
        return StreamingResponse(await storage().chunks_of(file.sha256), headers=headers)
    except StorageUnusable as error:
        note_unusable_storage(error)
        return refusal(503, "The file cannot be reached now. Try again later.")
    except FileNotFoundError:
        if _lost.is_due():
            logger.error("the file %s of attachment %s is not in the storage", file.sha256, attachment_id)
        return refusal(404, "The file of this attachment is lost.")


def _is_known(request: Request, etag: str) -> bool:
    known = {each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")}
    return etag in known or known == {"*"}
