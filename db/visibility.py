"""Which rows a caller sees: a condition for every list, count, edge and look-up."""

from __future__ import annotations

from db.callers import current_caller


def is_restricted() -> bool:
    """Whether whoever calls sees only the contacts and interactions of their own salesperson."""
    caller = current_caller()
    return caller is not None and caller.only_own
