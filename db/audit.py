"""The audit log: one entry for each write that did something, in the transaction of the write."""

from __future__ import annotations

from db.models import AuditEntry
from db.sql.filters import Where, is_one_of, is_value, moment
from db.sql.found import Order, found
from db.sql.keyset_pages import Listing, Sort

CONDITIONS = {
    "caller_key": is_value("caller"),
    "action": is_one_of("action"),
    "subject": is_value("subject"),
    "happened_at": moment("happened_at"),
}


SORTS = {"HAPPENED_AT": Sort("happened_at")}


def find_audit_log(where: Where | None = None, order: Order = ()) -> Listing[AuditEntry]:
    """Who did what, the latest first."""
    return found(AuditEntry, where, CONDITIONS, order, Sort("id", descending=True))
