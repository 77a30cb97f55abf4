"""Putting entries of the log into the outbox, in the transaction that logs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from db.deliveries.addressing import frozen_address
from db.sql import statements

REASONS = {
    "HARD_COPY": "The contact gets a hard copy.",
    "NONE": "The contact is not written to.",
}
"""Why an entry is not sent by e-mail."""


async def queue_segment(segment_id: int, now: datetime) -> int:
    """A delivery for each entry of a segment that is being logged; how many."""
    return await _queue("entry.segment_id = :segment_id", now, segment_id=segment_id)


async def queue_interactions(interaction_ids: Sequence[int], now: datetime) -> int:
    """A delivery for each of these entries; how many."""
    return await _queue(f"entry.id {statements.among('ids')}", now, ids=list(interaction_ids))


async def _queue(chosen: str, now: datetime, **values: object) -> int:
    reasons = " ".join(f"WHEN '{kind}' THEN '{reason}'" for kind, reason in REASONS.items())
    is_email = "correspondence_type = 'EMAIL'"
    return await statements.change(
        f"""
        INSERT INTO delivery (interaction_id, segment_id, status, email, response, attempt_count, due_at,
            revision, created_at, updated_at)
        SELECT id, segment_id, CASE WHEN {is_email} THEN 'QUEUED' ELSE 'SKIPPED' END,
            CASE WHEN {is_email} THEN address END, CASE correspondence_type {reasons} END,
            0, :now, 1, :now, :now
        FROM (
            SELECT entry.id, entry.segment_id, entry.correspondence_type, {frozen_address("entry")} AS address
            FROM interaction AS entry WHERE {chosen}
        ) AS logged ORDER BY id
        """,
        now=now, **values,
    )  # fmt: skip
