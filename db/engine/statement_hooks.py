"""Who is told of each statement while it runs; nobody, unless somebody says so before the database is opened."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

Around = Callable[[str, str], AbstractContextManager[object]]
"""Stands around one statement: gets the database, `sqlite` or `postgres`, and the text, which holds no values."""

_around: Around | None = None


def watch_statements(around: Around | None) -> None:
    """For databases that are opened from here on."""
    global _around
    _around = around


def is_watched() -> bool:
    return _around is not None


def around_statement(dialect: str, text: str) -> AbstractContextManager[object]:
    assert _around is not None, "watch_statements() comes first"
    return _around(dialect, text)
