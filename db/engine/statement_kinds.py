"""What a statement does to rows, told from its text: not to decide anything, but to hold callers to what they said."""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """What a function of `db/sql/statements.py` may be given."""

    READING = "reads rows and leaves them alone"
    LOCKING = "reads rows and locks them"
    CHANGING = "changes rows, or more than rows"


class WrongStatement(Exception):
    """A function was given a statement that does something else than its name says."""


_NO_KEYWORDS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
"""Texts, quoted names and comments."""
_READING = re.compile(r"[\s(]*(SELECT|WITH|VALUES|EXPLAIN)\b", re.IGNORECASE)
_LOCKING = re.compile(r"\bFOR\s+(NO\s+KEY\s+UPDATE|UPDATE|KEY\s+SHARE|SHARE)\b", re.IGNORECASE)
_CHANGING = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE|INTO)\b", re.IGNORECASE)


def kind_of(text: str) -> Kind:
    """Whatever is not known to read counts as a change."""
    keywords = _NO_KEYWORDS.sub(" ", text)
    unlocked = _LOCKING.sub(" ", keywords)
    if not _READING.match(keywords) or _CHANGING.search(unlocked):
        return Kind.CHANGING
    return Kind.READING if unlocked == keywords else Kind.LOCKING


def check_kind(text: str, *allowed: Kind) -> None:
    if (kind := kind_of(text)) not in allowed:
        raise WrongStatement(
            f"This {kind.value}. Choose the function of db/sql/statements.py that is for it: {text}"
        )
