"""The hook around each statement, for measurements and traces; none, unless one is set."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Around = Callable[[str, str], AbstractContextManager[object]]
"""Stands around one statement: gets the database, `sqlite` or `postgres`, and the text, which holds no values."""

_around: Around | None = None
_NOTHING = nullcontext()


def watch_statements(around: Around | None) -> None:
    """For every statement from here on."""
    global _around
    _around = around


def around_statement(dialect: str, text: str) -> AbstractContextManager[object]:
    return _NOTHING if _around is None else _around(dialect, text)
