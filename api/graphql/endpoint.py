"""The door of /graphql: every operation comes in here, and so does a browser that wants the page."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import AsyncExitStack

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.graphql import explorer
from api.graphql.multipart import is_multipart, limited_to_files, posted_with_files
from api.graphql.operation import QUERIES, Answer, answer_to
from api.graphql.request_body import Headers, Operation, in_address, posted
from api.refusals import not_allowed
from api.settings import settings

METHODS = ("GET", "POST", "QUERY")
NOT_KEPT = (b"cache-control", b"no-store")
"""An answer to GET is not kept by a browser or on the way: it holds what only its caller may see."""


class GraphQLEndpoint:
    """Stands in front of an application and answers whatever is sent to one path.

    No router and no middleware comes before it: the answer goes from the executor to orjson, and from there into the
    socket. Requests to other paths are the application's to answer.
    """

    def __init__(self, app: ASGIApp, path: str, *, smallest_zipped: int) -> None:
        self._app = app
        self._path = path
        self._smallest_zipped = smallest_zipped

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].removeprefix(scope.get("root_path", "")) != self._path:
            await self._app(scope, receive, send)
            return
        if scope["method"] == "GET" and settings().graphiql and _wants_page(scope):
            await self._compressed(await explorer.page(Request(scope)))(scope, receive, send)
            return
        try:
            answer = await _answer(scope, receive)
        except ClientDisconnect:
            return
        if len(answer.body) >= self._smallest_zipped:
            await self._compressed(_response(answer))(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})

    def _compressed(self, response: Response) -> ASGIApp:
        return GZipMiddleware(response, self._smallest_zipped)


def _answer(scope: Scope, receive: Receive) -> Awaitable[Answer]:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    client = scope.get("client")
    address = client[0] if client else None
    public_url = public_url_of(scope, headers)
    if scope["method"] != "POST":
        return _answer_without_post(scope, receive, headers, address, public_url)
    if is_multipart(headers):
        return _answer_with_files(Request(scope, limited_to_files(receive)), headers, address, public_url)
    return answer_to(lambda: posted(headers, receive, settings().max_body_size), headers, address, public_url)


async def _answer_with_files(
    request: Request, headers: Headers, address: str | None, public_url: str
) -> Answer:
    async with AsyncExitStack() as files:
        return await answer_to(lambda: posted_with_files(request, files), headers, address, public_url)


async def _answer_without_post(
    scope: Scope, receive: Receive, headers: Headers, address: str | None, public_url: str
) -> Answer:
    """What is not posted cannot change anything: only queries are taken."""

    async def read() -> Operation:
        match scope["method"]:
            case "GET":
                return in_address(Request(scope).query_params)
            case "QUERY":
                return await posted(headers, receive, settings().max_body_size)
            case method:
                raise not_allowed(f"{method} does nothing here.", *METHODS)

    answer = await answer_to(read, headers, address, public_url, QUERIES)
    answer.headers.append(NOT_KEPT)
    return answer


def public_url_of(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """What addresses of this server begin with: as it is set or, where it is not, as the request came."""
    if (public := settings().public_url) is not None:
        return public
    host = headers.get(b"host", b"127.0.0.1").decode("latin-1")
    return f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}"


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status)
    response.raw_headers = answer.headers
    return response


def _wants_page(scope: Scope) -> bool:
    """A browser that opens the address, not a client that sends an operation."""
    return not scope["query_string"] and any(
        name == b"accept" and b"text/html" in value for name, value in scope["headers"]
    )
