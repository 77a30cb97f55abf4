"""What goes on around each request to one path."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send


class AtPath:
    """Stands in front of an application, with something around each request to one path."""

    def __init__(
        self, app: ASGIApp, path: str, around: Callable[[Scope], AbstractContextManager[Any]]
    ) -> None:
        self._app = app
        self._path = path
        self._around = around

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != self._path:
            await self._app(scope, receive, send)
            return
        with self._around(scope):
            await self._app(scope, receive, send)
