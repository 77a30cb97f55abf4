"""How an operation is run: its cost, its time, and how many at once."""

from __future__ import annotations

import asyncio

from tests.api.auth.calling import with_settings
from tests.api.conftest import Client
from tests.api.refused import refusal_in
from tests.api.servers import running

COUNT = "query Count { contacts { totalCount } }"
BOTH = ("application/json", "application/graphql-response+json")


async def test_the_cost_is_refusal_in(client: Client) -> None:
    answer = await client.ask("query ($n: Int) { contacts(first: $n) { nodes { id } } }", n=7)
    assert answer["extensions"] == {"cost": {"requested": 8, "maximum": 50_000}}


async def test_one_operation_too_many_has_to_come_again(client: Client) -> None:
    """The first waits for the database when the second comes."""
    with with_settings(MAX_CONCURRENT_OPERATIONS="1"):
        first, second = await asyncio.gather(
            *(client.http.post("/graphql", json={"query": COUNT}) for _ in range(2))
        )
        again = await client.http.post("/graphql", json={"query": COUNT})
    assert first.json()["data"] == again.json()["data"] == {"contacts": {"totalCount": 0}}
    assert refusal_in(second) == (503, "TOO_MANY_OPERATIONS")
    assert second.headers["Retry-After"] == "1"


async def test_an_operation_over_its_time_is_called_off(database: str) -> None:
    async with running(database, OPERATION_TIMEOUT="0.00001") as server:
        answers = [
            await server.http.post("/graphql", json={"query": COUNT}, headers={"Accept": kind})
            for kind in BOTH
        ]
    assert [refusal_in(each) for each in answers] == [
        (200, "OPERATION_TIMED_OUT"),
        (503, "OPERATION_TIMED_OUT"),
    ]


async def test_an_operation_of_a_kind_that_is_not_run_is_told_why(client: Client) -> None:
    for method in ("POST", "QUERY"):
        for document in ("subscription { contacts { id } }", "subscription S { __typename }"):
            answer = await client.http.request(method, "/graphql", json={"query": document})
            assert refusal_in(answer) == (400, "BAD_REQUEST")
            assert answer.json()["errors"][0]["message"].startswith("This server has no subscriptions.")
        unknown = await client.http.request(method, "/graphql", json={"query": "mutatoin { x }"})
        [error] = unknown.json()["errors"]
        assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
        assert "mutatoin" in error["message"]
    asked = await client.http.request("QUERY", "/graphql", json={"query": "mutation { x }"})
    assert refusal_in(asked) == (405, "BAD_REQUEST")
