"""The application: what stands around all of it."""

from __future__ import annotations

import re

from starlette.routing import Mount, Route

from api.app import _rest
from tests.api.conftest import Client
from tests.api.servers import running

ELSEWHERE = {"Host": "evil.example.com"}
TINY = {"query": "{ __typename }"}


async def test_pages_of_chosen_sites_may_ask(database: str) -> None:
    async with running(database, CORS_ORIGINS="https://app.example.com") as server:
        for origin, allowed in (("https://app.example.com", True), ("https://evil.example.com", False)):
            response = await server.http.post("/graphql", json=TINY, headers={"Origin": origin})
            assert response.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
            assert "Access-Control-Allow-Credentials" not in response.headers
            headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            headers["Access-Control-Request-Headers"] = "content-type"
            preflight = await server.http.options("/graphql", headers=headers)
            assert (preflight.status_code == 200) is allowed


async def test_no_redirect_leads_to_whatever_host_was_sent(client: Client) -> None:
    """Of every route, with and without a slash at its end."""
    routes = [route.path for route in _rest.routes if isinstance(route, Route | Mount)]
    assert "/graphql/" in routes
    for route in (*routes, "//evil.example.com", "/nowhere"):
        path = re.sub(r"{[^}]*}", "x", route).rstrip("/")
        for asked in (f"{path}/", path or "/", f"{path}//evil.example.com/"):
            for method in ("GET", "POST"):
                answer = await client.http.request(method, f"http://localhost{asked}", headers=ELSEWHERE)
                place = answer.headers.get("Location", "/graphql")
                assert re.fullmatch(r"/graphql(\?.*)?", place), (asked, place)


async def test_only_a_proxy_that_is_trusted_says_from_where_a_request_comes(database_url: str) -> None:
    """The failures of an address tell for whom they are counted."""
    limited = {"FAILED_AUTHENTICATIONS": "1/hour"}
    for proxies, statuses in (
        ({}, [401, 401, 429, 429]),
        ({"TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.7"}, [401, 401, 429, 429]),
        ({"TRUSTED_PROXIES": "127.0.0.0/8"}, [401, 401, 401, 401]),
    ):
        async with running(database_url, **limited, **proxies) as server:
            headers = (
                {"Authorization": f"Bearer tb_{number}", "X-Forwarded-For": f"203.0.113.{number}"}
                for number in range(4)
            )
            answers = [await server.http.post("/graphql", json=TINY, headers=each) for each in headers]
        assert [each.status_code for each in answers] == statuses, proxies


async def test_behind_a_trusted_proxy_the_last_address_it_does_not_know_counts(database_url: str) -> None:
    """What stands before is what the client itself has written."""
    trusted = {"FAILED_AUTHENTICATIONS": "1/hour", "TRUSTED_PROXIES": "127.0.0.1"}
    async with running(database_url, **trusted) as server:
        headers = (
            {"Authorization": f"Bearer tb_{number}", "X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"}
            for number in range(3)
        )
        answers = [await server.http.post("/graphql", json=TINY, headers=each) for each in headers]
    assert [each.status_code for each in answers] == [401, 401, 429]
