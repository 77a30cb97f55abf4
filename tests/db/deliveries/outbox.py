"""Outboxes: entries of the log with deliveries, put in at once."""

from __future__ import annotations

from db.deliveries.claiming import LEASE
from db.models import Delivery, DeliveryStatus, Interaction, Segment
from db.sql import statements
from tests.builders import an_interaction
from tests.conftest import NOW


async def an_outbox(
    size: int, segment: Segment | None = None, status: DeliveryStatus = DeliveryStatus.QUEUED
) -> list[Delivery]:
    """So many entries of one contact with deliveries, due now, to c1@example.com and so on.

    What is being sent has been taken just now, by a worker called `somebody`.
    """
    pattern = await an_interaction()
    alike = ", ".join(sorted(Interaction._meta.db_fields - {"id", "segment_id"}))
    entries = await statements.change_returning(
        f"""
        INSERT INTO interaction (segment_id, {alike})
        SELECT CAST(:segment_id AS bigint), {alike} FROM interaction CROSS JOIN {statements.ordered("places")}
        WHERE interaction.id = :pattern RETURNING id
        """,
        segment_id=segment.id if segment else None, pattern=pattern.id, places=list(range(size)),
    )  # fmt: skip
    is_sending = status is DeliveryStatus.SENDING
    number = "row_number() OVER (ORDER BY given.position)"
    await statements.change_returning(
        f"""
        INSERT INTO delivery (interaction_id, segment_id, status, email, attempt_count, due_at, sent_at,
            held_by, held_until, revision, created_at, updated_at)
        SELECT given.id, CAST(:segment_id AS bigint), :status, 'c' || {number} || '@example.com', 0, :now,
            {":now" if status is DeliveryStatus.SENT else "NULL"},
            {"'somebody', :held_until" if is_sending else "NULL, NULL"}, 1, :now, :now
        FROM {statements.ordered("entries")} ORDER BY given.position RETURNING id
        """,
        segment_id=segment.id if segment else None, status=status.value, now=NOW, held_until=NOW + LEASE,
        entries=sorted(entry["id"] for entry in entries),
    )  # fmt: skip
    return await Delivery.filter(interaction_id__in=[entry["id"] for entry in entries]).order_by("id")
