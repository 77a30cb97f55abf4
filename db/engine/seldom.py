"""What happens with every request, and is worth a line in the log only now and then."""

from __future__ import annotations

from time import monotonic

SECONDS_BETWEEN_LINES = 60.0


class Seldom:
    """Says when it is time again, at most once a minute, by a clock that never goes back."""

    def __init__(self) -> None:
        self._due_at: float | None = None

    def is_due(self) -> bool:
        now = monotonic()
        if self._due_at is not None and now < self._due_at:
            return False
        self._due_at = now + SECONDS_BETWEEN_LINES
        return True
