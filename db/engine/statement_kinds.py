"""What a statement does to rows, told from its text: not to decide anything, but to hold callers to what they said."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a function of `db/sql/statements.py` may be given."""

    READING = "reads rows and leaves them alone"
    LOCKING = "reads rows and locks them"
    CHANGING = "changes rows, or more than rows"


class WrongStatement(Exception):
    """A function was given a statement that does something else than its name says."""


_LITERALS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
"""Texts and quoted names."""
_OBSCURE = re.compile(r"--|/\*|`|\$[a-z_]*\$|\bE'|\bU&", re.IGNORECASE)
"""What can hide the rest of a statement from whoever reads its text: comments, escapes, other quotes."""
_READING = re.compile(r"[\s(]*(SELECT|WITH|VALUES|TABLE|EXPLAIN)\b", re.IGNORECASE)
_LOCKING = re.compile(r"\bFOR\s+(NO\s+KEY\s+UPDATE|UPDATE|KEY\s+SHARE|SHARE)\b", re.IGNORECASE)
_CHANGING = re.compile(
    r"\b(INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|UPDATE\s+(ONLY\s+)?\S+(\s+AS)?(\s+\w+)?\s+SET)\b",
    re.IGNORECASE,
)
_OF_ITS_CONNECTION = re.compile(r"\b(changes|total_changes|last_insert_rowid)\s*\(", re.IGNORECASE)
"""What SQLite tells about the last change of the same connection."""
_PERHAPS_CHANGING = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE|INTO)\b", re.IGNORECASE)


def is_obscure(text: str) -> bool:
    """Whether it cannot be told from its text what a statement does. No statement of ours needs that."""
    return _OBSCURE.search(text) is not None


def kind_of(text: str) -> Kind:
    """What begins as a reading statement is a change only if it surely is one, and reads only if it surely does."""
    if is_obscure(text):
        raise WrongStatement(f"Leave out comments, escapes and quotes other than ' and \": {text}")
    keywords = _LITERALS.sub(' "" ', text)
    unlocked = _LOCKING.sub(" ", keywords)
    if not _READING.match(keywords) or _CHANGING.search(unlocked):
        return Kind.CHANGING
    if _PERHAPS_CHANGING.search(unlocked):
        raise WrongStatement(f"This may read or change: quote names that are keywords. {text}")
    return Kind.READING if unlocked == keywords else Kind.LOCKING


def check_kind(text: str, *allowed: Kind) -> None:
    if (kind := kind_of(text)) not in allowed:
        raise WrongStatement(
            f"This {kind.value}. Choose the function of db/sql/statements.py that is for it: {text}"
        )


@lru_cache(maxsize=1024)
def only_reads(text: str) -> bool:
    """Whether a statement surely changes nothing and means the same on any connection."""
    try:
        return kind_of(text) is Kind.READING and not _OF_ITS_CONNECTION.search(text)
    except WrongStatement:
        return False
