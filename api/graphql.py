"""The /graphql endpoint: what a request brings along, and how an answer leaves."""

from __future__ import annotations

import uuid
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from api import explorer
from api.settings import settings
from schema import schema
from schema.context import Context
from schema.errors import coded

REQUEST_ID = "X-Request-Id"
LONGEST_REQUEST_ID = 100


class GraphQLEndpoint(GraphQL[Context, None]):
    """Strawberry's endpoint with our context, our errors and a faster encoder."""

    def __init__(self) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _wants_page(request := Request(scope)) and settings().graphiql:
            await (await explorer.page(request))(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        request_id = _request_id(request)
        if isinstance(response, Response):
            response.headers[REQUEST_ID] = request_id
        return Context(
            idempotency_key=request.headers.get("Idempotency-Key"),
            request_id=request_id,
            max_page_size=settings().max_page_size,
        )

    async def process_result(
        self, request: Request | WebSocket, result: ExecutionResult, strict: bool = False
    ) -> GraphQLHTTPResponse:
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            errors = coded(result.errors, getattr(request.state, "request_id", None))
            answer["errors"] = [error.formatted for error in errors]
        return answer  # type: ignore[return-value]

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def _wants_page(request: Request) -> bool:
    """A browser that opens the address, not a client that asks something."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and not request.query_params
    )


def _request_id(request: Request | WebSocket) -> str:
    """The caller's own id if it is short and plain, else a new one; the same for the whole request."""
    given = request.headers.get(REQUEST_ID, "")
    plain = 0 < len(given) <= LONGEST_REQUEST_ID and given.isascii() and given.isprintable()
    request.state.request_id = given if plain else str(uuid.uuid4())
    return request.state.request_id
