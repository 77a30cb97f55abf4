"""How often callers may send operations."""

from __future__ import annotations

from tests.api.refused import refusal_in
from tests.api.servers import running

TINY = {"query": "{ __typename }"}


async def test_more_than_a_rate_has_to_wait(database: str) -> None:
    async with running(database, RATE_LIMIT="5/hour") as server:
        answers = [await server.http.post("/graphql", json=TINY) for _ in range(6)]
    assert refusal_in(answers[-1]) == (429, "RATE_LIMITED")
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3601
