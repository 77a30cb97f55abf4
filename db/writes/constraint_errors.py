"""What a constraint has refused: the last guard behind rules that were checked before, and so a sign of a race."""

from __future__ import annotations

import re
from typing import Any

from tortoise.exceptions import IntegrityError

from db.errors import Code, Problem, Refused

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: \w+\.(\w+)")
_POSTGRES_KEY = re.compile(r"Key \((\w+)")


def is_broken_reference(error: IntegrityError) -> bool:
    """Whether a row that was pointed at, or that points at one which goes, has been changed since the check."""
    kind = _kind(error)
    return kind in ("23503", "23001") or kind.startswith("FOREIGN KEY")


def is_taken_key(error: IntegrityError) -> bool:
    """Whether a twin won the race for a key."""
    kind = _kind(error)
    return kind == "23505" or kind.startswith("UNIQUE")


def taken_key(error: IntegrityError) -> Refused:
    """What a caller is answered whose verb does not see by itself that a key is taken."""
    message = "Another row has this value already. Choose another one."
    return Refused([Problem(Code.NOT_UNIQUE, message, (_column(error.args[0]),))])


def _kind(error: IntegrityError) -> str:
    """The code of PostgreSQL, or the words of SQLite."""
    cause: Any = error.args[0]
    return getattr(cause, "sqlstate", None) or str(cause)


def _column(cause: Any) -> str:
    found = _SQLITE_UNIQUE.search(str(cause)) or _POSTGRES_KEY.search(getattr(cause, "detail", None) or "")
    return found[1] if found else ""
