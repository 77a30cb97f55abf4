"""How far the deliveries of segments have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db import sql


@dataclass
class DeliveryCounts:
    queued: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        return self.queued + self.sent + self.failed + self.skipped


async def delivery_counts(segment_ids: Sequence[int]) -> dict[int, DeliveryCounts]:
    """The deliveries of each segment by status: one statement, along an index, for however many segments."""
    counts = {identity: DeliveryCounts() for identity in segment_ids}
    records = await sql.select(
        f"""
        SELECT segment_id, status, count(*) AS n FROM delivery
        WHERE segment_id {sql.among("segments")} GROUP BY segment_id, status
        """,
        segments=list(segment_ids),
    )  # fmt: skip
    for record in records:
        setattr(counts[record["segment_id"]], record["status"].lower(), record["n"])
    return counts
