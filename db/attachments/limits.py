"""The largest size and the media types of uploads, with their defaults."""

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
"""Media types in which a browser runs no scripts, so neither HTML nor SVG."""


@dataclass(frozen=True)
class UploadLimits:
    """The most bytes of a file, and the media types allowed, as patterns with *."""

    largest: int = 10 * 1024 * 1024
    types: tuple[str, ...] = SAFE_TYPES
