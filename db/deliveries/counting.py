"""Counting deliveries: by status for segments, and those that wait in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.sql import statements

MOST_COUNTED = 10_000


@dataclass
class DeliveryCounts:
    queued: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0
    canceled: int = 0

    @property
    def total(self) -> int:
        return sum(vars(self).values())


@dataclass(frozen=True)
class QueuedCounts:
    """How many deliveries are in the outbox; of each kind at most MOST_COUNTED are counted."""

    due: int
    later: int
    """Their moment has not come: they wait for another try, or were asked for later."""
    sending: int
    """In the hands of workers."""
    overdue: timedelta
    """For how long the first of them has been due, one that is being sent included."""


async def queued_counts(*, now: datetime) -> QueuedCounts:
    """Counted along the indexes by which workers claim deliveries, so that sent ones cost nothing."""
    [found] = await statements.select(
        f"""
        SELECT
            (SELECT count(*) FROM (SELECT 1 FROM delivery WHERE status = 'QUEUED' AND due_at <= :now
                LIMIT {MOST_COUNTED}) AS due) AS due,
            (SELECT count(*) FROM (SELECT 1 FROM delivery WHERE status = 'QUEUED' AND due_at > :now
                LIMIT {MOST_COUNTED}) AS later) AS later,
            (SELECT count(*) FROM (SELECT 1 FROM delivery WHERE status = 'SENDING'
                LIMIT {MOST_COUNTED}) AS sending) AS sending,
            (SELECT min(due_at) FROM delivery WHERE status = 'QUEUED') AS first_queued,
            (SELECT min(due_at) FROM delivery WHERE status = 'SENDING') AS first_sending
        """,
        now=now,
    )
    first = min(statements.as_moment(found[f"first_{each}"]) or now for each in ("queued", "sending"))
    return QueuedCounts(found["due"], found["later"], found["sending"], max(now - first, timedelta()))


async def delivery_counts(segment_ids: Sequence[int]) -> dict[int, DeliveryCounts]:
    """The number of deliveries of each segment by status: one statement, along an index."""
    counts = {identity: DeliveryCounts() for identity in segment_ids}
    records = await statements.select(
        f"""
        SELECT segment_id, status, count(*) AS n FROM delivery
        WHERE segment_id {statements.among("segments")} GROUP BY segment_id, status
        """,
        segments=list(segment_ids),
    )  # fmt: skip
    for record in records:
        setattr(counts[record["segment_id"]], record["status"].lower(), record["n"])
    return counts
