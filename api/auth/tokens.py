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
PREFIXES = ("touchbase-", "touchbase_", "touchbase:", "touchbase.")
"""What providers put in front of the roles of one of their clients, in small letters."""
ROLES = {
    spelled: role
    for role in Role
    for spelled in (role.value, role.value.lower(), *(f"{prefix}{role.value.lower()}" for prefix in PREFIXES))
}
"""The roles by every spelling that counts: a role is compared as it is written, letter by letter."""

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
        sees_only_own=role is Role.SALESPERSON and chosen.salespeople_see == "own",
    )


def _role(claims: Mapping[str, Any], chosen: Settings) -> Role:
    """The highest of the roles that a token names, or else the one for all others."""
    path = chosen.oidc_role_claim
    named = {ROLES.get(each) for each in _texts(path, _claim(claims, path))}
    role = next((each for each in HIGHEST_FIRST if each in named), chosen.oidc_default_role)
    if role is None:
        raise TokenRefused(
            f"The token names no role of Touchbase in the claim {chosen.oidc_role_claim}. Have one of"
            f" {', '.join(Role)} given to you at the provider."
        )
    return role


def _scopes(claims: Mapping[str, Any], role: Role) -> frozenset[Scope]:
    """All of the role, unless the token names some scopes of ours."""
    name = "scope" if claims.get("scope") is not None else "scp"
    named = {word for text in _texts(name, claims.get(name)) for word in text.split(" ")} & set(Scope)
    return narrowed(role, named or None)


async def _salesperson_id(claims: Mapping[str, Any], claim: str) -> int | None:
    value = _text(claim, _claim(claims, claim))
    if value is None or (claim == "email" and not _is_verified(claims)):
        return None
    salesperson = await calling_salesperson(value)
    if salesperson is None:
        return None
    if salesperson.is_blocked:
        raise TokenRefused(
            f"The salesperson {salesperson.code} is blocked. Ask somebody who may change that."
        )
    return salesperson.id


def _is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the provider stands for the e-mail address: it says so, or says nothing about it."""
    verified = claims.get("email_verified")
    if not (verified is None or isinstance(verified, bool)):
        raise TokenRefused("The claim email_verified of the token is neither true nor false.")
    return verified is not False


def _name(claims: Mapping[str, Any]) -> str:
    names = (_line(text) for name in NAMES if isinstance(text := claims.get(name), str))
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


def _text(claim: str, value: Any) -> str | None:
    """A claim that is a text, if the token has it."""
    if not (value is None or isinstance(value, str)):
        raise TokenRefused(f"The claim {claim} of the token is no text.")
    return value


def _texts(claim: str, value: Any) -> list[str]:
    """A claim that is a text or a list of texts; none if the token does not have it."""
    texts = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(each, str) for each in texts):
        raise TokenRefused(f"The claim {claim} of the token is neither a text nor a list of texts.")
    return texts
