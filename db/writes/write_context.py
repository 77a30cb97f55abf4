"""What is known of the request behind a write: a context variable hands it to the transaction that does the work."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from db.callers import Caller


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The key of a request, and a digest of its input: the same key with another input is refused."""

    key: str
    input_digest: str


@dataclass(slots=True)
class Write:
    """One action of a caller: its name, who calls from where, and the idempotency key of the request."""

    action: str
    caller: Caller
    now: datetime
    address: str | None = None
    request_id: str = ""
    operation_name: str | None = None
    idempotency_key: IdempotencyKey | None = None
    author_id: int | None = None
    """The row of the caller, once it is known; see `db.writes.authors`."""
    replayed: bool = False
    """Whether its answer is the first one to the same key, given again."""


writing: ContextVar[Write | None] = ContextVar("writing", default=None)
"""The write that is going on. Work without one, as of the outbox, has neither key nor entry in the audit log."""
