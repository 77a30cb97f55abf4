"""Who is let in: whoever is known, calls from where that is allowed, and not too often."""

from __future__ import annotations

from collections.abc import Mapping

from api.auth.callers import ProviderAway, Unauthenticated, caller_of
from api.auth.failures import count_failure, refuse_blocked
from api.auth.hosts import check_local
from api.auth.rate_limits import limit_rate
from api.refusals import Refusal
from db.callers import LOCAL, Caller

PROVIDER_AGAIN = "5"
"""Seconds after which the keys of the provider of tokens are fetched again."""


async def admitted(headers: Mapping[bytes, bytes], address: str | None) -> Caller:
    """Whoever sent these headers from this address; or a refusal."""
    authorization = headers.get(b"authorization")
    refuse_blocked(address, authorization)
    try:
        caller = await caller_of(headers, address)
    except ProviderAway as trouble:
        raise Refusal(503, trouble.code, str(trouble), ("retry-after", PROVIDER_AGAIN)) from None
    except Unauthenticated as problem:
        await count_failure(address, authorization)
        raise Refusal(401, problem.code, str(problem), ("www-authenticate", "Bearer")) from None
    if caller is LOCAL:
        check_local(headers, address)
    await limit_rate(caller.identity)
    return caller
