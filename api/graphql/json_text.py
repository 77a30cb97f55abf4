"""JSON that a client sends, and what is told of what cannot be read."""

from __future__ import annotations

from typing import Any

import orjson

from api.refusals import malformed

WELL_FORMED = {
    "infinity": "it holds a number that is too large: none may be beyond 1.7e308. Send it as a string",
    "surrogate in string": "it holds half of a character, as \\ud800 is. Send whole characters",
    "depth limit": "it is nested too deeply: a thousand levels are read. Send it flatter",
    "byte order mark": "it begins with a byte order mark. Send it without",
}
"""Words of the parser about what is JSON by its signs, and cannot be read all the same; and what to do."""


def read_json(text: bytes | str, part: str) -> Any:
    """What the text says. A refusal names the part of the request, where in it the mistake is, and what to do."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        reason = next(
            (said for words, said in WELL_FORMED.items() if words in error.msg), "it is not JSON in UTF-8"
        )
        place = f"line {error.lineno}, column {error.colno}"
        raise malformed(f"{part} cannot be read: {reason} ({place}).") from None
