"""Who is calling, over HTTP: what is answered to those who are known and to those who are not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from api.auth.callers import Unauthenticated
from db.api_keys.editing import create_api_key, revoke_api_key
from db.api_keys.recognizing import uses_written
from db.callers import Role
from tests.api.auth.calling import with_settings
from tests.api.auth.providers import AUDIENCE, Provider
from tests.api.conftest import Client

# The endpoint that asks who calls.
pytest.importorskip("api.graphql.operation")

VIEWER = "{ viewer { caller { name kind } role } }"


@pytest.fixture
def provider(free_tcp_port: int) -> Iterator[Provider]:
    running = Provider(free_tcp_port)
    with with_settings(AUTHENTICATION="required", OIDC_ISSUER=running.issuer, OIDC_AUDIENCE=AUDIENCE):
        yield running
    running.stop()


async def answered(client: Client, credentials: str | None) -> tuple[int, Any, Any]:
    headers = {} if credentials is None else {"Authorization": f"Bearer {credentials}"}
    response = await client.http.post("/graphql", json={"query": VIEWER}, headers=headers)
    await uses_written()
    return response.status_code, response.headers, response.json()


def is_refused(answer: tuple[int, Any, Any], status: int, code: str) -> bool:
    found, _, body = answer
    [error] = body["errors"]
    return (found, error["extensions"]["code"], body.get("data")) == (status, code, None)


async def test_nobody_is_told_to_show_who_they_are(client: Client) -> None:
    with with_settings(AUTHENTICATION="required"):
        answer = await answered(client, None)
    assert is_refused(answer, 401, Unauthenticated.code)
    assert answer[1]["www-authenticate"] == "Bearer"
    assert answer[2]["errors"][0]["message"].startswith(
        "It is not known who calls. Send an API key or a token"
    )


async def test_a_key_opens_the_door_until_it_is_revoked(client: Client) -> None:
    created = await create_api_key("Web shop", Role.READER, now=datetime.now(UTC))
    assert created.key and created.api_key
    with with_settings(AUTHENTICATION="required"):
        _, _, body = await answered(client, created.key)
        assert body["data"]["viewer"] == {"caller": {"name": "Web shop", "kind": "API_KEY"}, "role": "READER"}
        await revoke_api_key(created.api_key.id, now=datetime.now(UTC))
        assert is_refused(await answered(client, created.key), 401, Unauthenticated.code)


async def test_a_token_opens_the_door(client: Client, provider: Provider) -> None:
    provider.start()
    _, _, body = await answered(client, provider.token(name="Ada Holm"))
    assert body["data"]["viewer"] == {"caller": {"name": "Ada Holm", "kind": "TOKEN"}, "role": "READER"}


async def test_a_provider_that_is_away_is_not_the_callers_fault(client: Client, provider: Provider) -> None:
    assert is_refused(await answered(client, provider.token()), 503, "PROVIDER_UNAVAILABLE")
