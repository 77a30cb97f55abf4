"""Claims of tokens count by their exact type and their exact letters: nothing is made of what is almost right."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest

from api.auth import signatures, tokens
from db.callers import SCOPES_OF, Role
from tests.api.auth.calling import caller_showing, refusal, with_settings
from tests.api.auth.providers import AUDIENCE, Provider
from tests.builders import a_salesperson
from tests.test_agreement import ROOT

KINDS: dict[str, list[Any]] = {
    "null": [None],
    "truth": [True, False],
    "number": [0, 1, -1, 2**31, 10**400, -(10**400), 0.5, float("inf"), float("-inf"), float("nan")],
    "text": ["", "0", "1", "true", "false", "ADMIN", "admin", "1e400", "9999999999"],
    "list": [[], ["ADMIN", 7], [["ADMIN"]], [None], [{}], [True]],
    "texts": [["x"], ["x", "y"]],
    "object": [{}, {"ADMIN": True}, {"0": "ADMIN"}],
}

MAY_BE: dict[str, set[str]] = {
    "exp": {"number"},
    "nbf": {"number"},
    "iat": {"number"},
    "iss": {"text"},
    "aud": {"text", "texts"},
    "sub": {"text"},
    "touchbase_role": {"null", "text", "texts"},
    "scope": {"null", "text", "texts"},
    "scp": {"null", "text", "texts"},
    "touchbase_salesperson": {"null", "text"},
    "email": {"null", "text"},
    "email_verified": {"null", "truth"},
}
"""The kinds of values that each claim may have. Every other is refused, whatever it may be taken for."""

SHOWN_ONLY = {"name", "preferred_username", "client_id", "azp"}
"""Claims by which people know a caller: those of another kind are passed over, and the next one is taken."""


@pytest.fixture
def provider(free_tcp_port: int) -> Iterator[Provider]:
    running = Provider(free_tcp_port)
    running.start()
    with with_settings(**variables(running)):
        yield running
    running.stop()


def variables(provider: Provider, **other: str) -> dict[str, str]:
    return {
        "AUTHENTICATION": "required",
        "OIDC_ISSUER": provider.issuer,
        "OIDC_AUDIENCE": AUDIENCE,
        "OIDC_DEFAULT_ROLE": "READER",
        **other,
    }


def wrong_values(claim: str) -> list[Any]:
    of_other_kinds = [value for kind in KINDS if kind not in MAY_BE[claim] for value in KINDS[kind]]
    return [value for value in of_other_kinds if value != [] or "texts" not in MAY_BE[claim]]


@pytest.mark.parametrize("claim", MAY_BE)
async def test_a_claim_of_another_type_is_refused(provider: Provider, claim: str) -> None:
    usual = provider.claims(email="ada@example.com") if claim == "email_verified" else provider.claims()
    by = {"OIDC_SALESPERSON_CLAIM": "email"} if claim.startswith("email") else {}
    with with_settings(**variables(provider, **by)):
        for value in wrong_values(claim):
            message = await refusal(provider.key.sign_as_it_is(usual | {claim: value}))
            assert "token" in message, (claim, value)


@pytest.mark.parametrize("claim", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", [10**400, -(10**400), 10**20, 1e300, float("inf"), float("nan")])
async def test_a_moment_that_is_none_is_refused(provider: Provider, claim: str, value: float) -> None:
    assert "token" in await refusal(provider.key.sign_as_it_is(provider.claims() | {claim: value}))


@pytest.mark.parametrize("claim", sorted(SHOWN_ONLY))
async def test_a_name_of_another_type_is_passed_over(provider: Provider, claim: str) -> None:
    for values in (KINDS[kind] for kind in KINDS if kind != "text"):
        for value in values:
            token = provider.key.sign_as_it_is(provider.claims() | {claim: value})
            assert (await caller_showing(token)).name == "ada", (claim, value)


def test_of_every_claim_that_is_read_it_is_said_what_it_may_be() -> None:
    """Whoever reads another claim says here of what type it is."""
    read = set(tokens.NAMES) | {*signatures.REQUIRED, *signatures.MOMENTS}
    for module in (tokens, signatures):
        source = (ROOT / "api" / "auth" / f"{module.__name__.rpartition('.')[2]}.py").read_text("utf-8")
        for each in ast.walk(ast.parse(source)):
            is_get = isinstance(each, ast.Call) and ast.unparse(each.func) == "claims.get"
            key = each.args[0] if is_get else None  # type: ignore[attr-defined]
            if isinstance(each, ast.Subscript) and ast.unparse(each.value) == "claims":
                key = each.slice
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                read.add(key.value)
    assert read <= MAY_BE.keys() | SHOWN_ONLY
    assert {"exp", "email_verified", "iss"} <= read


@pytest.mark.parametrize(
    "role",
    [
        "adm\u0131n", "-admin", "_admin", ".admin", "touchbase:_-.admin", "touchbaseadmin", "touchbase--admin",
        "Admin", "aDMIN", "ADMIN ", " admin", "ADMIN\u0000", "\uff21\uff24\uff2d\uff29\uff2e", "touchbase-ADMIN",
        "TOUCHBASE-ADMIN", "Touchbase_Admin", "admin,reader", "admin reader", "touchbase\u2010admin", "A\u0307DMIN",
    ],
)  # fmt: skip
async def test_a_role_is_compared_letter_by_letter(provider: Provider, role: str) -> None:
    for value in (role, [role], ["offline_access", role]):
        assert (await caller_showing(provider.token(touchbase_role=value))).role is Role.READER


@pytest.mark.parametrize("role", Role)
async def test_a_role_counts_in_every_spelling_that_is_documented(provider: Provider, role: Role) -> None:
    small = role.value.lower()
    documented = (ROOT / "docs" / "callers.md").read_text("utf-8")
    for prefix in ("", "touchbase-", "touchbase_", "touchbase:", "touchbase."):
        assert f"`{prefix}admin`" in documented
        assert (await caller_showing(provider.token(touchbase_role=f"{prefix}{small}"))).role is role
    assert (await caller_showing(provider.token(touchbase_role=role.value))).role is role
    assert len(tokens.ROLES) == 6 * len(Role)


@pytest.mark.parametrize(
    "scope", ["CONTACTS:READ", "contacts:read\u00a0x", "contacts:read,setup:read", "c\u043entacts:read"]
)
async def test_a_scope_is_compared_letter_by_letter(provider: Provider, scope: str) -> None:
    """What is none of ours means nothing."""
    caller = await caller_showing(provider.token(touchbase_role="READER", scope=scope))
    assert caller.scopes == SCOPES_OF[Role.READER]


async def test_a_second_claim_of_scopes_counts_where_the_first_is_null(provider: Provider) -> None:
    token = provider.key.sign_as_it_is(provider.claims() | {"scope": None, "scp": "contacts:read"})
    assert (await caller_showing(token)).scopes == {"contacts:read"}


KELVIN = "\u212a"
"""The sign for kelvin, of which k is the small letter."""


@pytest.mark.parametrize(
    ("stored", "shown", "is_found"),
    [
        ("kim@example.com", "KIM@Example.com", True),
        ("kim@example.com", f"{KELVIN}im@example.com", False),
        ("j\u00f6rg@example.com", "J\u00f6rg@example.com", True),
        ("j\u00f6rg@example.com", "J\u00d6RG@example.com", False),
        ("iris@example.com", "\u0130ris@example.com", False),
        ("iris@example.com", "\u0131ris@example.com", False),
        ("ross@example.com", "ro\u00df@example.com", False),
    ],
)
async def test_no_other_letter_is_taken_for_one_of_an_address(
    database: str, provider: Provider, stored: str, shown: str, is_found: bool
) -> None:
    salesperson = await a_salesperson(code="AH", email=stored)
    caller = await caller_showing(provider.token(touchbase_role="SALESPERSON", touchbase_salesperson=shown))
    assert caller.salesperson_id == (salesperson.id if is_found else None)


@pytest.mark.parametrize("shown", [f"{KELVIN}I", "k\u0131", "k\u0130", "ki\u00a0"])
async def test_nor_for_one_of_a_code(database: str, provider: Provider, shown: str) -> None:
    await a_salesperson(code="KI")
    caller = await caller_showing(provider.token(touchbase_salesperson=shown))
    assert caller.salesperson_id is None
