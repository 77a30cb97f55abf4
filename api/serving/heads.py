"""What the head of a request has to be besides what the parser asks: one host, and a body that can be framed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from api.refusals import Refusal

VERSIONS = ("1.0", "1.1")
HOST = re.compile(rb"(?:[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
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
    hosts, codings = [], []
    for name, value in headers:
        if name == b"host":
            hosts.append(value)
        elif name == b"transfer-encoding":
            codings += [coding.strip().lower() for coding in value.split(b",")]
    if len(hosts) > 1 or (version == "1.1" and not hosts) or not all(map(_is_host, hosts)):
        return ONE_HOST
    return _coding_refusal(version, codings) if codings else None


def _is_host(value: bytes) -> bool:
    return HOST.fullmatch(value.strip(b" \t")) is not None


def _coding_refusal(version: str, codings: list[bytes]) -> Refusal | None:
    if version == "1.0" or codings[-1] != b"chunked" or codings.count(b"chunked") > 1:
        return NO_FRAME
    return None if codings == [b"chunked"] else OTHER_CODING
