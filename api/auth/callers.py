"""Who is calling: whatever a request brings along to show it becomes a caller, or is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from api.auth.jwks import KeysUnknown, TokenRefused
from api.auth.tokens import caller_with, was_accepted
from api.settings import settings
from db.api_keys.recognizing import KeyRefused, known, looked_up, was_known
from db.callers import LOCAL, Caller

KEY_BEGINS = b"tb_"
SEND = "Send an API key or a token, as the header Authorization: Bearer ..."


class Unauthenticated(Exception):
    """It is not known who calls; the message says what to send."""

    status = 401
    code = "UNAUTHENTICATED"


class ProviderAway(Unauthenticated):
    """The provider that tells good tokens from bad ones cannot be asked: not the caller's fault."""

    status = 503
    code = "PROVIDER_UNAVAILABLE"


async def caller_of(headers: Mapping[bytes, bytes], address: str | None) -> Caller:
    """Whoever sent these headers from this address."""
    authorization = headers.get(b"authorization")
    if authorization is None:
        if settings().authentication == "off":
            return LOCAL
        raise Unauthenticated(f"It is not known who calls. {SEND}")
    credentials = _bearer(authorization)
    if not credentials:
        raise Unauthenticated(f"Only bearer tokens are understood. {SEND}")
    if credentials.startswith(KEY_BEGINS):
        return await _with_key(credentials)
    return await _with_token(credentials)


def has_been_good(authorization: bytes) -> bool:
    """Whether this process remembers a caller with these credentials: whoever sends them does not guess."""
    credentials = _bearer(authorization)
    if credentials.startswith(KEY_BEGINS):
        return was_known(sha256(credentials).hexdigest())
    return was_accepted(credentials)


def _bearer(authorization: bytes) -> bytes:
    """The credentials of a header Authorization; nothing of another scheme."""
    scheme, _, credentials = authorization.partition(b" ")
    return credentials.strip() if scheme.lower() == b"bearer" else b""


async def _with_key(key: bytes) -> Caller:
    digest = sha256(key).hexdigest()
    try:
        caller = known(digest)
        if caller is None:
            own_only = settings().salespeople_see == "own"
            caller = await looked_up(key.decode("latin-1"), digest, own_only=own_only, now=datetime.now(UTC))
    except KeyRefused as refused:
        raise Unauthenticated(str(refused)) from None
    return caller


async def _with_token(token: bytes) -> Caller:
    if settings().oidc_issuer is None:
        raise Unauthenticated(
            "This server knows no provider of tokens. Send an API key, which begins with tb_, as the header"
            " Authorization: Bearer ..."
        )
    try:
        return await caller_with(token)
    except TokenRefused as refused:
        raise Unauthenticated(str(refused)) from None
    except KeysUnknown as trouble:
        raise ProviderAway(str(trouble)) from None
