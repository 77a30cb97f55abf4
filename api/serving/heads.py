"""What the head of a request has to be besides what the parser asks: one host, and a body that can be framed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from api.refusals import Refusal

VERSIONS = ("1.0", "1.1")
HOST = re.compile(rb"[ \t]*(?:[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?[ \t]*")
"""A name, an IPv4 address, or an IPv6 address in brackets, and a port."""

OTHER_VERSION = Refusal(400, "BAD_REQUEST", "This server speaks HTTP/1.1. Send the request in that version.")
ONE_HOST = Refusal(
    400,
    "BAD_REQUEST",
    "A request names one host, in one header Host. Send the name of this server, and no other.",
)
OTHER_CODING = Refusal(
    501, "BAD_REQUEST", "This server reads no transfer coding but chunked. Send the body as it is."
)
NO_FRAME = Refusal(
    400,
    "BAD_REQUEST",
    "Transfer-Encoding does not say where the body ends. Send it chunked, or with its length.",
)


def head_refusal(version: str, headers: Iterable[tuple[bytes, bytes]]) -> Refusal | None:
    """Why a request with these headers is not heard, of which the names are in small letters; none if it is.

    A proxy in front may read what is ambiguous in another way, and let a request through that it has not looked at.
    """
    if version not in VERSIONS:
        return OTHER_VERSION
    hosts, codings = 0, None
    for name, value in headers:
        if name == b"host":
            hosts += 1
            if HOST.fullmatch(value) is None:
                return ONE_HOST
        elif name == b"transfer-encoding":
            codings = value if codings is None else codings + b"," + value
    if hosts > 1 or (hosts == 0 and version == "1.1"):
        return ONE_HOST
    return None if codings is None else _coding_refusal(version, _listed(codings))


def _listed(codings: bytes) -> list[bytes]:
    return [coding.strip().lower() for coding in codings.split(b",")]


def _coding_refusal(version: str, codings: list[bytes]) -> Refusal | None:
    if version == "1.0" or codings[-1] != b"chunked" or codings.count(b"chunked") > 1:
        return NO_FRAME
    return None if codings == [b"chunked"] else OTHER_CODING
