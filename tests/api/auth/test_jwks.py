"""The keys of the provider: when they are fetched, how they change, and what happens while it is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from api.auth import jwks, tokens
from api.auth.callers import ProviderAway
from api.auth.signatures import STRANGE
from tests.api.auth.calling import caller_showing, refusal, with_settings
from tests.api.auth.providers import AUDIENCE, Provider, a_signing_key

# No test here has to do with a database: tokens that name no salesperson ask none.

BOTH = ["configuration", "keys"]


@pytest.fixture
def provider(free_tcp_port: int) -> Iterator[Provider]:
    running = Provider(free_tcp_port)
    running.start()
    with with_settings(AUTHENTICATION="required", OIDC_ISSUER=running.issuer, OIDC_AUDIENCE=AUDIENCE):
        yield running
    running.stop()


def rotate(provider: Provider, name: str) -> None:
    """From now on the provider signs with another key, and shows no other."""
    provider.key = a_signing_key(name)
    provider.shown = [provider.key.shown()]


async def away(credentials: str) -> str:
    with pytest.raises(ProviderAway) as caught:
        await caller_showing(credentials)
    assert (caught.value.status, caught.value.code) == (503, "PROVIDER_UNAVAILABLE")
    return str(caught.value)


async def test_keys_are_found_by_asking_the_issuer_once(provider: Provider) -> None:
    for subject in ("ada", "bea", "cem"):
        await caller_showing(provider.token(sub=subject))
    assert provider.requests == BOTH


async def test_keys_are_fetched_from_where_the_setting_says(provider: Provider) -> None:
    with with_settings(
        OIDC_ISSUER="https://elsewhere.example.com",
        OIDC_AUDIENCE=AUDIENCE,
        OIDC_JWKS_URL=f"http://127.0.0.1:{provider.port}/keys",
    ):
        assert await caller_showing(provider.token(iss="https://elsewhere.example.com"))
    assert provider.requests == ["keys"]


async def test_many_who_come_first_ask_once(provider: Provider) -> None:
    provider.delay = 0.2
    shown = [provider.token(sub=f"caller {place}") for place in range(20)]
    assert len(await asyncio.gather(*map(caller_showing, shown))) == 20
    assert provider.requests == BOTH


async def test_others_are_answered_while_keys_are_fetched(provider: Provider) -> None:
    provider.delay = 0.5
    waiting = asyncio.create_task(caller_showing(provider.token()))
    began = time.monotonic()
    await asyncio.sleep(0.05)
    assert time.monotonic() - began < 0.4
    assert not waiting.done()
    await waiting


async def test_a_new_key_counts_while_the_server_runs(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "PAUSE", 0.0)
    before = provider.token(sub="bea")
    await caller_showing(provider.token())
    rotate(provider, "second")
    assert await caller_showing(provider.token())
    assert await refusal(before) == STRANGE


async def test_strangers_cannot_make_us_ask_without_end(provider: Provider) -> None:
    await caller_showing(provider.token())
    for place in range(20):
        assert await refusal(a_signing_key("stranger").sign(provider.claims(), kid=f"{place}")) == STRANGE
    assert provider.requests == BOTH


async def test_a_token_without_the_name_of_its_key_means_the_only_one_that_fits(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "PAUSE", 0.0)
    provider.shown.append(provider.key.shown() | {"kid": "secret", "use": "enc"})
    assert await caller_showing(provider.key.sign(provider.claims(), kid=None))
    provider.shown.append(a_signing_key("second").shown())
    with with_settings(OIDC_ISSUER=provider.issuer, OIDC_AUDIENCE=AUDIENCE):
        assert await refusal(provider.key.sign(provider.claims(), kid=None)) == STRANGE


async def test_keys_at_hand_count_while_the_provider_is_away(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(jwks, "PAUSE", 0.0)
    monkeypatch.setattr(jwks, "FRESH", 0.0)
    await caller_showing(provider.token())
    provider.stop()
    assert (await caller_showing(provider.token(sub="bea"))).name == "bea"
    assert await refusal(a_signing_key("stranger").sign(provider.claims())) == STRANGE
    assert f"the keys of {provider.issuer} cannot be fetched" in caplog.text


async def test_old_keys_are_fetched_anew_and_nobody_waits_for_it(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "PAUSE", 0.0)
    monkeypatch.setattr(jwks, "FRESH", 0.0)
    await caller_showing(provider.token())
    taken_back = provider.key
    rotate(provider, "second")
    assert await caller_showing(taken_back.sign(provider.claims(sub="bea")))
    under_way = tokens.provider_keys()._fetching
    assert under_way is not None
    await under_way
    assert provider.requests == BOTH * 2
    assert await caller_showing(provider.token())
    assert await refusal(taken_back.sign(provider.claims(sub="cem"))) == STRANGE


async def test_without_keys_it_is_the_servers_fault_until_the_provider_is_back(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.stop()
    message = "Tokens cannot be checked: their provider does not answer. Try again soon."
    assert await away(provider.token()) == message
    provider.start()
    assert await away(provider.token()) == message, "no other request is sent at once"
    monkeypatch.setattr(jwks, "PAUSE", 0.0)
    assert await caller_showing(provider.token())


@pytest.mark.parametrize("wrong", ["another issuer", "no keys", "slow"])
async def test_a_provider_whose_answer_is_no_good_counts_as_away(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    match wrong:
        case "another issuer":
            provider.calls_itself = "https://elsewhere.example.com"
        case "no keys":
            provider.shown = []
        case "slow":
            monkeypatch.setattr(jwks, "PATIENCE", 0.1)
            provider.delay = 0.5
    await away(provider.token())


async def test_who_goes_away_takes_no_keys_along(provider: Provider) -> None:
    """A request that is given up while keys are fetched leaves them to all others."""
    provider.delay = 0.3
    gone = asyncio.create_task(caller_showing(provider.token()))
    await asyncio.sleep(0.1)
    gone.cancel()
    assert await caller_showing(provider.token(sub="bea"))
    assert provider.requests == BOTH
