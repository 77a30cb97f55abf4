"""Answers to clients of whose request no application has heard, as the bytes that go into the socket."""

from __future__ import annotations

from http import HTTPStatus

import orjson

from api.refusals import Refusal
from schema.graph.errors import server_stopping

NOT_HTTP = Refusal(
    400, "BAD_REQUEST", "This is not a request of HTTP/1.1. Send one that a client library made."
)
NO_TUNNEL = Refusal(501, "BAD_REQUEST", "This server is no proxy, and CONNECT does nothing here. Use POST.")


def line_too_long(most: int) -> Refusal:
    return Refusal(
        414,
        "LIMIT_EXCEEDED",
        f"The address has more than {most} bytes. Post the operation instead, or raise MAX_REQUEST_LINE.",
        limit="request line",
        value=most + 1,
        maximum=most,
        setting="MAX_REQUEST_LINE",
    )


def headers_too_large(most: int) -> Refusal:
    """The same for what frames a body. What is over the limit is not read, so nobody knows how much it is."""
    return Refusal(
        431,
        "LIMIT_EXCEEDED",
        f"The headers have more than {most} bytes. Send fewer or shorter ones, or raise MAX_HEADER_SIZE.",
        limit="headers",
        value=most + 1,
        maximum=most,
        setting="MAX_HEADER_SIZE",
    )


def sent_nothing(seconds: float) -> Refusal:
    return Refusal(
        408,
        "CLIENT_TIMED_OUT",
        f"No whole request came within {seconds:g} seconds, and nothing was begun. Send it again.",
        limit="seconds",
        maximum=seconds,
        setting="CLIENT_TIMEOUT",
    )


def too_many_connections(most: int) -> Refusal:
    return Refusal(
        503,
        "TOO_MANY_CONNECTIONS",
        f"This server answers {most} connections already. Try again in a second.",
        ("retry-after", "1"),
        limit="connections",
        value=most + 1,
        maximum=most,
        setting="MAX_CONNECTIONS",
    )


def stopping() -> Refusal:
    """The request had not come to its end when the server stopped."""
    error = server_stopping()
    return Refusal(503, "SERVER_STOPPING", error.message, ("retry-after", "1"))


def in_bytes(refusal: Refusal) -> bytes:
    """The whole answer, after which the connection is closed."""
    body = orjson.dumps({"errors": [refusal.error.formatted]})
    headers = {
        **refusal.headers,
        "content-type": "application/json",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "connection": "close",
    }
    lines = [f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
