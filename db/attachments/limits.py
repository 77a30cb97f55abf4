"""What may be uploaded, unless a setting says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

SAFE_TYPES = (
    "application/pdf",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/calendar",
    "text/csv",
    "text/plain",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.*",
    "application/vnd.openxmlformats-officedocument.*",
)
"""What no browser runs when it opens it: neither HTML nor SVG is here."""


@dataclass(frozen=True)
class Limits:
    """The most bytes of a file, and its media types, with * for any part of one."""

    largest: int = 10 * 1024 * 1024
    types: tuple[str, ...] = SAFE_TYPES
