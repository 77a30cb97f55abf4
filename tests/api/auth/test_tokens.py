"""The caller whom a good token shows: role, scopes, name and salesperson, and how long that is known."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from api.auth import tokens
from db.callers import SCOPES_OF, Role, Scope
from db.salespeople import update_salesperson
from tests.api.auth.calling import caller_showing, refusal, with_settings
from tests.api.auth.providers import AUDIENCE, Provider
from tests.builders import a_salesperson
from tests.conftest import NOW
from tests.statements import counted_statements


@pytest.fixture
def provider(free_tcp_port: int) -> Iterator[Provider]:
    running = Provider(free_tcp_port)
    running.start()
    with with_settings(**required(running)):
        yield running
    running.stop()


def required(provider: Provider, **other: str) -> dict[str, str]:
    return {
        "AUTHENTICATION": "required",
        "OIDC_ISSUER": provider.issuer,
        "OIDC_AUDIENCE": AUDIENCE,
        **other,
    }


@pytest.mark.parametrize(
    ("value", "role"),
    [
        ("READER", Role.READER),
        ("salesperson", Role.SALESPERSON),
        ("touchbase-marketer", Role.MARKETER),
        ("touchbase_admin", Role.ADMIN),
        (["offline_access", "reader", "marketer", "salesperson"], Role.MARKETER),
        (["x", "touchbase:admin"], Role.ADMIN),
    ],
)
async def test_the_highest_role_that_a_token_names_counts(
    provider: Provider, value: object, role: Role
) -> None:
    caller = await caller_showing(provider.token(touchbase_role=value))
    assert (caller.role, caller.scopes) == (role, SCOPES_OF[role])


@pytest.mark.parametrize("value", [None, "", "administrator", ["user"], []])
async def test_a_token_without_a_role_is_refused_unless_there_is_one_for_all_others(
    provider: Provider, value: object
) -> None:
    token = provider.token(touchbase_role=value)
    assert await refusal(token) == (
        "The token names no role of Touchbase in the claim touchbase_role. Have one of READER, SALESPERSON,"
        " MARKETER, ADMIN given to you at the provider."
    )
    with with_settings(**required(provider, OIDC_DEFAULT_ROLE="READER")):
        assert (await caller_showing(token)).role is Role.READER


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["uma_authorization", "MARKETER"]}}),
        ("resource_access.touchbase.roles", {"resource_access": {"touchbase": {"roles": ["MARKETER"]}}}),
        ("https://bakery.example.com/role", {"https://bakery.example.com/role": "MARKETER"}),
    ],
)
async def test_a_role_is_found_inside_of_claims(
    provider: Provider, claim: str, claims: dict[str, Any]
) -> None:
    with with_settings(**required(provider, OIDC_ROLE_CLAIM=claim)):
        assert (await caller_showing(provider.token(**claims))).role is Role.MARKETER
        assert "names no role" in await refusal(provider.token(realm_access="MARKETER", sub="bea"))


@pytest.mark.parametrize(
    ("claims", "scopes"),
    [
        ({}, SCOPES_OF[Role.SALESPERSON]),
        ({"scope": "openid profile"}, SCOPES_OF[Role.SALESPERSON]),
        ({"scope": "openid contacts:read"}, {Scope.CONTACTS_READ}),
        ({"scp": ["contacts:read", "setup:read"]}, {Scope.CONTACTS_READ, Scope.SETUP_READ}),
        ({"scope": "contacts:read audit:read"}, {Scope.CONTACTS_READ}),
        ({"scope": "audit:read"}, set()),
    ],
)
async def test_scopes_narrow_the_role_and_never_widen_it(
    provider: Provider, claims: dict[str, Any], scopes: set[Scope]
) -> None:
    caller = await caller_showing(provider.token(touchbase_role="SALESPERSON", **claims))
    assert caller.scopes == scopes


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ada Holm", "email": "ada@example.com"}, "Ada Holm"),
        ({"name": " ", "preferred_username": "ada.holm"}, "ada.holm"),
        ({"client_id": "web-shop"}, "web-shop"),
        ({"name": "A\u202e\x00da"}, "Ada"),
        ({"name": "x" * 200}, "x" * 100),
        ({"name": "\x00"}, "ada"),
        ({"sub": " "}, "token"),
        ({}, "ada"),
    ],
)
async def test_a_caller_has_the_best_name_that_the_token_tells(
    provider: Provider, claims: dict[str, Any], name: str
) -> None:
    assert (await caller_showing(provider.token(**claims))).name == name


@pytest.mark.parametrize("subject", ["x" * 300, "a\nda", "a\x00"])
async def test_a_subject_that_cannot_be_kept_is_refused(provider: Provider, subject: str) -> None:
    message = "The claims iss and sub of the token are too long, or not printable."
    assert await refusal(provider.token(sub=subject)) == message


@pytest.mark.parametrize("value", ["ah", " AH ", "Ada@example.com", "ADA@EXAMPLE.COM"])
async def test_a_token_names_a_salesperson_by_code_or_email(
    database: str, provider: Provider, value: str
) -> None:
    ada = await a_salesperson(code="AH", email="ada@example.com")
    await a_salesperson(code="BB", email="bea@example.com")
    token = provider.token(touchbase_role="SALESPERSON", touchbase_salesperson=value)
    caller = await caller_showing(token)
    assert (caller.salesperson_id, caller.sees_only_own) == (ada.id, True)


@pytest.mark.parametrize("value", ["XX", "two@example.com", "", "a\x00"])
async def test_a_token_that_names_no_one_salesperson_is_nobodys(
    database: str, provider: Provider, value: object
) -> None:
    await a_salesperson(code="AH", email="two@example.com")
    await a_salesperson(code="BB", email="two@example.com")
    token = provider.token(touchbase_role="SALESPERSON", touchbase_salesperson=value)
    caller = await caller_showing(token)
    assert (caller.salesperson_id, caller.sees_only_own) == (None, True)


async def test_an_email_that_the_provider_has_not_verified_shows_nobody(
    database: str, provider: Provider
) -> None:
    ada = await a_salesperson(email="ada@example.com")
    with with_settings(**required(provider, OIDC_SALESPERSON_CLAIM="email")):
        for verified, own in ((True, ada.id), (None, ada.id), (False, None)):
            token = provider.token(email="ada@example.com", email_verified=verified)
            assert (await caller_showing(token)).salesperson_id == own


async def test_a_blocked_salesperson_calls_no_more(database: str, provider: Provider) -> None:
    ada = await a_salesperson(code="AH")
    await update_salesperson(ada.id, {"is_blocked": True}, now=NOW)
    message = "The salesperson AH is blocked. Ask somebody who may change that."
    assert await refusal(provider.token(touchbase_salesperson="AH")) == message


async def test_a_token_is_checked_once_while_it_lasts(
    database: str, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_salesperson(code="AH")
    token = provider.token(touchbase_salesperson="AH")
    caller = await caller_showing(token)
    provider.stop()
    with counted_statements() as statements:
        assert await caller_showing(token) is caller
    assert len(statements) == 0
    monkeypatch.setattr(tokens, "LASTS", 0.05)
    other = provider.token(sub="bea")
    known = await caller_showing(other)
    assert await caller_showing(other) is known
    await asyncio.sleep(0.06)
    again = await caller_showing(other)
    assert again == known and again is not known


async def test_a_token_that_is_known_expires_all_the_same(provider: Provider) -> None:
    with with_settings(**required(provider, OIDC_LEEWAY="0")):
        token = provider.token(exp=int(time.time()) + 2)
        await caller_showing(token)
        await asyncio.sleep(2.05)
        assert await refusal(token) == "The token has expired. Ask the provider for a new one."


async def test_only_so_many_tokens_are_known_at_once(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST_KNOWN", 2)
    for subject in ("ada", "bea", "cem"):
        await caller_showing(provider.token(sub=subject))
    await refusal(provider.token(sub="dan", aud="another"))
    assert [caller.name for caller, _ in tokens._known.values()] == ["bea", "cem"]
