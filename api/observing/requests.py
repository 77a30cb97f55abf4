"""Which request a task works for, so that whatever it writes into the log says so."""

from __future__ import annotations

from contextvars import ContextVar

LONGEST_NAME = 100

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

work_for = _request_id.set
"""From here on this task, and what it starts, works for the request with this id."""

current_request = _request_id.get


def shown_name(name: str | None) -> str:
    """The name of an operation as logs and traces may show it: the caller has made it up."""
    if not name:
        return ""
    short = name[:LONGEST_NAME]
    return short if short.isprintable() else "".join(each if each.isprintable() else "?" for each in short)
