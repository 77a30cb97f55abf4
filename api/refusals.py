"""Why a request is not run, as HTTP has it: a status, a code and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.responses import Response


class Refusal(Exception):
    """The request is not run. The message says what to change."""

    def __init__(
        self, status: int, code: str, message: str, *headers: tuple[str, str], **extensions: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers)
        self.extensions = {"code": code, **extensions}

    @property
    def error(self) -> GraphQLError:
        return GraphQLError(str(self), extensions=self.extensions)

    def response(self) -> Response:
        """The answer to a request of which it is not even looked whether it holds an operation."""
        return error_response(self.status, self.error, self.headers)


def error_response(status: int, error: GraphQLError, headers: Mapping[str, str]) -> Response:
    body = orjson.dumps({"errors": [error.formatted]})
    return Response(body, status, {"Cache-Control": "no-store", **headers}, media_type="application/json")


def malformed(message: str, status: int = 400) -> Refusal:
    """No operation can be found in the request."""
    return Refusal(status, "BAD_REQUEST", message)


def not_allowed(message: str, *allowed: str) -> Refusal:
    """The method of the request is not for this."""
    methods = f"Use {' or '.join(allowed)}."
    return Refusal(405, "BAD_REQUEST", f"{message} {methods}", ("allow", ", ".join(allowed)))


def too_large(most: int, setting: str, sent: int | None = None) -> Refusal:
    """A body has more bytes than are read; `sent` is how many, where the request says that."""
    message = f"The body has more than {most} bytes. Send less, or raise {setting}."
    return Refusal(
        413, "LIMIT_EXCEEDED", message, limit="body", value=sent or most + 1, maximum=most, setting=setting
    )
