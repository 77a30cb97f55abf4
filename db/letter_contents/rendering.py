"""Rendering content and trying new sources, in a process beside this one that is limited and killed if need be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from db.callers import whose_turn
from db.letter_contents.limited_process import LimitedProcess, Limits, Result
from db.letter_contents.merge_fields import NAMES, SAMPLE, LetterInvalid, nested

LIMITS = Limits(seconds=1, patience=20, memory=256 * 1024**2)
"""An honest letter takes a thousandth of the time; with what the process has loaded, 40 MB."""

Sources = tuple[str, str | None, str | None]
"""Subject, text and HTML, with merge fields or without."""

_process = LimitedProcess("db.letter_contents.liquid", LIMITS)


async def rendered(
    contents: Sequence[Sources], letters: Sequence[tuple[int, Mapping[str, Any]]]
) -> list[Sources | LetterInvalid]:
    """Each letter, or why it is none. A letter is the place of its content in `contents`, and its nested values."""
    pieces = [{"content": place, "values": values} for place, values in letters]
    kinds = [hash(contents[place]) for place, _ in letters]
    return [
        made if isinstance(made, LetterInvalid) else tuple(made)
        for made in map(_read, await _process.results(contents, pieces, whose_turn(), kinds))
    ]


async def unknown_fields(sources: Sequence[tuple[str, bool]]) -> list[list[str] | LetterInvalid]:
    """For each new source, and whether it is HTML: its merge fields that do not exist, or why it makes no letter.

    It is rendered with sample values if all fields exist.
    """
    values = nested(SAMPLE)
    pieces = [{"source": source, "html": html, "values": values} for source, html in sources]
    return [_read(each) for each in await _process.results(NAMES, pieces, whose_turn())]


async def close_rendering() -> None:
    """End the process beside this one."""
    await _process.close()


def _read(result: Result) -> Any:
    return orjson.loads(result) if isinstance(result, bytes) else LetterInvalid(str(result))
