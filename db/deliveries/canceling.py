"""Canceling deliveries before they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.deliveries.choosing import Choice, changed_deliveries, chosen_deliveries
from db.deliveries.claiming import ABANDONED
from db.models import Delivery, Segment
from db.sql import statements
from db.writes.transactions import transactional

CALLED_OFF = "Called off."


@dataclass
class DeliveriesCanceled:
    changed_count: int
    held_count: int
    segment: Segment | None
    deliveries: list[Delivery]

    @property
    def changed(self) -> bool:
        return self.changed_count > 0


@transactional
async def cancel_deliveries(deliveries: Choice, *, now: datetime) -> DeliveriesCanceled:
    """Cancel the queued deliveries, also those that wait for their moment.

    Those that a worker is sending now may be on their way: they are not canceled, only counted.
    """
    chosen = await chosen_deliveries(deliveries)
    count, shown = await changed_deliveries(
        f"status = 'CANCELED', response = '{CALLED_OFF}', held_by = NULL, held_until = NULL",
        chosen,
        f"(status = 'QUEUED' OR {ABANDONED})",
        now=now,
    )
    held = await statements.select_one(
        f"SELECT count(*) AS n FROM delivery WHERE {chosen.condition} AND status = 'SENDING'",
        **chosen.parameters,
    )
    return DeliveriesCanceled(count, held["n"], chosen.segment, shown)
