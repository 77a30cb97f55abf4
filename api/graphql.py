"""The /graphql endpoint: what a request brings along, and how its answer or its errors leave."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from api import attachments, downloads, explorer
from api.observing.requests import work_for
from api.settings import settings
from schema import schema
from schema.context import Context
from schema.errors import coded

REQUEST_ID = "X-Request-Id"
LONGEST_REQUEST_ID = 100


class GraphQLEndpoint(GraphQL[Context, None]):
    """Strawberry's endpoint, for whatever does not take the short way, and the GraphiQL page for browsers."""

    def __init__(self) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and settings().graphiql and _wants_page(request := Request(scope)):
            await (await explorer.page(request))(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        headers = request.headers
        context = context_of(headers.get("Idempotency-Key"), headers.get(REQUEST_ID, ""))
        request.state.request_id = context.request_id
        if isinstance(response, Response):
            response.headers[REQUEST_ID] = context.request_id
        return context

    async def process_result(
        self, request: Request | WebSocket, result: ExecutionResult, strict: bool = False
    ) -> GraphQLHTTPResponse:
        return answered(result, getattr(request.state, "request_id", None))  # type: ignore[return-value]

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return written(data)


def context_of(idempotency_key: str | None, request_id: str) -> Context:
    """What a resolver gets to know of a request. The caller's own id is kept if it is short and plain."""
    plain = 0 < len(request_id) <= LONGEST_REQUEST_ID and request_id.isascii() and request_id.isprintable()
    request_id = request_id if plain else token_hex(16)
    work_for(request_id)
    return Context(
        idempotency_key=idempotency_key,
        request_id=request_id,
        max_page_size=settings().max_page_size,
        attachment_limits=attachments.limits(),
        links=downloads.links(),
    )


def answered(result: ExecutionResult, request_id: str | None) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in coded(result.errors, request_id)]
    return answer


def written(answer: object) -> bytes:
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


def _wants_page(request: Request) -> bool:
    """A browser that opens the address, not a client that asks something."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and not request.query_params
    )
