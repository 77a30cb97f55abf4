"""By which names, and from where, a server may be reached."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from api.app import app
from api.auth.hosts import AllowedHosts
from tests.api.conftest import Client
from tests.api.refused import refusal_in

TINY = {"query": "{ __typename }"}


async def test_a_page_of_another_site_is_not_served_here(client: Client) -> None:
    for host in ("evil.example.com", "localhost.example.com", "10.0.0.1", ""):
        response = await client.http.post("/graphql", json=TINY, headers={"Host": host})
        assert refusal_in(response) == (403, "FORBIDDEN")
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert (await client.http.post("/graphql", json=TINY, headers={"Host": host})).status_code == 200


async def test_another_machine_is_not_served_while_authentication_is_off(database: str) -> None:
    for address in ("10.0.0.1", "::ffff:10.0.0.1"):
        transport = httpx2.ASGITransport(app=app, client=(address, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
            assert refusal_in(await http.post("/graphql", json=TINY)) == (403, "FORBIDDEN")


async def served(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("crm.example.com", True),
        ("CRM.Example.com:8000", True),
        ("[2001:db8::1]:8000", True),
        ("a.example.org", True),
        ("a.b.Example.org:443", True),
        ("example.org", False),
        ("badexample.org", False),
        ("a.example.org.evil.com", False),
        ("evil.com/.example.org", False),
        ("evil.com@a.example.org", False),
        ("crm.example.com:http", False),
        ("other.example.com", False),
        ("www.crm.example.com", False),
        ("[2001:db8::2]", False),
        ("", False),
    ],
)
async def test_a_server_is_reached_by_its_names_alone(host: str, is_allowed: bool) -> None:
    names = ("crm.example.com", "*.example.org", "[2001:db8::1]")
    transport = httpx2.ASGITransport(app=AllowedHosts(served, names))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
        response = await http.get("/anything", headers={"Host": host})
    if is_allowed:
        assert response.status_code == 204
    else:
        assert refusal_in(response) == (400, "BAD_REQUEST")
        assert response.headers["Cache-Control"] == "no-store"


async def test_a_star_is_every_name() -> None:
    transport = httpx2.ASGITransport(app=AllowedHosts(served, ("*",)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
        for host in ("crm.example.com", "any thing", ""):
            assert (await http.get("/", headers={"Host": host})).status_code == 204
