"""Who is calling: whatever a request brings along to show it becomes a caller, or is refused."""

from __future__ import annotations

from collections.abc import Mapping

from db.callers import LOCAL, Caller


class Unauthenticated(Exception):
    """It is not known who calls; the message says what to send."""


async def caller_of(headers: Mapping[bytes, bytes], address: str | None) -> Caller:
    """Whoever sent these headers from this address."""
    return LOCAL
