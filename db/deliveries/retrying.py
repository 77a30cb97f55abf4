"""Retrying deliveries that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.deliveries.addressing import TODAYS_ADDRESS
from db.deliveries.choosing import Choice, changed_deliveries, chosen_deliveries
from db.models import Delivery, Segment
from db.writes.transactions import transactional

_STILL_LOGGED = (
    "EXISTS (SELECT 1 FROM interaction WHERE interaction.id = delivery.interaction_id"
    " AND interaction.status = 'LOGGED')"
)


QUEUED_AGAIN = f"""email = COALESCE({TODAYS_ADDRESS}, email), status = 'QUEUED', due_at = :now,
    attempt_count = 0, response = NULL, held_by = NULL, held_until = NULL"""


@dataclass
class DeliveriesRetried:
    changed_count: int
    segment: Segment | None
    deliveries: list[Delivery]

    @property
    def changed(self) -> bool:
        return self.changed_count > 0


@transactional
async def retry_deliveries(deliveries: Choice, *, now: datetime) -> DeliveriesRetried:
    """Queue the failed deliveries again, with all attempts before them.

    They go to the current address of the contact. Deliveries of canceled entries are left out.
    """
    chosen = await chosen_deliveries(deliveries)
    count, shown = await changed_deliveries(
        QUEUED_AGAIN,
        chosen,
        f"status = 'FAILED' AND {_STILL_LOGGED}",
        now=now,
        today=now.date(),
    )
    return DeliveriesRetried(count, chosen.segment, shown)
