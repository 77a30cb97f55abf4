"""All that a resolver may reach for besides its parents and arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Context:
    """One request: when it came, what it brought, how much it may ask for."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    idempotency_key: str | None = None
    request_id: str = ""
    max_page_size: int = 100
