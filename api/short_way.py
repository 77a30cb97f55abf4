"""The short way to an answer, for what nearly every request is: one operation, posted as JSON."""

from __future__ import annotations

from time import perf_counter
from typing import Any, NamedTuple

import orjson
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from api import observing
from api.graphql import REQUEST_ID, answered, context_of, written
from schema import schema
from schema.context import Context
from schema.scalars import ForOrjson

ALLOWED = OperationType.from_http("POST")
NOT_RUN = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)
"""What is raised before anything has been done."""
REQUEST_ID_HEADER = REQUEST_ID.lower().encode()

Headers = dict[bytes, bytes]


class Operation(NamedTuple):
    """What a client posts."""

    query: str
    variables: dict[str, Any] | None
    name: str | None
    extensions: dict[str, Any] | None


class ShortWay:
    """Stands in front of an application and answers operations posted to one path.

    There the answer goes from the executor to orjson, and from there into the socket. Whatever is out of the
    ordinary (another type of body, one without a length or longer than `largest_body`, an operation that
    cannot be run) is the application's to answer.
    """

    def __init__(self, app: ASGIApp, path: str, *, largest_body: int, smallest_zipped: int) -> None:
        self._app = app
        self._path = path
        self._largest_body = largest_body
        self._smallest_zipped = smallest_zipped

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != self._path:
            await self._app(scope, receive, send)
            return
        headers: Headers = dict(scope["headers"])
        if not self._is_usual(headers):
            await self._app(scope, receive, send)
            return
        message = await receive()
        body: bytes = message.get("body", b"")
        while message.get("more_body", False):
            message = await receive()
            body += message.get("body", b"")
        if message["type"] == "http.disconnect":
            return
        context = _context(headers)
        operation = _operation(body)
        answer = None if operation is None else await answer_to(operation, context)
        if answer is not None:
            await self._send(answer, context.request_id, scope, receive, send)
            return

        async def once_more() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, once_more, send)

    def _is_usual(self, headers: Headers) -> bool:
        length = headers.get(b"content-length", b"")
        return (
            length.isdigit()
            and int(length) <= self._largest_body
            and headers.get(b"content-type", b"").startswith(b"application/json")
            and b"text/event-stream" not in headers.get(b"accept", b"")
        )

    async def _send(self, answer: bytes, request_id: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(answer)).encode()),
            (REQUEST_ID_HEADER, request_id.encode()),
        ]
        if len(answer) >= self._smallest_zipped:
            response = Response(answer)
            response.raw_headers = headers
            await GZipMiddleware(response, self._smallest_zipped)(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


async def answer_to(operation: Operation, context: Context) -> bytes | None:
    """The answer to an operation, if it can be run."""
    began = perf_counter()
    try:
        result = await schema.execute(
            operation.query,
            operation.variables,
            context,
            None,
            operation.name,
            ALLOWED,
            operation.extensions,
            executor=ForOrjson,
        )
    except NOT_RUN:
        return None
    context.operation_name = operation.name
    _, kind = schema.read(operation.query).operations.get(operation.name, (None, None))
    outcome = "errors" if result.errors else "ok"
    observing.ended(context, kind.value if kind else None, outcome, perf_counter() - began)
    return written(answered(result, context.request_id))


def _operation(body: bytes) -> Operation | None:
    """The operation in a body, if it is there in the usual form."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return operation_in(told)


def operation_in(told: object) -> Operation | None:
    """The same of what a client posts, once it is read."""
    if not isinstance(told, dict):
        return None
    query, variables = told.get("query"), told.get("variables")
    name, extensions = told.get("operationName"), told.get("extensions")
    if not isinstance(query, str) or not isinstance(variables, dict | None):
        return None
    if not isinstance(name, str | None) or not isinstance(extensions, dict | None):
        return None
    return Operation(query, variables, name, extensions)


def _context(headers: Headers) -> Context:
    key = headers.get(b"idempotency-key")
    request_id = headers.get(REQUEST_ID_HEADER, b"")
    return context_of(None if key is None else key.decode("latin-1"), request_id.decode("latin-1"))
