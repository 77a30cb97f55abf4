"""Who is calling, by what the headers of a request show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from api.settings import OpenToOthers, check_open, settings
from db.api_keys.editing import create_api_key, revoke_api_key
from db.api_keys.recognizing import uses_written
from db.callers import LOCAL, Caller, CallerKind, Role
from tests.api.auth.calling import caller_showing, refusal, with_settings
from tests.builders import a_salesperson

NO_KEY = "There is no such API key. Ask for a new one."


@pytest.fixture(params=["off", "required"])
def authentication(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both settings: what is shown counts either way."""
    with with_settings(AUTHENTICATION=request.param):
        yield request.param


async def a_key(role: Role = Role.MARKETER, **options: object) -> tuple[str, int]:
    created = await create_api_key("Web shop", role, now=datetime.now(UTC), **options)
    assert created.key and created.api_key
    return created.key, created.api_key.id


async def test_whoever_shows_nothing_is_local_while_authentication_is_off() -> None:
    with with_settings(AUTHENTICATION="OFF"):
        assert await caller_showing(None) is LOCAL


async def test_authentication_is_off_unless_set() -> None:
    with with_settings():
        assert await caller_showing(None) is LOCAL


async def test_whoever_shows_nothing_is_told_what_to_send_where_it_is_required() -> None:
    with with_settings(AUTHENTICATION="required"):
        assert await refusal(None) == (
            "It is not known who calls. Send an API key or a token, as the header Authorization: Bearer ..."
        )


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
async def test_a_key_shows_who_calls(database: str, authentication: str, scheme: str) -> None:
    key, _ = await a_key()
    caller = await caller_showing(key, scheme)
    assert (caller.kind, caller.name, caller.role) == (CallerKind.API_KEY, "Web shop", Role.MARKETER)
    assert await caller_showing(key) is caller
    await uses_written()


async def test_a_revoked_key_is_refused(database: str, authentication: str) -> None:
    key, key_id = await a_key()
    await caller_showing(key)
    await uses_written()
    await revoke_api_key(key_id, now=datetime.now(UTC))
    assert await refusal(key) == "This API key was revoked. Ask for a new one."


async def test_a_key_that_is_none_is_refused(database: str, authentication: str) -> None:
    key, _ = await a_key()
    for wrong in (key[:-1], f"{key}x", "tb_x", f"{key[:14]}{'x' * 40}", "tb_\xff"):
        assert await refusal(wrong) == NO_KEY


@pytest.mark.parametrize(
    ("scheme", "credentials"), [("Basic", "YWRhOmhvbG0="), ("Bearer", ""), ("Token", "tb_x"), ("", "tb_x")]
)
async def test_another_way_to_show_who_one_is_is_refused(
    authentication: str, scheme: str, credentials: str
) -> None:
    assert await refusal(credentials, scheme) == (
        "Only bearer tokens are understood. Send an API key or a token, as the header Authorization: Bearer ..."
    )


async def test_a_token_is_refused_where_no_provider_is_set(authentication: str) -> None:
    assert await refusal("eyJhbGciOiJub25lIn0.e30.") == (
        "This server knows no provider of tokens. Send an API key, which begins with tb_, as the header"
        " Authorization: Bearer ..."
    )


@pytest.mark.parametrize(("see", "sees_only_own"), [("own", True), ("all", False), (None, True)])
async def test_salespeople_see_their_own_or_all(database: str, see: str | None, sees_only_own: bool) -> None:
    ada = await a_salesperson()
    key, _ = await a_key(Role.SALESPERSON, salesperson_id=ada.id)
    with with_settings(**({} if see is None else {"SALESPEOPLE_SEE": see})):
        caller: Caller = await caller_showing(key)
        await uses_written()
    assert (caller.sees_only_own, caller.salesperson_id) == (sees_only_own, ada.id)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.0.2.1", "touchbase.example.com", "10.0.0.1", "2001:db8::1"]
)
def test_a_server_that_asks_nobody_stays_on_its_machine(host: str) -> None:
    with with_settings(HOST=host), pytest.raises(OpenToOthers) as caught:
        check_open(settings())
    message = str(caught.value)
    assert message.startswith(f"HOST is {host} and AUTHENTICATION is off:")
    assert "AUTHENTICATION=required" in message and "touchbase key create" in message


@pytest.mark.parametrize(
    ("host", "authentication"),
    [
        ("127.0.0.1", "off"),
        ("127.0.0.2", "off"),
        ("::1", "off"),
        ("localhost", "off"),
        ("0.0.0.0", "required"),
    ],
)
def test_a_server_may_be_open_to_its_machine_or_to_those_who_are_known(
    host: str, authentication: str
) -> None:
    with with_settings(HOST=host, AUTHENTICATION=authentication):
        check_open(settings())
