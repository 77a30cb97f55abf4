"""Lists of deliveries."""

from __future__ import annotations

from db.models import Delivery, DeliveryStatus
from db.sql.clauses import ALWAYS
from db.sql.filters import is_value
from db.sql.keyset_pages import Listing, Sort


def find_deliveries(status: DeliveryStatus | None = None) -> Listing[Delivery]:
    """Deliveries in the order in which they were created; with `status` only those."""
    return Listing(Delivery, ALWAYS if status is None else is_value("status")(status), (Sort("id"),))
