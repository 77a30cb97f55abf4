"""Hard copies on the wire: the letter of one entry as PDF, or those of a segment as one ZIP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.files.downloads import refusal, to_be_saved
from db.contents.hard_copies import hard_copy_of, name_of_segment


async def copy_of(interaction_id: int, request: Request) -> Response | None:
    copy = await hard_copy_of(interaction_id)
    if copy is None:
        return None
    headers = to_be_saved(f"{copy.name}.pdf", "application/pdf")
    if request.method == "HEAD":
        return Response(headers=headers)
    from api.files.pdf import PrintingUnavailable, pdf_of_copy  # what makes PDF and ZIP files is not small

    try:
        return Response(await pdf_of_copy(copy), headers=headers)
    except PrintingUnavailable as unavailable:
        return refusal(503, str(unavailable))


async def copies_of(segment_id: int, request: Request) -> Response | None:
    name = await name_of_segment(segment_id)
    if name is None:
        return None
    from api.files.pdf import PrintingUnavailable, check_printing, zip_of

    try:
        check_printing()
    except PrintingUnavailable as unavailable:
        return refusal(503, str(unavailable))
    headers = to_be_saved(f"{name}.zip", "application/zip")
    if request.method == "HEAD":
        return Response(headers=headers)
    return StreamingResponse(zip_of(segment_id), headers=headers)
