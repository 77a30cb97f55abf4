"""From which addresses too many wrong credentials have come: whoever guesses is not heard for a while."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address, ip_network
from time import monotonic
from typing import TYPE_CHECKING

from cachetools import TTLCache

from api.auth.callers import has_been_good
from api.auth.rate_limits import rate, too_often
from api.settings import settings

if TYPE_CHECKING:
    from limits import RateLimitItem

MOST_REMEMBERED = 10_000
HOUR = 3600.0
"""How many addresses and wrong credentials are remembered, and for how many seconds at most."""
BITS_OF_A_NETWORK = 64
"""Who has an address of IPv6 has all that begin alike."""

_blocked: TTLCache[str, tuple[float, RateLimitItem]] = TTLCache(MOST_REMEMBERED, HOUR, timer=monotonic)
_wrong: TTLCache[tuple[str, bytes], bool] = TTLCache(MOST_REMEMBERED, HOUR, timer=monotonic)


async def count_failure(address: str | None, authorization: bytes | None) -> None:
    """Note wrong credentials. The same ones count once, and none at all are no guess."""
    if authorization is None or settings().failed_authentications == "off":
        return
    network = _network_of(address or "")
    shown = (network, sha256(authorization).digest())
    if shown in _wrong:
        return
    _wrong[shown] = True
    over = await rate(settings().failed_authentications).exceeded_by(f"failed:{network}")
    if over is not None:
        _blocked[network] = (monotonic() + over[1], over[0])


def refuse_blocked(address: str | None, authorization: bytes | None) -> None:
    """Refuse credentials from an address that has guessed, unless they were good before."""
    if not _blocked or authorization is None:
        return
    network = _network_of(address or "")
    if (found := _blocked.get(network)) is None or has_been_good(authorization):
        return
    left = found[0] - monotonic()
    if left <= 0:
        _blocked.pop(network, None)
        return
    message = f"This address sent more than {found[1]} wrong credentials."
    raise too_often(message, "FAILED_AUTHENTICATIONS", found[1], max(1, round(left + 0.5)))


def forget_failures() -> None:
    _blocked.clear()
    _wrong.clear()


@lru_cache(maxsize=1024)
def _network_of(address: str) -> str:
    """By what an address is counted: as it is, or by the network that one customer of a provider has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), BITS_OF_A_NETWORK), strict=False))
