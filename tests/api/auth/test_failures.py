"""Who guesses is not heard for a while; who has forgotten something, or is known, is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from api.auth.failures import _network_of
from db.api_keys import recognizing
from db.api_keys.editing import create_api_key, revoke_api_key
from db.api_keys.recognizing import uses_written
from db.callers import Role
from db.models import ApiKey
from tests.api.auth.calling import with_settings
from tests.api.auth.providers import AUDIENCE, Provider
from tests.api.conftest import Client

MOST = 2
TINY = {"query": "{ __typename }"}
AGAIN = 3


@pytest.fixture
def provider(free_tcp_port: int) -> Iterator[Provider]:
    running = Provider(free_tcp_port)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def guarded() -> Iterator[None]:
    with with_settings(AUTHENTICATION="required", FAILED_AUTHENTICATIONS=f"{MOST}/hour"):
        yield


async def status(client: Client, credentials: str | None, scheme: str = "Bearer") -> int:
    headers = {} if credentials is None else {"Authorization": f"{scheme} {credentials}"}
    response = await client.http.post("/graphql", json=TINY, headers=headers)
    await uses_written()
    if response.status_code == 429:
        assert 0 < int(response.headers["Retry-After"]) <= 3601
    return response.status_code


async def a_key() -> tuple[str, int]:
    """The key and the id of its row."""
    created = await create_api_key("Web shop", Role.READER, now=datetime.now(UTC))
    assert created.api_key
    assert created.key
    return created.key, created.api_key.id


async def guess(client: Client) -> None:
    """As often as it takes for the address to be refused."""
    for number in range(MOST + 1):
        assert await status(client, f"tb_guess{number}") == 401
    assert await status(client, "tb_another") == 429


async def test_different_wrong_credentials_are_guesses(guarded: None, client: Client) -> None:
    for credentials, scheme in (("tb_guessed", "Bearer"), ("no.token.at.all", "Bearer"), ("YTpi", "Basic")):
        assert await status(client, credentials, scheme) == 401
    unused, _ = await a_key()
    assert await status(client, unused) == 429, "a key that nobody here knows may be the next guess"


async def test_who_shows_nothing_does_not_guess(guarded: None, client: Client) -> None:
    key, _ = await a_key()
    assert [await status(client, None) for _ in range(MOST + AGAIN)] == [401] * (MOST + AGAIN)
    assert await status(client, key) == 200


async def test_the_same_wrong_key_is_one_guess(guarded: None, client: Client) -> None:
    """A forgotten tab of a browser repeats its key for ever."""
    (old, identity), (good, _) = await a_key(), await a_key()
    await ApiKey.filter(id=identity).update(expires_at=datetime.now(UTC) - timedelta(days=1))
    assert [await status(client, old) for _ in range(MOST + AGAIN)] == [401] * (MOST + AGAIN)
    assert await status(client, good) == 200


async def test_a_key_that_was_good_is_heard_while_others_guess(
    guarded: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when it has to be looked up again."""
    monkeypatch.setattr(recognizing, "LASTS", 0.0)
    key, _ = await a_key()
    assert await status(client, key) == 200
    await guess(client)
    assert [await status(client, key) for _ in range(AGAIN)] == [200] * AGAIN
    assert await status(client, None) == 401, "and who shows nothing hears what to show"


async def test_a_key_that_was_taken_back_is_not_heard(guarded: None, client: Client) -> None:
    key, identity = await a_key()
    assert await status(client, key) == 200
    await guess(client)
    await revoke_api_key(identity, now=datetime.now(UTC))
    assert await status(client, key) == 429


async def test_a_token_that_was_good_is_heard_while_others_guess(client: Client, provider: Provider) -> None:
    with with_settings(
        AUTHENTICATION="required",
        FAILED_AUTHENTICATIONS=f"{MOST}/hour",
        OIDC_ISSUER=provider.issuer,
        OIDC_AUDIENCE=AUDIENCE,
        OIDC_DEFAULT_ROLE="READER",
    ):
        known, unknown = provider.token(), provider.token(sub="another")
        assert await status(client, known) == 200
        await guess(client)
        assert (await status(client, known), await status(client, unknown)) == (200, 429)


async def test_without_authentication_who_shows_nothing_is_served_all_the_same(client: Client) -> None:
    with with_settings(FAILED_AUTHENTICATIONS=f"{MOST}/hour"):
        await guess(client)
        assert await status(client, None) == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("no address", "no address"),
    ],
)
def test_who_has_a_network_has_one_count(address: str, network: str) -> None:
    assert _network_of(address) == network
