"""The short way to an answer, for what nearly every request is: one operation, posted as JSON."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.graphql.operation import Answer, answer_to
from api.graphql.request_body import Operation, posted
from api.settings import settings


class ShortWay:
    """Stands in front of an application and answers what is posted to one path, except for forms with files.

    There the answer goes from the executor to orjson, and from there into the socket. All other requests are
    the application's to answer.
    """

    def __init__(self, app: ASGIApp, path: str, *, smallest_zipped: int) -> None:
        self._app = app
        self._path = path
        self._smallest_zipped = smallest_zipped

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != self._path:
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if headers.get(b"content-type", b"")[:10].lower() == b"multipart/":
            await self._app(scope, receive, send)
            return

        async def read() -> Operation:
            return await posted(headers, receive, settings().max_body_size)

        client = scope.get("client")
        try:
            answer = await answer_to(read, headers, client[0] if client else None)
        except ClientDisconnect:
            return
        await self._send(answer, scope, receive, send)

    async def _send(self, answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        if len(answer.body) >= self._smallest_zipped:
            await GZipMiddleware(as_response(answer), self._smallest_zipped)(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})


def as_response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status)
    response.raw_headers = answer.headers
    return response
