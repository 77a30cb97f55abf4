"""Lists of deliveries."""

from __future__ import annotations

from db.models import Delivery
from db.sql.filters import Where, is_one_of, moment, which_of
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort

CONDITIONS = {
    **CREATED_AND_UPDATED,
    "status": is_one_of("status"),
    "interaction": which_of("interaction_id"),
    "not_before": moment("not_before"),
    "sent_at": moment("sent_at"),
}
SORTS = dict(BY_CREATED_AND_UPDATED)


def find_deliveries(where: Where | None = None, order: Order = ()) -> Listing[Delivery]:
    """Deliveries in the order in which they were created."""
    return found(Delivery, where, CONDITIONS, order, Sort("id"))
