"""What a request brings along, and how an answer leaves."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.types import Message

from api.app import app
from api.graphql.endpoint import METHODS
from tests.api.conftest import Client
from tests.api.refused import refusal_in

COUNT = "{ contacts { totalCount } }"
JSON = {"Content-Type": "application/json"}
HEADERS = ["content-type", "content-encoding", "content-length", "vary", "x-request-id"]


async def test_the_key_of_the_header_gives_the_first_answer_again(client: Client) -> None:
    headers = {"Idempotency-Key": "tuesday"}
    first = await client.change("createContact", headers, kind="PERSON", name="Eve")
    second = await client.change("createContact", headers, kind="PERSON", name="Eve")
    assert (first["replayed"], second["replayed"]) == (False, True)
    assert first["contact"] == second["contact"]
    assert (await client.ask(COUNT))["data"]["contacts"]["totalCount"] == 1


async def test_one_header_serves_several_mutations_of_one_document(client: Client) -> None:
    document = """mutation {
        a: createContact(input: { kind: PERSON, name: "Ann" }) { contact { name } replayed }
        b: createContact(input: { kind: PERSON, name: "Bob" }) { contact { name } replayed } }"""
    for replayed in (False, True):
        data = (await client.ask(document, {"Idempotency-Key": "both"}))["data"]
        assert [data[name]["contact"]["name"] for name in "ab"] == ["Ann", "Bob"]
        assert [data[name]["replayed"] for name in "ab"] == [replayed, replayed]


async def test_the_key_of_the_input_goes_before_the_header(client: Client) -> None:
    first = await client.change("createContact", kind="PERSON", name="Eve", idempotencyKey="input")
    again = await client.change(
        "createContact", {"Idempotency-Key": "header"}, kind="PERSON", name="Eve", idempotencyKey="input"
    )
    assert again["replayed"] and again["contact"] == first["contact"]


async def test_the_mutation_id_of_the_client_comes_back(client: Client) -> None:
    query = """mutation { createContact(input: { kind: PERSON, name: "", clientMutationId: "m-1" }) {
        clientMutationId userErrors { code } } }"""
    payload = (await client.ask(query))["data"]["createContact"]
    assert payload == {"clientMutationId": "m-1", "userErrors": [{"code": "REQUIRED"}]}


async def test_every_answer_has_a_request_id_and_a_plain_one_of_the_caller_is_kept(client: Client) -> None:
    own = await client.http.post("/graphql", json={"query": COUNT}, headers={"X-Request-Id": "mine-7"})
    made = await client.http.post("/graphql", json={"query": COUNT})
    odd = await client.http.post("/graphql", json={"query": COUNT}, headers={"X-Request-Id": "x" * 101})
    assert own.headers["X-Request-Id"] == "mine-7"
    assert len(made.headers["X-Request-Id"]) == len(odd.headers["X-Request-Id"]) == 32


async def test_a_query_may_come_by_get_and_a_mutation_may_not(client: Client) -> None:
    answer = await client.http.get("/graphql", params={"query": COUNT})
    assert answer.json()["data"] == {"contacts": {"totalCount": 0}}
    document = 'mutation { createContact(input: { kind: PERSON, name: "Eve" }) { contact { id } } }'
    changed = await client.http.get("/graphql", params={"query": document})
    assert changed.status_code >= 400
    assert (await client.ask(COUNT))["data"]["contacts"]["totalCount"] == 0


async def test_a_browser_gets_the_page_and_a_client_at_the_same_address_does_not(client: Client) -> None:
    page = await client.http.get("/graphql", headers={"Accept": "text/html"})
    assert page.headers["Content-Type"].startswith("text/html")
    answer = await client.http.post("/graphql", json={"query": COUNT}, headers={"Accept": "text/html, */*"})
    assert "data" in answer.json()


async def test_a_browser_may_have_the_page_compressed(client: Client) -> None:
    plain, zipped = [
        await client.http.get("/graphql", headers={"Accept": "text/html", "Accept-Encoding": accepted})
        for accepted in ("identity", "gzip")
    ]
    assert plain.content == zipped.content
    assert zipped.headers.get("Content-Encoding") == ("gzip" if len(plain.content) >= 1024 else None)


async def test_the_address_with_a_slash_leads_to_the_one_without(client: Client) -> None:
    for method in ("GET", "POST", "QUERY"):
        answer = await client.http.request(method, "/graphql/?query=x")
        assert (answer.status_code, answer.headers["Location"]) == (307, "/graphql?query=x")


async def test_behind_a_proxy_that_adds_a_prefix_the_endpoint_is_the_same(client: Client) -> None:
    transport = httpx2.ASGITransport(app=app, root_path="/crm")
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
        answers = [await http.request(method, "/crm/graphql", json={"query": COUNT}) for method in METHODS]
        assert [each.status_code for each in answers] == [400, 200, 200]
        assert (await http.post("/crm/other", json={"query": COUNT})).status_code == 404


async def test_cyrillic_leaves_as_it_came_and_large_answers_are_compressed(client: Client) -> None:
    for place in range(40):
        await client.change("createContact", kind="PERSON", name=f"Анна Ёлкина {place}")
    response = await client.http.post(
        "/graphql", json={"query": "{ contacts { nodes { name } } }"}, headers={"Accept-Encoding": "gzip"}
    )
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.json()["data"]["contacts"]["nodes"][0]["name"] == "Анна Ёлкина 0"


async def test_a_body_that_is_too_large_is_refused(client: Client) -> None:
    body = json.dumps({"query": COUNT, "variables": {"x": "y" * (4 * 1024 * 1024)}})
    response = await client.http.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 413


@pytest.mark.parametrize(
    "body, status",
    [
        ({"query": COUNT, "variables": None, "operationName": None, "extensions": None}, 200),
        ({"query": f"query A {COUNT} query B {COUNT}", "operationName": "B"}, 200),
        ({"query": f"query A {COUNT}", "operationName": "C"}, 400),
        ({"query": "{ contacts { "}, 200),
        ({"query": "{ nobody }"}, 200),
        ({"query": "query ($n: Int!) { contacts(first: $n) { totalCount } }", "variables": {"n": "x"}}, 200),
        ({"query": ""}, 400),
        ({"query": 5}, 400),
        ({"query": COUNT, "variables": [1]}, 400),
        ({"variables": {}}, 400),
        ([{"query": COUNT}], 400),
    ],
)
async def test_the_same_operation_gets_the_same_answer_by_any_method_and_in_pieces(
    client: Client, body: object, status: int
) -> None:
    content = json.dumps(body).encode()

    async def pieces() -> AsyncIterator[bytes]:
        yield content[:5]
        yield content[5:]

    answers = [
        await client.http.request(method, "/graphql", content=sent, headers=JSON)
        for method, sent in (("POST", content), ("QUERY", content), ("POST", pieces()))
    ]
    assert [each.status_code for each in answers] == [status] * 3
    assert answers[0].content == answers[1].content == answers[2].content


async def test_a_body_that_is_no_json_is_refused(client: Client) -> None:
    for content in (b"", b"{", b"query"):
        response = await client.http.post(
            "/graphql", content=content, headers={"Content-Type": "application/json"}
        )
        assert response.status_code == 400


async def test_moments_leave_in_utc_by_any_method(client: Client) -> None:
    await client.change("createContact", kind="PERSON", name="Eve")
    query = "{ contacts { nodes { createdAt } } }"
    by_post = (await client.ask(query))["data"]
    assert (await client.http.get("/graphql", params={"query": query})).json()["data"] == by_post
    assert by_post["contacts"]["nodes"][0]["createdAt"].endswith("Z")


async def test_a_large_answer_has_the_same_headers_by_any_method(client: Client) -> None:
    for place in range(40):
        await client.change("createContact", kind="PERSON", name=f"Person {place}")
    body = json.dumps({"query": "{ contacts { nodes { id name } } }"})
    for accepted in ("gzip", "identity"):
        sent = {**JSON, "Accept-Encoding": accepted, "X-Request-Id": "r"}
        headers = [
            (await client.http.request(method, "/graphql", content=body, headers=sent)).headers
            for method in ("POST", "QUERY")
        ]
        by_post, by_query = ({name: each.get(name) for name in HEADERS} for each in headers)
        assert by_post == by_query


async def test_a_body_without_a_length_is_limited_too(client: Client) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"query": "' + b" " * (4 * 1024 * 1024)
        yield COUNT.encode() + b'"}'

    response = await client.http.post(
        "/graphql", content=pieces(), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413


async def test_a_client_that_goes_away_before_its_body_is_there_leaves_nothing(client: Client) -> None:
    sent: list[Message] = []

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json"), (b"content-length", b"100")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers}
    scope["client"] = ("127.0.0.1", 1)
    await app(scope, gone, send)
    assert sent == []


@pytest.mark.parametrize("method", ["GET", "QUERY", "PUT", "DELETE"])
async def test_only_a_post_changes_something(client: Client, method: str) -> None:
    sent = {"query": "mutation { __typename }"}
    where: dict[str, Any] = {"params": sent} if method == "GET" else {"json": sent}
    response = await client.http.request(method, "/graphql", **where)
    assert refusal_in(response) == (405, "BAD_REQUEST") and "POST" in response.headers["Allow"]
