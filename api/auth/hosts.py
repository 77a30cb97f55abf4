"""By which names, and from where, this server may be reached."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from api.refusals import Refusal, malformed

HOST_HEADER = re.compile(r"(?P<name>[a-z0-9._~-]+|\[[a-f0-9:.]+\])(?::[0-9]+)?", re.IGNORECASE)
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
EVERY_NAME = "*"


class AllowedHosts:
    """Stands in front of an application that is reached by some names only, `*.example.com` for all below one."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app = app
        self._names = frozenset(names)
        self._endings = tuple(name.removeprefix("*") for name in names if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._allows(_host_in(scope)):
            refusal = malformed("This server has no such name. Ask it by a name that is in ALLOWED_HOSTS.")
            await refusal.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _allows(self, host: bytes) -> bool:
        if EVERY_NAME in self._names:
            return True
        name = name_of(host)
        return name in self._names or name.endswith(self._endings)


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


def name_of(host: bytes) -> str:
    """The name in a header Host, in small letters and without its port; nothing of what is no name."""
    found = HOST_HEADER.fullmatch(host.decode("latin-1"))
    return found["name"].lower() if found else ""


@lru_cache(maxsize=64)
def _is_local(host: bytes, address: str | None) -> bool:
    return name_of(host) in LOCAL_NAMES and address is not None and _is_loopback(address)


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _host_in(scope: Scope) -> bytes:
    return next((value for name, value in scope["headers"] if name == b"host"), b"")
