"""How a contact is greeted: a formula with parts of its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def greeting(text: str, parts: Sequence[str], names: Mapping[str, str | None]) -> str:
    for place, part in enumerate(parts, 1):
        text = text.replace(f"%{place}", names.get(part) or "")
    return text
