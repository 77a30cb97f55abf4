"""The application: what stands around all of it."""

from __future__ import annotations

from tests.api.servers import running

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
