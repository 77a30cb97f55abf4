"""Settings that are several words, or words in any case."""

from __future__ import annotations


def listed(text: object) -> object:
    """Words between commas."""
    return tuple(text.replace(",", " ").split()) if isinstance(text, str) else text


def in_lower_case(text: object) -> object:
    """The same for words that are written in small letters."""
    return listed(text.lower()) if isinstance(text, str) else text
