"""What a caller is answered when a constraint refuses: the last guard behind rules that were checked before."""

from __future__ import annotations

import re
from typing import Any

from tortoise.exceptions import IntegrityError

from db.errors import Code, Problem, Refused

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: \w+\.(\w+)")
_POSTGRES_KEY = re.compile(r"Key \((\w+)")


def refusal_behind(error: IntegrityError) -> Exception:
    """A twin won the race for a key, or the row that was pointed at has just been deleted."""
    cause: Any = error.args[0]
    column = _column(cause)
    kind = getattr(cause, "sqlstate", None) or str(cause)
    if kind == "23505" or kind.startswith("UNIQUE"):
        return Refused(
            [Problem(Code.NOT_UNIQUE, "Another row has this value already. Choose another one.", (column,))]
        )
    if kind in ("23503", "23001") or kind.startswith("FOREIGN KEY"):
        path = (column,) if column else ()
        message = "Something that this refers to, or that refers to this, was changed meanwhile. Look again."
        return Refused([Problem(Code.NOT_FOUND, message, path)])
    return error


def _column(cause: Any) -> str:
    found = _SQLITE_UNIQUE.search(str(cause)) or _POSTGRES_KEY.search(getattr(cause, "detail", None) or "")
    return found[1] if found else ""
