"""What is let in: rates, time, trusted documents, hosts and other sites, at a server as people run it."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.settings import Settings
from schema.limits import Limits
from tests.api.auth.calling import with_settings
from tests.api.conftest import Client
from tests.api.servers import running

TINY = {"query": "{ __typename }"}
COUNT = "query Count { contacts { totalCount } }"
BOTH = ("application/json", "application/graphql-response+json")


def told(response: httpx2.Response) -> tuple[int, str]:
    assert "data" not in response.json(), response.text
    [error] = response.json()["errors"]
    assert error["message"].endswith(".")
    return response.status_code, error["extensions"]["code"]


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
    assert told(response)[0] == status


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
    assert told(response)[0] == status


@pytest.mark.parametrize("method", ["GET", "QUERY", "PUT", "DELETE"])
async def test_only_a_post_changes_something(client: Client, method: str) -> None:
    sent = {"query": "mutation { __typename }"}
    where: dict[str, Any] = {"params": sent} if method == "GET" else {"json": sent}
    response = await client.http.request(method, "/graphql", **where)
    assert told(response) == (405, "BAD_REQUEST") and "POST" in response.headers["Allow"]


async def test_a_page_of_another_site_is_not_served_here(client: Client) -> None:
    for host in ("evil.example.com", "localhost.example.com", "10.0.0.1", ""):
        response = await client.http.post("/graphql", json=TINY, headers={"Host": host})
        assert told(response) == (403, "FORBIDDEN")
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert (await client.http.post("/graphql", json=TINY, headers={"Host": host})).status_code == 200


async def test_another_machine_is_not_served_while_authentication_is_off(database: str) -> None:
    from api.app import app

    for address in ("10.0.0.1", "::ffff:10.0.0.1"):
        transport = httpx2.ASGITransport(app=app, client=(address, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
            assert told(await http.post("/graphql", json=TINY)) == (403, "FORBIDDEN")


def test_settings_and_schema_have_the_same_defaults() -> None:
    """The settings do not import the schema: commands that need none start without it."""
    for each in fields(Limits):
        assert Settings.model_fields[f"max_{each.name}"].default == each.default


async def test_the_cost_is_told(client: Client) -> None:
    answer = await client.ask("query ($n: Int) { contacts(first: $n) { nodes { id } } }", n=7)
    assert answer["extensions"] == {"cost": {"requested": 8, "maximum": 50_000}}


async def test_more_than_a_rate_has_to_wait(database: str) -> None:
    async with running(database, RATE_LIMIT="5/hour") as server:
        answers = [await server.http.post("/graphql", json=TINY) for _ in range(6)]
    assert told(answers[-1]) == (429, "RATE_LIMITED")
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3601


async def test_servers_count_together_and_go_on_without_redis(database: str, tmp_path: Path) -> None:
    if not (program := shutil.which("redis-server")):
        pytest.skip("there is no redis-server on this machine")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    redis = await asyncio.create_subprocess_exec(
        program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path),
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    settings = {"RATE_LIMIT": "6/hour", "RATE_LIMIT_URL": f"redis://127.0.0.1:{port}/0"}
    try:
        async with running(database, **settings) as first, running(database, **settings) as second:
            answers = [
                await server.http.post("/graphql", json=TINY) for server in (first, second) for _ in range(3)
            ]
            assert sorted(each.status_code for each in answers)[-2:] == [200, 429] or (
                told(await second.http.post("/graphql", json=TINY)) == (429, "RATE_LIMITED")
            )
            assert told(await first.http.post("/graphql", json=TINY)) == (429, "RATE_LIMITED")
            redis.kill()
            await redis.wait()
            for server in (first, second):
                assert (await server.http.post("/graphql", json=TINY)).status_code == 200
    finally:
        if redis.returncode is None:
            redis.kill()
            await redis.wait()


async def test_one_operation_too_many_has_to_come_again(client: Client) -> None:
    """The first waits for the database when the second comes."""
    with with_settings(MAX_CONCURRENT_OPERATIONS="1"):
        first, second = await asyncio.gather(
            *(client.http.post("/graphql", json={"query": COUNT}) for _ in range(2))
        )
        again = await client.http.post("/graphql", json={"query": COUNT})
    assert first.json()["data"] == again.json()["data"] == {"contacts": {"totalCount": 0}}
    assert told(second) == (503, "TOO_MANY_OPERATIONS")
    assert second.headers["Retry-After"] == "1"


async def test_an_operation_over_its_time_is_called_off(database: str) -> None:
    async with running(database, OPERATION_TIMEOUT="0.00001") as server:
        answers = [
            await server.http.post("/graphql", json={"query": COUNT}, headers={"Accept": kind})
            for kind in BOTH
        ]
    assert [told(each) for each in answers] == [(200, "OPERATION_TIMED_OUT"), (503, "OPERATION_TIMED_OUT")]


async def test_trusted_documents_are_named_by_their_ids(database: str, tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    aliases = " ".join(f"a{n}: __typename" for n in range(150))
    file.write_text(json.dumps({"count": COUNT, "large": f"{{ contacts {{ totalCount {aliases} }} }}"}))
    named, by_get = {"documentId": "count"}, httpx2.QueryParams({"documentId": "count"})
    for mode in ("allow", "enforce"):
        async with running(database, TRUSTED_DOCUMENTS=mode, TRUSTED_DOCUMENTS_FILE=str(file)) as server:
            assert (await server.http.post("/graphql", json=named)).json()["data"]["contacts"] is not None
            assert (await server.http.get("/graphql", params=by_get)).status_code == 200
            large = await server.http.post("/graphql", json={"documentId": "large"})
            assert "errors" not in large.json()
            other = await server.http.post("/graphql", json={"documentId": "other"})
            assert told(other) == (404, "DOCUMENT_NOT_TRUSTED")
            both = await server.http.post("/graphql", json={**named, "query": COUNT})
            assert told(both)[0] == 400 or mode == "enforce"
            text = await server.http.post("/graphql", json={"query": COUNT})
            assert text.status_code == (200 if mode == "allow" else 403)


async def test_pages_of_chosen_sites_may_ask(database: str) -> None:
    async with running(database, CORS_ORIGINS="https://app.example.com") as server:
        for origin, allowed in (("https://app.example.com", True), ("https://evil.example.com", False)):
            response = await server.http.post("/graphql", json=TINY, headers={"Origin": origin})
            assert response.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
            assert "Access-Control-Allow-Credentials" not in response.headers
            asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            asked["Access-Control-Request-Headers"] = "content-type"
            preflight = await server.http.options("/graphql", headers=asked)
            assert (preflight.status_code == 200) is allowed
