"""Liquid templates without tags and filters that could change a letter later or run for long.

Imported with the first letter only, because the library takes 2 MB.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liquid import Environment, StrictUndefined
from liquid.exceptions import LiquidError, ResourceLimitError

from db.contents.merge_fields import NAMES, LetterInvalid

MOST_LOOPS = 10_000
"""The most rounds of all loops of a letter together."""
MOST_BYTES = 500_000
"""The most bytes of a rendered text or HTML, and of the values that its template assigns."""


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


def rendered(source: str, values: Mapping[str, Any], *, html: bool = False) -> str:
    """A subject or a body with the values in place of its merge fields; in HTML they are escaped."""
    try:
        return (_HTML if html else _PLAIN).from_string(source).render(**values)
    except RecursionError:
        raise LetterInvalid("It nests too deeply.") from None
    except LiquidError as error:
        raise LetterInvalid(_in_words(error)) from None


def unknown_fields(source: str) -> list[str]:
    """The merge fields of a source that do not exist, each once."""
    try:
        variables = _PLAIN.from_string(source).analyze(include_partials=False).globals
    except (LiquidError, RecursionError):
        return []
    used = [".".join(map(str, each.segments)) for found in variables.values() for each in found]
    return [name for name in dict.fromkeys(used) if name not in NAMES]


def _in_words(error: LiquidError) -> str:
    if isinstance(error, ResourceLimitError):
        return f"It loops more than {MOST_LOOPS:,} times or grows beyond {MOST_BYTES:,} bytes."
    message = str(error.message or error).splitlines()[0]
    line = _line_of(error)
    return f"{message[:1].upper()}{message[1:]}{f' (line {line})' if line else ''}."


def _line_of(error: LiquidError) -> int | None:
    context = error.context()
    return context[0] if context else None
