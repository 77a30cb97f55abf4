"""Media types of what is sent and of what is answered."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

RESPONSE = "application/graphql-response+json"
JSON = "application/json"
LONGEST_KEPT = 500
"""A longer header is read each time, so that what is kept stays small."""


class Range(NamedTuple):
    """What a client accepts, and how much it likes it."""

    name: str
    quality: float


def answer_type(accept: str) -> str | None:
    """The type that the client likes best of the two that there are; None if it accepts neither."""
    return (_answer_type if len(accept) <= LONGEST_KEPT else _answer_type.__wrapped__)(accept)


def is_json(content_type: str) -> bool:
    """Whether a body of this type is JSON in UTF-8."""
    return (_is_json if len(content_type) <= LONGEST_KEPT else _is_json.__wrapped__)(content_type)


@lru_cache(maxsize=128)
def _answer_type(accept: str) -> str | None:
    """Where both are liked alike the type that is named, and JSON for whoever takes everything."""
    if not accept.strip():
        return JSON
    ranges = [_range(each) for each in accept.split(",") if each.strip()]
    (json_likes, _), (likes, named) = _liking(ranges, JSON), _liking(ranges, RESPONSE)
    if not max(json_likes, likes):
        return None
    return RESPONSE if likes > json_likes or (named and likes == json_likes) else JSON


def _range(text: str) -> Range:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    qualities = [
        value for key, _, value in (each.partition("=") for each in parameters) if key.strip() == "q"
    ]
    try:
        return Range(name, min(1.0, max(0.0, float(qualities[0])))) if qualities else Range(name, 1.0)
    except ValueError:
        return Range(name, 0.0)


def _liking(ranges: list[Range], name: str) -> tuple[float, bool]:
    """How much a type is liked, by the most exact range that fits, and whether that names it."""
    for fitting in (name, "application/*", "*/*"):
        if found := [each.quality for each in ranges if each.name == fitting]:
            return max(found), fitting == name
    return 0.0, False


@lru_cache(maxsize=128)
def _is_json(content_type: str) -> bool:
    name, *parameters = (part.strip().lower() for part in content_type.split(";"))
    pairs = (each.partition("=") for each in parameters)
    charsets = [value.strip('" ') for key, _, value in pairs if key.strip() == "charset"]
    return name == JSON and all(each in ("utf-8", "utf8") for each in charsets)
