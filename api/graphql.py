"""The /graphql endpoint: how a request comes in, and how its answer or its errors leave."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from api import explorer
from api.settings import settings
from schema import schema
from schema.context import Context
from schema.errors import coded
from schema.scalars import ForOrjson

REQUEST_ID = "X-Request-Id"
LONGEST_REQUEST_ID = 100

ALLOWED = OperationType.from_http("POST")
NOT_RUN = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)
"""What is raised before anything has been done."""


class Operation(NamedTuple):
    """What a client posts."""

    query: str
    variables: dict[str, Any] | None
    name: str | None
    extensions: dict[str, Any] | None


class GraphQLEndpoint(GraphQL[Context, None]):
    """Strawberry's endpoint, with a short way for what nearly every request is: one operation as JSON.

    On the short way the answer goes from the executor to orjson, and from there into the socket. Whatever is
    out of the ordinary is Strawberry's to answer.
    """

    def __init__(self) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
        elif scope["method"] == "POST":
            await self._post(Request(scope, receive), send)
        elif _wants_page(request := Request(scope)) and settings().graphiql:
            await (await explorer.page(request))(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _post(self, request: Request, send: Send) -> None:
        body = await request.body()

        async def once_more() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        operation = _operation(request.headers, body)
        context = _context(request.headers)
        answer = None if operation is None else await self._answer(operation, context)
        if answer is None:
            await super().__call__(request.scope, once_more, send)
            return
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(answer)).encode()),
            (REQUEST_ID.lower().encode(), context.request_id.encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _answer(self, operation: Operation, context: Context) -> bytes | None:
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
        return self.encode_json(_as_answered(result, context.request_id))

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        context = _context(request.headers)
        request.state.request_id = context.request_id
        if isinstance(response, Response):
            response.headers[REQUEST_ID] = context.request_id
        return context

    async def process_result(
        self, request: Request | WebSocket, result: ExecutionResult, strict: bool = False
    ) -> GraphQLHTTPResponse:
        return _as_answered(result, getattr(request.state, "request_id", None))  # type: ignore[return-value]

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


def _operation(headers: Mapping[str, str], body: bytes) -> Operation | None:
    """The operation in a body, if it is there in the usual form."""
    if not headers.get("content-type", "").startswith(
        "application/json"
    ) or "text/event-stream" in headers.get("accept", ""):
        return None
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(told, dict):
        return None
    query, variables = told.get("query"), told.get("variables")
    name, extensions = told.get("operationName"), told.get("extensions")
    if not isinstance(query, str) or not isinstance(variables, dict | None):
        return None
    if not isinstance(name, str | None) or not isinstance(extensions, dict | None):
        return None
    return Operation(query, variables, name, extensions)


def _as_answered(result: ExecutionResult, request_id: str | None) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in coded(result.errors, request_id)]
    return answer


def _context(headers: Mapping[str, str]) -> Context:
    return Context(
        idempotency_key=headers.get("Idempotency-Key"),
        request_id=_request_id(headers.get(REQUEST_ID, "")),
        max_page_size=settings().max_page_size,
    )


def _wants_page(request: Request) -> bool:
    """A browser that opens the address, not a client that asks something."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and not request.query_params
    )


def _request_id(given: str) -> str:
    """The caller's own id if it is short and plain, else a new one."""
    plain = 0 < len(given) <= LONGEST_REQUEST_ID and given.isascii() and given.isprintable()
    return given if plain else str(uuid.uuid4())
