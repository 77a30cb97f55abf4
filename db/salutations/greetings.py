"""Greetings, with which letters begin, made of the text of a salutation formula and the parts of a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

SLOT = re.compile("%([1-5])")
CLOSING = tuple(" ,.;:!?)]…»”")
"""Before these characters no blank stays when the part before it was empty."""


def greeting(text: str, parts: Sequence[str], names: Mapping[str, str | None]) -> str:
    """The text with `names[parts[0]]` in the place of %1, and so on.

    An empty part drops its slot and the blank around it. A % within a part of the name is no slot.
    """
    filled, *rest = SLOT.split(text)
    for place, after in zip(rest[::2], rest[1::2], strict=True):
        part = _part(int(place), parts, names)
        if not part and after.startswith(CLOSING):
            filled = filled.rstrip(" ")
        filled += part + after
    return re.sub(" +(?=,)", "", re.sub(" {2,}", " ", filled)).strip(" ")


def _part(place: int, parts: Sequence[str], names: Mapping[str, str | None]) -> str:
    return (names.get(parts[place - 1]) or "").strip() if place <= len(parts) else ""
