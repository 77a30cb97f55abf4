"""Liquid templates without tags and filters that could change a letter later; work for a limited process.

What Liquid itself cannot limit, such as the work inside one expression, that process does: it is killed. Nothing but
`db.letter_contents.rendering` names this module, which imports nothing that knows a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from cachetools import LRUCache
from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.exceptions import LiquidError, ResourceLimitError

from db.letter_contents.limited_work import WorkRefused

MOST_LOOPS = 10_000
"""The most rounds of all loops of a letter together."""
MOST_BYTES = 500_000
"""The most bytes of a rendered text or HTML, and of the values that its template assigns."""
MOST_KEPT = 1_000_000
"""Characters of templates that are kept as they were read, for the next letters of the same content."""


class _Letters(Environment):
    loop_iteration_limit = MOST_LOOPS
    output_stream_limit = MOST_BYTES
    local_namespace_limit = MOST_BYTES
    context_depth_limit = 20


def _environment(*, autoescape: bool) -> Environment:
    environment = _Letters(undefined=StrictUndefined, autoescape=autoescape)
    for tag in ("include", "render"):
        del environment.tags[tag]
    environment.add_filter("date", _date)
    return environment


def _date(moment: Any, form: Any) -> str:
    """A day or a moment in another form. Unlike Liquid's own filter it knows no "now", which would change letters."""
    if moment is None:
        return ""
    try:
        return datetime.fromisoformat(str(moment)).strftime(str(form))
    except ValueError:
        return str(moment)


_PLAIN = _environment(autoescape=False)
_HTML = _environment(autoescape=True)
_kept: LRUCache[tuple[str, bool], tuple[int, BoundTemplate]] = LRUCache(
    MOST_KEPT, getsizeof=lambda kept: kept[0]
)


def work(shared: Any, piece: Any) -> bytes:
    """One of two things, as JSON.

    `{"content": place, "values": ...}`: the subject, the text and the HTML of a letter, whose sources stand at that
    place of `shared`. `{"source": ..., "html": ..., "values": ...}`: the merge fields of a new source that are not
    among the names in `shared`; if there are none, the source is rendered to see whether it can be.
    """
    if "source" in piece:
        return orjson.dumps(_unknown(piece["source"], piece["values"], piece["html"], shared))
    subject, text, html = shared[piece["content"]]
    values = piece["values"]
    return orjson.dumps([
        _rendered(subject, values),
        None if text is None else _rendered(text, values),
        None if html is None else _rendered(html, values, html=True),
    ])  # fmt: skip


def _unknown(source: str, values: Mapping[str, Any], html: bool, names: list[str]) -> list[str]:
    unknown = [name for name in _fields(source) if name not in names]
    if not unknown:
        _rendered(source, values, html=html)
    return unknown


def _rendered(source: str, values: Mapping[str, Any], *, html: bool = False) -> str:
    """A subject or a body with the values in place of its merge fields; in HTML they are escaped."""
    try:
        return _template(source, html).render(**values)
    except LiquidError as error:
        raise WorkRefused(_in_words(error)) from None


def _template(source: str, html: bool) -> BoundTemplate:
    if kept := _kept.get((source, html)):
        return kept[1]
    template = (_HTML if html else _PLAIN).from_string(source)
    if len(source) <= MOST_KEPT:
        _kept[source, html] = len(source), template
    return template


def _fields(source: str) -> list[str]:
    """The merge fields of a source, each once; none of a source that cannot be read."""
    try:
        variables = _PLAIN.from_string(source).analyze(include_partials=False).globals
    except LiquidError:
        return []
    return list(
        dict.fromkeys(".".join(map(str, each.segments)) for found in variables.values() for each in found)
    )


def _in_words(error: LiquidError) -> str:
    if isinstance(error, ResourceLimitError):
        return f"It loops more than {MOST_LOOPS:,} times or grows beyond {MOST_BYTES:,} bytes."
    message = str(error.message or error).splitlines()[0]
    line = _line_of(error)
    return f"{message[:1].upper()}{message[1:]}{f' (line {line})' if line else ''}."


def _line_of(error: LiquidError) -> int | None:
    context = error.context()
    return context[0] if context else None
