"""What cannot be read as an operation is refused, and says what to send instead."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Client
from tests.api.refused import refusal_in


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({}, b"{}", 415),
        ({"Content-Type": "text/plain"}, b"{}", 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"query=1", 415),
        ({"Content-Type": "application/json; charset=latin-1"}, b"{}", 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"{}", 415),
        ({"Content-Type": "application/json"}, b"\xef\xbb\xbf{}", 400),
        ({"Content-Type": "application/json"}, b'{"query": "\xff"}', 400),
        ({"Content-Type": "application/json"}, b"[" * 100_000, 400),
        ({"Content-Type": "application/json"}, b'[{"query": "{ __typename }"}]', 400),
        ({"Content-Type": "application/json"}, b"null", 400),
        ({"Content-Type": "application/json", "Content-Length": "9" * 40}, b"{}", 413),
    ],
)
async def test_what_is_no_operation_is_told_so(
    client: Client, headers: dict[str, str], content: bytes, status: int
) -> None:
    response = await client.http.post("/graphql", content=content, headers=headers)
    assert refusal_in(response)[0] == status


TOO_LARGE = "it holds a number that is too large: none may be beyond 1.7e308. Send it as a string"
HALF = "it holds half of a character, as \\ud800 is. Send whole characters"
NO_JSON = "it is not JSON in UTF-8"
VALUES = [
    (b"1" * 3000, TOO_LARGE),
    (b"-1e999", TOO_LARGE),
    (b'"\\ud800"', HALF),
    (b'{"\\udc00": 1}', HALF),
    (b"[" * 2000 + b"]" * 2000, "it is nested too deeply: a thousand levels are read. Send it flatter"),
    (b"NaN", NO_JSON),
    (b"'one'", NO_JSON),
    (b'"\xff"', NO_JSON),
]


def message_of(response: Any) -> str:
    assert refusal_in(response) == (400, "BAD_REQUEST")
    return response.json()["errors"][0]["message"]


@pytest.mark.parametrize(("value", "reason"), VALUES)
async def test_what_cannot_be_read_is_told_with_its_place(client: Client, value: bytes, reason: str) -> None:
    for content in (b'{"query": "{ __typename }", "variables": {"a": %s}}', b'{"query": %s}', b"%s"):
        body = content % value
        response = await client.http.post(
            "/graphql", content=body, headers={"Content-Type": "application/json"}
        )
        message = message_of(response)
        assert message.startswith(f"The body cannot be read: {reason} (line 1, column "), body


@pytest.mark.parametrize(("value", "reason"), [each for each in VALUES if each[0].isascii()])
async def test_so_is_what_stands_in_an_address_or_in_a_part(
    client: Client, value: bytes, reason: str
) -> None:
    given = {"query": "{ __typename }", "variables": f'{{"a": {value.decode()}}}'}
    assert message_of(await client.http.get("/graphql", params=given)).startswith(
        f"variables in the address cannot be read: {reason} ("
    )
    parts = {"operations": (None, b"[%s]" % value), "map": (None, b"{}")}
    response = await client.http.post("/graphql", files=parts, headers={"GraphQL-Preflight": "1"})
    assert message_of(response).startswith(f"The part operations cannot be read: {reason} (")


async def test_a_byte_order_mark_is_told(client: Client) -> None:
    headers = {"Content-Type": "application/json"}
    response = await client.http.post("/graphql", content=b"\xef\xbb\xbf{}", headers=headers)
    expected = (
        "The body cannot be read: it begins with a byte order mark. Send it without (line 1, column 1)."
    )
    assert message_of(response) == expected
