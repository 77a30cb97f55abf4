"""Whether a token is what it says: its signature, its times, whom it is from and meant for."""

from __future__ import annotations

from typing import Any

import jwt

from api.auth.jwks import ProviderKeys, TokenRefused
from api.settings import Settings

REQUIRED = ["exp", "iss", "aud", "sub"]
STRANGE = "This is no token of the provider that this server trusts. Send one of its tokens, or an API key."

REASONS: dict[type[Exception], str] = {
    jwt.ExpiredSignatureError: "The token has expired. Ask the provider for a new one.",
    jwt.ImmatureSignatureError: "The token does not count yet. Wait, or set the clocks right.",
    jwt.InvalidAudienceError: "The token is meant for others. Ask the provider for one for this server.",
    jwt.MissingRequiredClaimError: "The token lacks one of the claims exp, iss, aud and sub.",
}
"""What is wrong with a token that the provider did sign."""


MOMENTS = ("exp", "nbf", "iat")
LAST_MOMENT = 253_402_300_799
"""The last second of the year 9999, in seconds since 1970."""


async def claims_of(token: str, keys: ProviderKeys, chosen: Settings) -> dict[str, Any]:
    """What a good token says. It counts for nothing before its signature is checked."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in chosen.oidc_algorithms:
            raise TokenRefused(STRANGE)
        key = await keys.key_of(kid, algorithm)
        if key is None:
            raise TokenRefused(STRANGE)
        claims = jwt.decode(
            token,
            jwt.PyJWK(key, algorithm),
            algorithms=[algorithm],
            audience=chosen.oidc_audience,
            issuer=chosen.oidc_issuer,
            leeway=chosen.oidc_leeway,
            options={"require": REQUIRED, "enforce_minimum_key_length": True},
        )
        _check_moments(claims)
        return claims
    except jwt.PyJWTError as wrong:
        raise TokenRefused(REASONS.get(type(wrong), STRANGE)) from None
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise TokenRefused(STRANGE) from None


def _check_moments(claims: dict[str, Any]) -> None:
    """Refuse what only becomes a moment when it is read as a number: a text, a truth value, a number without end."""
    for name in MOMENTS:
        value = claims.get(name, 0)
        if type(value) not in (int, float) or not 0 <= value <= LAST_MOMENT:
            raise TokenRefused(f"The claim {name} of the token is no moment: a number of seconds since 1970.")
