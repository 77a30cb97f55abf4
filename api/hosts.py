"""By which name, and from where, this server may be asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address

from api.refusals import Refusal

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def check_local(headers: Mapping[bytes, bytes], address: str | None) -> None:
    """Refuse an operation that needs no key unless it comes from this machine, by one of its own names.

    The name keeps out the pages of other sites that let their own name lead here (DNS rebinding).
    """
    if not _is_local(headers.get(b"host", b""), address):
        raise Refusal(
            403,
            "FORBIDDEN",
            "While authentication is off, only programs on this machine are served, at http://localhost.",
        )


@lru_cache(maxsize=64)
def _is_local(host: bytes, address: str | None) -> bool:
    return name_of(host.decode("latin-1")) in LOCAL_NAMES and address is not None and _is_loopback(address)


def name_of(host: str) -> str:
    """A name without its port."""
    name = host.strip().lower()
    return name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
