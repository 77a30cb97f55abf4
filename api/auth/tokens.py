"""Tokens of the OpenID Connect provider, and the callers whom they show. A good one is known until it expires."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from time import monotonic, time
from typing import Any

from api.auth.jwks import ProviderKeys, TokenRefused
from api.settings import Settings, settings
from db.callers import Caller, CallerKind, Role, Scope, narrowed
from db.salespeople import calling_salesperson

LASTS = 300.0
"""Seconds for which a token is known at most. What changes about its salesperson counts so much later."""
MOST_KNOWN = 1000
LONGEST = 16 * 1024
LONGEST_IDENTITY = 300
LONGEST_NAME = 100
NAMES = ("name", "preferred_username", "email", "client_id", "azp", "sub")
"""Claims that people may know a caller by, the best first."""
HIGHEST_FIRST = (Role.ADMIN, Role.MARKETER, Role.SALESPERSON, Role.READER)

_known: dict[bytes, tuple[Caller, float]] = {}


async def caller_with(token: bytes) -> Caller:
    """The caller whom a token shows."""
    digest = sha256(token).digest()
    kept = _known.get(digest)
    if kept is not None and kept[1] > monotonic():
        return kept[0]
    try:
        caller, left = await _checked(token)
    except TokenRefused:
        _known.pop(digest, None)
        raise
    _known.pop(digest, None)
    while len(_known) >= MOST_KNOWN:
        del _known[next(iter(_known))]
    _known[digest] = (caller, monotonic() + min(left, LASTS))
    return caller


async def _checked(token: bytes) -> tuple[Caller, float]:
    """The caller, and in how many seconds the token expires."""
    # What checks signatures takes memory that a server without a provider does not need.
    from api.auth.signatures import STRANGE, claims_of

    if len(token) > LONGEST or not token.isascii():
        raise TokenRefused(STRANGE)
    chosen = settings()
    claims = await claims_of(token.decode(), provider_keys(), chosen)
    return await _caller_of(claims, chosen), float(claims["exp"]) + chosen.oidc_leeway - time()


def was_accepted(token: bytes) -> bool:
    """Whether a caller was found in this token, however long ago, and it was not refused since."""
    return sha256(token).digest() in _known


@cache
def provider_keys() -> ProviderKeys:
    issuer = settings().oidc_issuer
    assert issuer is not None
    return ProviderKeys(issuer, settings().oidc_jwks_url)


def forget_tokens() -> None:
    """Begin anew: the provider or the database is another one."""
    _known.clear()
    provider_keys.cache_clear()


async def _caller_of(claims: Mapping[str, Any], chosen: Settings) -> Caller:
    identity = f"token:{claims['iss']} {claims['sub']}"
    if len(identity) > LONGEST_IDENTITY or not identity.isprintable():
        raise TokenRefused("The claims iss and sub of the token are too long, or not printable.")
    role = _role(claims, chosen)
    salesperson_id = await _salesperson_id(claims, chosen.oidc_salesperson_claim)
    return Caller(
        CallerKind.TOKEN,
        identity,
        _name(claims),
        role,
        _scopes(claims, role),
        salesperson_id,
        only_own=role is Role.SALESPERSON and chosen.salespeople_see == "own",
    )


def _role(claims: Mapping[str, Any], chosen: Settings) -> Role:
    """The highest of the roles that a token names, or else the one for all others."""
    named = {_of_ours(each) for each in _texts(_claim(claims, chosen.oidc_role_claim))}
    role = next((each for each in HIGHEST_FIRST if each in named), chosen.oidc_default_role)
    if role is None:
        raise TokenRefused(
            f"The token names no role of Touchbase in the claim {chosen.oidc_role_claim}. Have one of"
            f" {', '.join(Role)} given to you at the provider."
        )
    return role


def _of_ours(role: str) -> str:
    """A role as a provider writes it: touchbase-admin, Touchbase_Admin and ADMIN are the same."""
    return role.upper().removeprefix("TOUCHBASE").lstrip("-_:.")


def _scopes(claims: Mapping[str, Any], role: Role) -> frozenset[Scope]:
    """All of the role, unless the token names some scopes of ours."""
    claim = claims.get("scope", claims.get("scp"))
    named = {word for text in _texts(claim) for word in text.split()} & set(Scope)
    return narrowed(role, named or None)


async def _salesperson_id(claims: Mapping[str, Any], claim: str) -> int | None:
    value = _claim(claims, claim)
    if not isinstance(value, str) or (claim == "email" and claims.get("email_verified") is False):
        return None
    salesperson = await calling_salesperson(value)
    if salesperson is None:
        return None
    if salesperson.blocked:
        raise TokenRefused(
            f"The salesperson {salesperson.code} is blocked. Ask somebody who may change that."
        )
    return salesperson.id


def _name(claims: Mapping[str, Any]) -> str:
    names = (_line(text) for name in NAMES for text in _texts(claims.get(name)))
    return next(filter(None, names), "token")


def _line(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:LONGEST_NAME]


def _claim(claims: Mapping[str, Any], path: str) -> Any:
    """A claim by its name, points included, or else what lies at the path in it."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _texts(value: Any) -> list[str]:
    """A text, or those of a list."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
