"""Claiming deliveries that are due: one worker holds each and is sending it, for longer than that takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.models import DeliveryStatus
from db.sql import statements

LEASE = timedelta(minutes=15)
"""How long a delivery is held for a worker, in case it dies."""

_FREE = "status = 'QUEUED' AND due_at <= :now"
ABANDONED = "(status = 'SENDING' AND held_until < :now)"
"""Whether the worker that took a delivery has not ended with it in time, as SQL: it has died, or lost the database."""

CANCELED = "The entry was canceled before the message was sent."
DELETED = "The contact was deleted before the message was sent."
BLOCKED = "The contact was blocked for privacy before the message was sent."

_REASON = f"""CASE
    WHEN interaction.status <> 'LOGGED' THEN '{CANCELED}'
    WHEN contact.id IS NULL OR interaction.contact_name IS NOT NULL THEN '{DELETED}'
    WHEN contact.privacy_blocked THEN '{BLOCKED}'
END"""
"""SQL for the reason why the message of an entry must not be sent any more; null if it may be."""


@dataclass(frozen=True)
class Claimed:
    """A delivery that a worker holds, with the sender and the recipient of the message."""

    id: int
    interaction_id: int
    created_at: datetime
    email: str
    contact_name: str
    salesperson_name: str | None
    salesperson_email: str | None


@dataclass(frozen=True)
class Attempt:
    """An attempt to send, or the reason why the delivery was canceled instead."""

    number: int
    message_id: str
    canceled_because: str | None = None


async def claim_deliveries(holder: str, limit: int, *, now: datetime) -> list[Claimed]:
    """Claim at most `limit` deliveries that are due, the first due first; skips those that others are claiming.

    Those of workers that have died are queued again before.
    """
    await _queue_abandoned(now)
    taken = await statements.change_returning(
        f"""
        WITH due AS MATERIALIZED (
            SELECT id FROM delivery WHERE {_FREE} ORDER BY due_at, id LIMIT :count
            {statements.locking("FOR UPDATE SKIP LOCKED")}
        )
        UPDATE delivery SET status = 'SENDING', held_by = :holder, held_until = :until,
            revision = revision + 1, updated_at = :now
        WHERE id IN (SELECT id FROM due) RETURNING id
        """,
        now=now, count=limit, holder=holder, until=now + LEASE,
    )  # fmt: skip
    return await _addressed([record["id"] for record in taken]) if taken else []


async def _queue_abandoned(now: datetime) -> None:
    """Queue again what nobody sends any more. What others look at in the same moment is left to them."""
    await statements.change_returning(
        f"""
        UPDATE delivery SET status = 'QUEUED', held_by = NULL, held_until = NULL,
            revision = revision + 1, updated_at = :now
        WHERE id IN (
            SELECT id FROM delivery WHERE {ABANDONED} ORDER BY id {statements.locking("FOR UPDATE SKIP LOCKED")}
        ) AND {ABANDONED} RETURNING id
        """,
        now=now,
    )  # fmt: skip


_BEGUN = f"""
    UPDATE delivery SET
        status = CASE WHEN judged.reason IS NULL THEN delivery.status ELSE 'CANCELED' END,
        response = COALESCE(judged.reason, delivery.response),
        attempt_count = delivery.attempt_count + CASE WHEN judged.reason IS NULL THEN 1 ELSE 0 END,
        message_id = COALESCE(
            delivery.message_id, CASE WHEN judged.reason IS NULL THEN CAST(:message_id AS VARCHAR(300)) END
        ),
        held_until = :until,
        revision = delivery.revision + 1, updated_at = :now
    FROM (
        SELECT interaction.id AS entry_id, {_REASON} AS reason
        FROM interaction LEFT JOIN contact ON contact.id = interaction.contact_id
    ) AS judged
    WHERE delivery.id = :id AND delivery.held_by = :holder AND delivery.status = 'SENDING'
        AND judged.entry_id = delivery.interaction_id
    RETURNING status, attempt_count, message_id, response
"""


async def begin_attempt(holder: str, delivery_id: int, message_id: str, *, now: datetime) -> Attempt | None:
    """Count an attempt and hold the delivery for it; None if somebody else holds it by now.

    If the message must not be sent any more, the same statement marks the delivery as canceled. The message id of the
    first attempt is kept.
    """
    records = await statements.change_returning(
        _BEGUN,
        id=delivery_id, holder=holder, message_id=message_id, now=now, until=now + LEASE,
    )  # fmt: skip
    if not records:
        return None
    [begun] = records
    canceled = begun["response"] if begun["status"] == DeliveryStatus.CANCELED else None
    return Attempt(begun["attempt_count"], begun["message_id"] or message_id, canceled)


async def due_count(now: datetime) -> int:
    """How many deliveries could be claimed now."""
    counted = f"SELECT count(*) AS n FROM delivery WHERE {_FREE} OR {ABANDONED}"
    return (await statements.select_one(counted, now=now))["n"]


async def _addressed(delivery_ids: list[int]) -> list[Claimed]:
    records = await statements.select(
        f"""
        SELECT delivery.id, delivery.interaction_id, delivery.created_at, delivery.email,
            COALESCE(interaction.contact_name, contact.name, '') AS contact_name,
            salesperson.name AS salesperson_name, salesperson.email AS salesperson_email
        FROM delivery JOIN interaction ON interaction.id = delivery.interaction_id
            LEFT JOIN contact ON contact.id = interaction.contact_id
            LEFT JOIN salesperson ON salesperson.id = interaction.salesperson_id
        WHERE delivery.id {statements.among("ids")} ORDER BY delivery.due_at, delivery.id
        """,
        ids=delivery_ids,
    )  # fmt: skip
    return [
        Claimed(**record | {"created_at": statements.as_moment(record["created_at"])}) for record in records
    ]
