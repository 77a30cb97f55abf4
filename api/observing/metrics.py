"""Measurements for Prometheus, as they stand in this process. Loaded only if they are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

if TYPE_CHECKING:
    from starlette.types import Scope

    from schema.graph.context import Context

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
MOST_OUTCOMES = 40
"""Outcomes are codes of ours; should one ever come from outside, it does not become a series of its own."""
NO_KIND = "none"
"""Of an operation that could not be read."""

disable_created_metrics()  # when each series began: a second one for each that nobody looks at

_operations = Counter(
    "touchbase_operations",
    "Operations that have ended. The outcome is ok, errors (along with the data), or the code why there is no data.",
    ("kind", "outcome"),
)
_seconds = Histogram(
    "touchbase_operation_seconds",
    "Seconds that operations took, from the request to the answer.",
    ("kind",),
    buckets=SECONDS,
)
_running = Gauge("touchbase_operations_running", "Requests that are being answered.")
_statement_seconds = Histogram(
    "touchbase_statement_seconds",
    "Seconds that statements of the database took, with waiting for a connection.",
    buckets=SECONDS,
)
_failed_statements = Counter("touchbase_statements_failed", "Statements that the database refused.")
connections = Gauge(
    "touchbase_database_connections",
    "Connections to PostgreSQL: open ones, and those of them that nobody uses.",
    ("state",),
)
waiting = Gauge(
    "touchbase_database_connections_waiting",
    "Statements that wait for a connection.",
)
deliveries = Gauge(
    "touchbase_deliveries_queued",
    "Deliveries in the outbox that are due, those for later, and those that workers are sending;"
    " no more than 10,000 of each are counted.",
    ("turn",),
)
overdue = Gauge(
    "touchbase_deliveries_overdue_seconds",
    "Seconds since the delivery was due that waits longest; 0 if none waits, NaN while the queue cannot be read.",
)
database_up = Gauge(
    "touchbase_database_up", "1 if the database answered this scrape within two seconds, else 0."
)

_known: set[str] = set()


def ended(context: Context, kind: str | None, outcome: str, seconds: float) -> None:
    if outcome not in _known:
        if len(_known) >= MOST_OUTCOMES:
            outcome = "other"
        _known.add(outcome)
    kind = kind or NO_KIND
    _operations.labels(kind, outcome).inc()
    _seconds.labels(kind).observe(seconds)


@contextmanager
def statement(dialect: str, text: str) -> Iterator[None]:
    began = perf_counter()
    try:
        yield
    except Exception:
        _failed_statements.inc()
        raise
    finally:
        _statement_seconds.observe(perf_counter() - began)


def counted(scope: Scope) -> AbstractContextManager[None]:
    """Around a request that is being answered."""
    return _running.track_inprogress()
