"""By which name, and from where, this server may be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_address

import orjson
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.refusals import Refusal, malformed

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class KnownHosts:
    """Stands in front of an application that is asked by these names only, `*.example.com` for all below one."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app = app
        self._looking = TrustedHostMiddleware(_known, allowed_hosts=names, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._looking(scope, receive, _unsaid)
            if not scope.pop(KNOWN, False):
                await _unknown()(scope, receive, send)
                return
        await self._app(scope, receive, send)


KNOWN = "touchbase.known_host"


async def _known(scope: Scope, receive: Receive, send: Send) -> None:
    """Where Starlette lets through whoever asks by a name that is known."""
    scope[KNOWN] = True


async def _unsaid(message: Message) -> None:
    """Starlette's own answer, which has no code."""


def _unknown() -> Response:
    refusal = malformed("This server has no such name. Ask it by a name that is in ALLOWED_HOSTS.")
    body = orjson.dumps({"errors": [refusal.error.formatted]})
    return Response(body, refusal.status, {"Cache-Control": "no-store"}, media_type="application/json")


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
