"""All that a resolver may reach for besides its parents and arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from db.attachments.limits import UploadLimits
from db.callers import LOCAL, Caller
from schema.graph.signed_links import LINKS_OF_THIS_PROCESS, Links


@dataclass
class Context:
    """One request: when it came, who sent it from where, what it brought, how much it may ask for and send."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    idempotency_key: str | None = None
    request_id: str = ""
    caller: Caller = LOCAL
    address: str | None = None
    """The network address that it came from."""
    operation_name: str | None = None
    operation_kind: str | None = None
    """`query` or `mutation`, once that is known."""
    cost: int | None = None
    """What the operation may cost at most, once that is known."""
    input_cost: int = 0
    """What the values of its variables cost, once they are measured."""
    max_cost: int = 50_000
    max_page_size: int = 100
    attachment_limits: UploadLimits = field(default_factory=UploadLimits)
    public_url: str = "http://127.0.0.1:8000"
    """What addresses in answers begin with, without a slash at the end."""
    links: Links = LINKS_OF_THIS_PROCESS
