"""Operations that come with files: the GraphQL multipart request, read as it arrives and spooled to the disk."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import orjson
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.graphql.operation import answer_to
from api.graphql.request_body import Operation, limited, operation_in
from api.refusals import malformed
from api.settings import settings
from api.short_way import as_response
from schema.uploads import SentFile

MOST_FILES = 10
PREFLIGHTED = ("GraphQL-Preflight", "Apollo-Require-Preflight", "X-Requested-With")
"""A browser sends these for another site only after it has asked whether it may; a form sends none of them."""
UNKNOWN_TYPE = "application/octet-stream"
LONGEST_PLACE = 6
"""More digits no place in a list has."""
NOTHING = object()


class MultipartWay:
    """Stands in front of an endpoint and answers the operations that come with files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = Headers(scope=scope).get("content-type", "") if scope["type"] == "http" else ""
        if kind.partition(";")[0].strip().lower() != "multipart/form-data" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        async with AsyncExitStack() as files:
            request = Request(scope, limited(receive, _most_bytes(), "MAX_ATTACHMENT_SIZE"))

            async def read() -> Operation:
                return await _operation(request, files)

            address = request.client.host if request.client else None
            try:
                answer = await answer_to(read, dict(scope["headers"]), address)
            except ClientDisconnect:
                return
        await as_response(answer)(scope, receive, send)


def _most_bytes() -> int:
    return MOST_FILES * settings().max_attachment_size + settings().max_body_size


async def _operation(request: Request, files: AsyncExitStack) -> Operation:
    """What is to be run; its files are there until the stack is closed."""
    if not any(request.headers.get(each, "").strip() for each in PREFLIGHTED):
        raise malformed(
            "A multipart request needs the header GraphQL-Preflight: 1, so that no form can send it."
        )
    form = request.form(max_files=MOST_FILES, max_fields=2, max_part_size=settings().max_body_size)
    try:
        parts = await form
    except HTTPException as problem:
        raise malformed(f"The body cannot be read: {problem.detail}") from None
    files.push_async_callback(parts.close)
    return operation_in(_told(parts))


def _told(parts: FormData) -> dict[str, Any]:
    """What would be posted as JSON if a file could be."""
    operations, places = (_json_of(parts, name) for name in ("operations", "map"))
    files = {name: part for name, part in parts.multi_items() if isinstance(part, UploadFile)}
    if len(files) + 2 != len(parts.multi_items()):
        raise malformed("Each part has a name of its own.")
    if files.keys() != places.keys():
        raise malformed("The part map names every file of the request and no other.")
    for name, paths in places.items():
        if not isinstance(paths, list) or len(paths) != 1 or not isinstance(paths[0], str):
            raise malformed("The part map gives one variable for each file, as a list of one path.")
        part = files[name]
        _place(operations, paths[0], SentFile(part.filename, part.content_type or UNKNOWN_TYPE, part.file))
    return operations


def _json_of(parts: FormData, name: str) -> dict[str, Any]:
    try:
        told = orjson.loads(parts[name])  # type: ignore[arg-type]
    except (KeyError, orjson.JSONDecodeError):
        told = None
    if not isinstance(told, dict):
        raise malformed(f"The part {name} is a JSON object.")
    return told


def _place(operations: dict[str, Any], path: str, file: SentFile) -> None:
    first, *between = path.split(".")
    holder: Any = operations
    key: Any = first
    for following in between:
        holder = _inside(holder, key)
        key = int(following) if isinstance(holder, list) and _is_place(following) else following
    if first != "variables" or not between or _inside(holder, key) is not None:
        raise malformed(f"The path {path[:100]} of the part map does not lead to a variable that is null.")
    holder[key] = file


def _inside(holder: Any, key: Any) -> Any:
    """What stands at a key; NOTHING where there is no such key, so that it differs from null."""
    try:
        return holder[key] if isinstance(holder, dict | list) else NOTHING
    except (KeyError, IndexError, TypeError):
        return NOTHING


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_PLACE
