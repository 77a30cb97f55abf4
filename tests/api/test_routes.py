"""Whatever stands in an address, an answer is no fault of ours: each route and each part of a query is tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Message

from api.app import GRAPHQL, app
from api.graphql.request_body import PARTS
from api.lifecycle.health import LIVE, READY

pytestmark = pytest.mark.usefixtures("database")

HOSTILE = (
    "a" * 300, "a" * 300 + ".js", "a" * 8000, "%c3%a4" * 200, "%00", "a%00b", "%", "%zz", "%ff", "%C0%AF",
    "%ED%A0%80", "%F4%90%80%80",
    "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%2f", "%5c", "%0d%0aX-Injected:%201", "%e2%80%ae", "con", "~", "*", "+",
    "a.b.c", "ImEi.x.y", "%22", "'", "9" * 5000, "-1", "1e400", "%00.js", "%7B%7D", "%7B%22a%22:", "%5B" * 3000,
)  # fmt: skip
"""Parts of addresses, as they are sent."""


@dataclass
class Answer:
    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""


async def asked(address: str, method: str = "GET") -> Answer:
    """What is answered to an address, which arrives as a server passes it on."""
    raw, _, query = address.partition("?")
    scope = {
        "type": "http", "method": method, "path": unquote(raw), "raw_path": raw.encode(), "root_path": "",
        "query_string": query.encode(), "headers": [(b"host", b"localhost")], "scheme": "http", "http_version": "1.1",
        "server": ("localhost", 80), "client": ("127.0.0.1", 1), "asgi": {"version": "3.0", "spec_version": "2.3"},
    }  # fmt: skip
    answer, messages = Answer(), iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        return next(messages, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.headers = message["status"], dict(message["headers"])
        else:
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    assert 200 <= answer.status < 500, (address[:100], answer)
    assert b"x-injected" not in answer.headers and b"\n" not in b"".join(answer.headers.values())
    assert not any(word in answer.body for word in (b"Traceback", b"/site-packages/", b"Errno"))
    return answer


def routes() -> list[Route]:
    inner: Any = app
    while not isinstance(inner, Starlette):
        inner = next(each for name, each in vars(inner).items() if name in ("app", "_app"))
    return [each for each in inner.routes if isinstance(each, Route)]


def paths() -> list[str]:
    return sorted({route.path for route in routes()} | {GRAPHQL, LIVE, READY})


@pytest.mark.parametrize("path", paths())
async def test_no_path_is_a_fault_of_ours(path: str) -> None:
    """What is hostile stands in the place of a parameter, or behind the path."""
    before, _, parameter = path.partition("{")
    for each in HOSTILE:
        for method in ("GET", "HEAD"):
            await asked(f"{before}{each}", method)
            if not parameter:
                await asked(f"{before}/{each}", method)


@pytest.mark.parametrize("path", [path for path in paths() if "{" not in path])
async def test_no_part_of_a_query_is_a_fault_of_ours(path: str) -> None:
    for name in [*PARTS, "unknown", "%00", "%ff"]:
        for each in HOSTILE:
            await asked(f"{path}?{name}={each}")
            await asked(f"{path}?query=%7B__typename%7D&{name}={each}")


async def test_an_asset_that_is_not_there_is_not_found_whatever_it_is_called() -> None:
    assert {(await asked(f"/explorer/assets/{each}")).status for each in HOSTILE} == {404}
