"""Operations that come with files: the GraphQL multipart request, read as it arrives and spooled to the disk."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Receive

from api.graphql.json_text import read_json
from api.graphql.request_body import Headers, Operation, limited, operation_in
from api.refusals import malformed
from api.settings import settings
from schema.graph.uploads import SentFile

MOST_FILES = 10
PREFLIGHTED = ("GraphQL-Preflight", "Apollo-Require-Preflight", "X-Requested-With")
"""Headers that a browser sends for another site only after a preflight request; a form sends none of them."""
UNKNOWN_TYPE = "application/octet-stream"
LONGEST_PLACE = 6
"""More digits no place in a list has."""
NOTHING = object()


def is_multipart(headers: Headers) -> bool:
    kind = headers.get(b"content-type", b"")
    return (
        kind[:10].lower() == b"multipart/"
        and kind.partition(b";")[0].strip().lower() == b"multipart/form-data"
    )


def limited_to_files(receive: Receive) -> Receive:
    """Receives as before, until more bytes have come than the largest files and the rest of a request may have."""
    most = MOST_FILES * settings().max_attachment_size + settings().max_body_size
    return limited(receive, most, "MAX_ATTACHMENT_SIZE")


async def posted_with_files(request: Request, files: AsyncExitStack) -> Operation:
    """The operation in a body of several parts; its files can be read until the stack is closed."""
    if not any(request.headers.get(each, "").strip() for each in PREFLIGHTED):
        raise malformed(
            "A multipart request needs the header GraphQL-Preflight: 1, so that no form can send it."
        )
    form = request.form(max_files=MOST_FILES, max_fields=2, max_part_size=settings().max_body_size)
    try:
        parts = await form
    except MultiPartException as problem:
        raise malformed(f"The body cannot be read: {problem.message}") from None
    files.push_async_callback(parts.close)
    return operation_in(_with_files_as_variables(parts))


def _with_files_as_variables(parts: FormData) -> dict[str, Any]:
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
    text = parts.get(name)
    value = read_json(text, f"The part {name}") if isinstance(text, str) else None
    if not isinstance(value, dict):
        raise malformed(f"The part {name} is a JSON object.")
    return value


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
