"""The type of an answer, by what a client accepts."""

from __future__ import annotations

import pytest

from tests.api.conftest import Client
from tests.api.refused import refusal_in

BOTH = ("application/json", "application/graphql-response+json")


@pytest.mark.parametrize(
    ("accept", "status", "kind"),
    [
        ("", 200, BOTH[0]),
        ("*/*", 200, BOTH[0]),
        (", ".join(BOTH), 400, BOTH[1]),
        (f"{BOTH[1]};q=0.4, application/json;q=0.9", 200, BOTH[0]),
        (f"{BOTH[1]}, */*", 400, BOTH[1]),
        ("application/*;q=0.1", 200, BOTH[0]),
        (f"application/json;q=0, {BOTH[1]};q=0.1", 400, BOTH[1]),
        ("text/html", 406, BOTH[0]),
    ],
)
async def test_a_client_gets_the_type_that_it_likes(
    client: Client, accept: str, status: int, kind: str
) -> None:
    response = await client.http.post("/graphql", json={"query": "{ nobody }"}, headers={"Accept": accept})
    assert response.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert refusal_in(response)[0] == status
