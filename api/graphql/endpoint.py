"""The /graphql endpoint for what does not take the short way: GET, QUERY, and the GraphiQL page for browsers."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from api.graphql import explorer
from api.graphql.operation import ALL, QUERIES, answer_to
from api.graphql.request_body import Operation, operation_in, posted
from api.refusals import malformed, not_allowed
from api.settings import settings
from api.short_way import as_response

METHODS = ("GET", "POST", "QUERY")
TEXTS = ("query", "operationName", "documentId")
OBJECTS = ("variables", "extensions")
"""What an address may ask with; the second kind is written as JSON in it."""
NOT_KEPT = (b"cache-control", b"no-store")
"""An answer to GET is not kept by a browser or on the way: it holds what only its caller may see."""


class GraphQLEndpoint:
    """What is asked by GET or QUERY cannot change anything: both take queries only."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if settings().graphiql and _wants_page(request):
            await (await explorer.page(request))(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])

        async def read() -> Operation:
            match request.method:
                case "GET":
                    return asked(request)
                case "POST" | "QUERY":
                    return await posted(headers, receive, settings().max_body_size)
                case _:
                    raise not_allowed(f"{request.method} does nothing here.", *METHODS)

        address = request.client.host if request.client else None
        try:
            answer = await answer_to(read, headers, address, ALL if request.method == "POST" else QUERIES)
        except ClientDisconnect:
            return
        if request.method != "POST":
            answer.headers.append(NOT_KEPT)
        await as_response(answer)(scope, receive, send)


def asked(request: Request) -> Operation:
    """The operation in an address."""
    told: dict[str, Any] = {name: request.query_params.get(name) for name in TEXTS}
    for name in OBJECTS:
        if text := request.query_params.get(name):
            try:
                told[name] = orjson.loads(text)
            except orjson.JSONDecodeError:
                raise malformed(f"{name} has to be a JSON object, as part of the address.") from None
    return operation_in(told)


def _wants_page(request: Request) -> bool:
    """A browser that opens the address, not a client that asks something."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and not request.query_params
    )
