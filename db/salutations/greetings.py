"""Greetings: what a letter begins with, made of the text of a salutation formula and the parts of a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

SLOT = re.compile("%([1-5])")
CLOSING = tuple(" ,.;:!?)]…»”")
"""What never wants a blank before it that was there for the sake of a part that is empty."""


def greeting(text: str, parts: Sequence[str], names: Mapping[str, str | None]) -> str:
    """The text with `names[parts[0]]` in the place of %1, and so on.

    An empty part drops its slot and the blank around it. What a part says is not looked at again.
    """
    said, *rest = SLOT.split(text)
    for place, after in zip(rest[::2], rest[1::2], strict=True):
        part = _part(int(place), parts, names)
        if not part and after.startswith(CLOSING):
            said = said.rstrip(" ")
        said += part + after
    return re.sub(" +(?=,)", "", re.sub(" {2,}", " ", said)).strip(" ")


def _part(place: int, parts: Sequence[str], names: Mapping[str, str | None]) -> str:
    return (names.get(parts[place - 1]) or "").strip() if place <= len(parts) else ""
