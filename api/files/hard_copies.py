"""Hard copies on the wire: the letter of one entry as PDF, or those of a segment as one ZIP."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.files.downloads import refusal, to_be_saved
from api.files.pdf import PrintingUnavailable, check_printing, pdf_of, zip_of
from api.refusals import error_response
from db.errors import Code
from db.letter_contents.hard_copies import hard_copy_of, name_of_segment
from db.letter_contents.letters import LetterInvalid
from db.letter_contents.limited_process import OverLimits

T = TypeVar("T")

NOBODY_WAITS = 499
"""The status of an answer that is not sent, because the client has left; the one that nginx logs for it."""


async def copy_of(interaction_id: int, request: Request) -> Response | None:
    copy = await hard_copy_of(interaction_id)
    if copy is None:
        return None
    headers = to_be_saved(f"{copy.name}.pdf", "application/pdf")
    if request.method == "HEAD":
        return Response(headers=headers)
    try:
        pdf = await _unless_left(request, pdf_of(copy.letter))
    except PrintingUnavailable as unavailable:
        return refusal(503, str(unavailable))
    except (LetterInvalid, OverLimits) as error:
        return _no_letter(str(error))
    return Response(status_code=NOBODY_WAITS) if pdf is None else Response(pdf, headers=headers)


async def copies_of(segment_id: int, request: Request) -> Response | None:
    name = await name_of_segment(segment_id)
    if name is None:
        return None
    try:
        await check_printing()
    except PrintingUnavailable as unavailable:
        return refusal(503, str(unavailable))
    headers = to_be_saved(f"{name}.zip", "application/zip")
    if request.method == "HEAD":
        return Response(headers=headers)
    return StreamingResponse(zip_of(segment_id), headers=headers)


async def _unless_left(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """The outcome of work that is called off when the client leaves; then None."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait([working, leaving], return_when=asyncio.FIRST_COMPLETED)
        return await working if working.done() else None
    finally:
        for each in (working, leaving):
            each.cancel()
        await asyncio.wait([working, leaving])


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _no_letter(reason: str) -> Response:
    error = GraphQLError(
        f"This letter cannot be printed. {reason}", extensions={"code": Code.CONTENT_INVALID.value}
    )
    return error_response(422, error, {})
