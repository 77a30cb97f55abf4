"""Counting what is sent to the database: a list and a verb cost a number of statements that no row adds to."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CLIENT = logging.getLogger("tortoise.db_client")


class Statements(logging.Handler):
    """The texts of the statements, transactions' own left out, as Tortoise logs them."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []
        self.values: list[list[Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        named = record.args if isinstance(record.args, tuple) else ()
        self.texts.append(str(named[0]) if named else record.getMessage())
        values = named[1] if len(named) > 1 else None
        self.values.append(list(values) if isinstance(values, list) else [])

    def __len__(self) -> int:
        return len(self.texts)


@contextmanager
def counted_statements() -> Iterator[Statements]:
    """`with counted_statements() as statements: ...` and then `len(statements)`."""
    statements = Statements()
    level, propagates = CLIENT.level, CLIENT.propagate
    CLIENT.addHandler(statements)
    CLIENT.setLevel(logging.DEBUG)
    CLIENT.propagate = False
    try:
        yield statements
    finally:
        CLIENT.removeHandler(statements)
        CLIENT.setLevel(level)
        CLIENT.propagate = propagates
