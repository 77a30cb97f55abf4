"""What measures and traces each statement of the database, by what the settings want."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.engine.statement_hooks import Around, watch_statements


@contextmanager
def watched_statements(metrics: bool, traces: bool) -> Iterator[None]:
    watch_statements(_around(metrics, traces))
    try:
        yield
    finally:
        watch_statements(None)


def _around(metrics: bool, traces: bool) -> Around | None:
    around: list[Around] = []
    if metrics:
        from api.observing.metrics import statement as counted

        around.append(counted)
    if traces:
        from api.observing.traces import statement as traced

        around.append(traced)
    return _both(*around) if len(around) > 1 else next(iter(around), None)


def _both(outer: Around, inner: Around) -> Around:
    @contextmanager
    def around(dialect: str, text: str) -> Iterator[None]:
        with outer(dialect, text), inner(dialect, text):
            yield

    return around
