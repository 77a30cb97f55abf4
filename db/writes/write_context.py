"""What is known of the request behind a write. A context variable tells it to the transaction that does the work."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from db.callers import Caller


@dataclass(frozen=True, slots=True)
class Once:
    """The idempotency key of a request, and what it asks for."""

    key: str
    input_digest: str


@dataclass(slots=True)
class Write:
    """One action of a caller: what it is called, who asks for it from where, and the key that came along."""

    action: str
    caller: Caller
    now: datetime
    address: str | None = None
    request_id: str = ""
    operation_name: str | None = None
    once: Once | None = None
    replayed: bool = False
    """Whether its answer is the first one to the same key, given again."""


writing: ContextVar[Write | None] = ContextVar("writing", default=None)
"""The write that is going on. Work without one, as of the outbox, has neither key nor entry in the audit log."""
