"""How criteria are worded: lists, words of enums, moments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def joined_by_or(values: Iterable[Any]) -> str:
    *most, last = [str(value) for value in values]
    return f"{', '.join(most)} or {last}" if most else last


def joined_by_and(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def in_lower_case(word: str) -> str:
    return word.replace("_", " ").lower()


def short_moment(moment: str) -> str:
    """A moment at midnight is shown as a day; seconds are left out if they are zero."""
    day = moment.removesuffix("T00:00:00+00:00")
    return day.replace("T", " ").replace(":00+00:00", " UTC").replace("+00:00", " UTC")
