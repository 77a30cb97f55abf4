"""Operations that come with files: the GraphQL multipart request, read as it arrives and spooled to the disk."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.graphql import REQUEST_ID, context_of, written
from api.settings import settings
from api.short_way import answer_to, operation_in
from schema.context import Context
from schema.errors import malformed
from schema.uploads import SentFile

MOST_FILES = 10
LARGEST_OPERATIONS = 4 * 1024 * 1024
"""Bytes of everything in a request that is no file."""
PREFLIGHTED = ("GraphQL-Preflight", "Apollo-Require-Preflight", "X-Requested-With")
"""A browser sends these for another site only after it has asked whether it may; a form sends none of them."""
UNKNOWN_TYPE = "application/octet-stream"
LONGEST_PLACE = 6
"""More digits no place in a list has."""
NOTHING = object()


class Malformed(Exception):
    """No operation can be made of the request; the message says what to change."""


class MultipartWay:
    """Stands in front of an endpoint and answers the operations that come with files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = Headers(scope=scope).get("content-type", "") if scope["type"] == "http" else ""
        if kind.partition(";")[0].strip().lower() != "multipart/form-data" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        most = MOST_FILES * settings().max_attachment_size + LARGEST_OPERATIONS
        await RequestBodyLimitMiddleware(_answer, max_body_size=most)(scope, receive, send)


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    headers = request.headers
    context = context_of(headers.get("Idempotency-Key"), headers.get(REQUEST_ID, ""))
    status = 200
    try:
        body = await _answered(request, context)
    except Malformed as problem:
        status, body = 400, written({"errors": [malformed(str(problem)).formatted]})
    except ClientDisconnect:
        return
    response = Response(body, status, {REQUEST_ID: context.request_id}, "application/json")
    await response(scope, receive, send)


async def _answered(request: Request, context: Context) -> bytes:
    if not any(request.headers.get(each, "").strip() for each in PREFLIGHTED):
        raise Malformed(
            "A multipart request needs the header GraphQL-Preflight: 1, so that no form can send it."
        )
    form = request.form(max_files=MOST_FILES, max_fields=2, max_part_size=LARGEST_OPERATIONS)
    try:
        parts = await form
    except HTTPException as problem:
        if problem.status_code != 400:
            raise
        raise Malformed(f"The body cannot be read: {problem.detail}") from None
    try:
        operation = operation_in(_told(parts))
        answer = None if operation is None else await answer_to(operation, context)
        if answer is None:
            raise Malformed("The part operations holds no operation that can be run.")
        return answer
    finally:
        await parts.close()


def _told(parts: FormData) -> dict[str, Any]:
    """What would be posted as JSON if a file could be."""
    operations, places = (_json_of(parts, name) for name in ("operations", "map"))
    files = {name: part for name, part in parts.multi_items() if isinstance(part, UploadFile)}
    if len(files) + 2 != len(parts.multi_items()):
        raise Malformed("Each part has a name of its own.")
    if files.keys() != places.keys():
        raise Malformed("The part map names every file of the request and no other.")
    for name, paths in places.items():
        if not isinstance(paths, list) or len(paths) != 1 or not isinstance(paths[0], str):
            raise Malformed("The part map gives one variable for each file, as a list of one path.")
        part = files[name]
        _place(operations, paths[0], SentFile(part.filename, part.content_type or UNKNOWN_TYPE, part.file))
    return operations


def _json_of(parts: FormData, name: str) -> dict[str, Any]:
    try:
        told = orjson.loads(parts[name])  # type: ignore[arg-type]
    except (KeyError, orjson.JSONDecodeError):
        told = None
    if not isinstance(told, dict):
        raise Malformed(f"The part {name} is a JSON object.")
    return told


def _place(operations: dict[str, Any], path: str, file: SentFile) -> None:
    first, *between = path.split(".")
    holder: Any = operations
    key: Any = first
    for following in between:
        holder = _inside(holder, key)
        key = int(following) if isinstance(holder, list) and _is_place(following) else following
    if first != "variables" or not between or _inside(holder, key) is not None:
        raise Malformed(f"The path {path[:100]} of the part map does not lead to a variable that is null.")
    holder[key] = file


def _inside(holder: Any, key: Any) -> Any:
    """What stands at a key; NOTHING where there is no such key, so that it differs from null."""
    try:
        return holder[key] if isinstance(holder, dict | list) else NOTHING
    except (KeyError, IndexError, TypeError):
        return NOTHING


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_PLACE
