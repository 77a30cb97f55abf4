"""One line of the log for each operation: which, for whom, how it ended and how long it took. No values."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from api.observing.requests import shown_name
from db.engine.outages import Outage

if TYPE_CHECKING:
    from schema.graph.context import Context

logger = logging.getLogger("touchbase.operations")

FAULT = "INTERNAL_SERVER_ERROR"
SLOW = 1.0

_slow = SLOW


def begin(slow_seconds: float) -> None:
    """From so many seconds on an operation is slow; with 0 none is."""
    global _slow
    _slow = slow_seconds or float("inf")


def ended(context: Context, kind: str | None, outcome: str, seconds: float) -> None:
    level = _level(outcome, seconds)
    if logger.isEnabledFor(level):
        logger.log(
            level,
            "slow operation" if seconds >= _slow else "operation",
            extra={
                "operation": shown_name(context.operation_name),
                "kind": kind,
                "outcome": outcome,
                "milliseconds": round(seconds * 1000, 1),
                "caller": context.caller.identity,
                "request_id": context.request_id,
            },
        )


def _level(outcome: str, seconds: float) -> int:
    if outcome == FAULT:
        return logging.ERROR
    if seconds >= _slow:
        return logging.WARNING
    return logging.DEBUG if outcome in ("ok", *Outage) else logging.INFO  # an outage has a line a minute
