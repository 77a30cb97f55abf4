"""What cannot be read as an operation is refused, and says what to send instead."""

from __future__ import annotations

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
