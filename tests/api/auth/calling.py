"""Settings of who may call, and requests as callers send them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from api.auth.callers import Unauthenticated, caller_of
from api.auth.failures import forget_failures
from api.auth.rate_limits import forget_rates
from api.auth.tokens import forget_tokens
from api.settings import settings
from db.api_keys.recognizing import forget_keys
from db.callers import Caller


@contextmanager
def with_settings(**variables: str) -> Iterator[None]:
    """A process that was started with these variables: it knows nobody yet."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        _begin_anew()
        yield
    _begin_anew()


async def caller_showing(credentials: str | None, scheme: str = "Bearer") -> Caller:
    """The caller who sends this in the header Authorization, or no such header."""
    headers = {} if credentials is None else {b"authorization": f"{scheme} {credentials}".encode("latin-1")}
    return await caller_of(headers, "203.0.113.7")


async def refusal(credentials: str | None, scheme: str = "Bearer") -> str:
    """The message for somebody who is not known."""
    with pytest.raises(Unauthenticated) as caught:
        await caller_showing(credentials, scheme)
    assert (caught.value.status, caught.value.code) == (401, "UNAUTHENTICATED")
    return str(caught.value)


def _begin_anew() -> None:
    settings.cache_clear()
    forget_keys()
    forget_tokens()
    forget_rates()
    forget_failures()
