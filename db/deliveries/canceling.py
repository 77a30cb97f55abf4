"""Canceling deliveries before they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.deliveries.choosing import Choice, changed_deliveries, chosen_deliveries
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
    """Cancel the queued deliveries.

    Those that a worker holds now may be on their way: they are not canceled, only counted.
    """
    chosen = await chosen_deliveries(deliveries)
    count, shown = await changed_deliveries(
        f"status = 'SKIPPED', response = '{CALLED_OFF}'",
        chosen,
        "status = 'QUEUED' AND (held_until IS NULL OR held_until < :now)",
        now=now,
    )
    held = await statements.select_one(
        f"SELECT count(*) AS n FROM delivery WHERE {chosen.condition} AND status = 'QUEUED'",
        **chosen.parameters,
    )
    return DeliveriesCanceled(count, held["n"], chosen.segment, shown)
