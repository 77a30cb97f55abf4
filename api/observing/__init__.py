"""What is told of each operation: the one place that sees it end."""

from __future__ import annotations

from schema.context import Context


def ended(context: Context, kind: str | None, outcome: str, seconds: float) -> None:
    """An operation has ended: `ok`, with `errors` beside its data, or with the code why it has no data."""
