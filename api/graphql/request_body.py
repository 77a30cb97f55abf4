"""What a client sends, in a body up to a limit or in the address, and the operation that is found in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from api.graphql.content_negotiation import is_json
from api.graphql.json_text import read_json
from api.refusals import Refusal, malformed, too_large

Headers = Mapping[bytes, bytes]
NO_QUERY = "There is no operation: give the text of one as query, or the id of a trusted one as documentId."
PARTS = {"query": str, "variables": dict, "operationName": str, "extensions": dict, "documentId": str}
TEXTS = [name for name, kind in PARTS.items() if kind is str]
OBJECTS = [name for name, kind in PARTS.items() if kind is dict]
"""Parts that are written as JSON where they stand in an address."""
MOST_DIGITS = 15
"""More digits no length has that could be read."""
AS_JSON = {str: "a string", dict: "an object"}


class Operation(NamedTuple):
    """What a client wants to be run."""

    query: str | None
    variables: dict[str, Any] | None
    name: str | None
    extensions: dict[str, Any] | None
    document_id: str | None = None


async def posted(headers: Headers, receive: Receive, most: int) -> Operation:
    """The operation in a body of JSON."""
    check_type(headers)
    return operation_of(await _read(headers, receive, most))


def check_type(headers: Headers) -> None:
    """Refuse what is not plain JSON in UTF-8. Forms and text are what another site's page can send unasked."""
    if not is_json(headers.get(b"content-type", b"").decode("latin-1")):
        raise malformed("The body has to be JSON in UTF-8. Send Content-Type: application/json.", 415)
    if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
        message = "The body is compressed, and read only as it is. Leave Content-Encoding out."
        raise Refusal(415, "BAD_REQUEST", message, ("accept-encoding", "identity"))


def operation_of(body: bytes) -> Operation:
    return operation_in(read_json(body, "The body"))


def in_address(parameters: Mapping[str, str]) -> Operation:
    """The operation in an address."""
    parts: dict[str, Any] = {name: parameters.get(name) for name in TEXTS}
    for name in OBJECTS:
        if text := parameters.get(name):
            parts[name] = read_json(text, f"{name} in the address")
    return operation_in(parts)


def operation_in(parts: object) -> Operation:
    """The operation in what a client sends, once it is read."""
    if type(parts) is not dict:
        raise malformed("The body has to be one JSON object. Send one operation at a time, not a list.")
    get = parts.get
    query, variables, name = get("query"), get("variables"), get("operationName")
    extensions, document_id = get("extensions"), get("documentId")
    if (
        (type(query) is str or (query is None and document_id is not None))
        and (variables is None or type(variables) is dict)
        and (name is None or type(name) is str)
        and (extensions is None or type(extensions) is dict)
        and (document_id is None or type(document_id) is str)
    ):
        return Operation(query, variables, name, extensions, document_id)
    raise _wrong_part(parts)


def limited(receive: Receive, most: int, setting: str) -> Receive:
    """Receives as before, until more bytes have come than may."""
    size = 0

    async def next_part() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise too_large(most, setting)
        return message

    return next_part


def _wrong_part(parts: dict[str, Any]) -> Refusal:
    for name, kind in PARTS.items():
        if not isinstance(parts.get(name), kind | None):
            return malformed(f"{name} has to be {AS_JSON[kind]}.")
    return malformed(NO_QUERY)


async def _read(headers: Headers, receive: Receive, most: int) -> bytes:
    length = headers.get(b"content-length", b"")
    if length.isdigit() and int(length[:MOST_DIGITS]) > most:
        raise too_large(most, "MAX_BODY_SIZE", int(length[:MOST_DIGITS]))
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    body: bytes = message.get("body", b"")
    if message.get("more_body", False):
        return await _rest(body, receive, most)
    if len(body) > most:
        raise too_large(most, "MAX_BODY_SIZE")
    return body


async def _rest(first: bytes, receive: Receive, most: int) -> bytes:
    parts, size, more = [first], len(first), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise too_large(most, "MAX_BODY_SIZE")
        more = message.get("more_body", False)
    return b"".join(parts)
