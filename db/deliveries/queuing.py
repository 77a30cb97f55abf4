"""Putting entries of the log into the outbox, in the transaction that logs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.deliveries.addressing import frozen_address
from db.errors import Code, Problems
from db.sql import statements
from db.writes.validation import Check, Unfit, checked, moment, optional

REASONS = {
    "HARD_COPY": "The contact gets a hard copy.",
    "NONE": "The contact is not written to.",
}
"""Why an entry is not sent by e-mail."""


LONGEST_WAIT = timedelta(days=366)
"""How far ahead a delivery may be asked for."""


@dataclass(frozen=True)
class WantedDelivery:
    """Letters are to be delivered as soon as possible, or not before a moment."""

    not_before: datetime | None = None


def wanted_delivery(
    delivery: Mapping[str, Any] | None, problems: Problems, now: datetime
) -> WantedDelivery | None:
    """What a caller says of delivery: `{}` is enough to want it, None is not to deliver."""
    if delivery is None:
        return None
    return WantedDelivery(**checked(delivery, {"not_before": optional(_ahead_of(now))}, problems, "delivery"))


def accepted_delivery(delivery: Mapping[str, Any] | None, now: datetime) -> WantedDelivery | None:
    """The same for a verb that has nothing else to check before."""
    problems = Problems()
    wanted = wanted_delivery(delivery, problems, now)
    problems.refuse_if_any()
    return wanted


def _ahead_of(now: datetime) -> Check:
    def check(value: datetime) -> datetime:
        fit = moment(value)
        if fit > now + LONGEST_WAIT:
            message = f"A delivery may wait for {LONGEST_WAIT.days} days. Give an earlier moment."
            raise Unfit(Code.OUT_OF_RANGE, message)
        return fit

    return check


async def queue_segment(segment_id: int, wanted: WantedDelivery, now: datetime) -> int:
    """A delivery for each entry of a segment that is being logged; how many."""
    return await _queue("entry.segment_id = :segment_id", wanted, now, segment_id=segment_id)


async def queue_interactions(interaction_ids: Sequence[int], wanted: WantedDelivery, now: datetime) -> int:
    """A delivery for each of these entries; how many."""
    return await _queue(f"entry.id {statements.among('ids')}", wanted, now, ids=list(interaction_ids))


async def _queue(chosen: str, wanted: WantedDelivery, now: datetime, **values: object) -> int:
    """A moment that is over is kept as it was asked for, and means at once."""
    reasons = " ".join(f"WHEN '{kind}' THEN '{reason}'" for kind, reason in REASONS.items())
    is_email = "correspondence_type = 'EMAIL'"
    return await statements.change(
        f"""
        INSERT INTO delivery (interaction_id, segment_id, status, email, response, attempt_count,
            not_before, due_at, revision, created_at, updated_at)
        SELECT id, segment_id, CASE WHEN {is_email} THEN 'QUEUED' ELSE 'SKIPPED' END,
            CASE WHEN {is_email} THEN address END, CASE correspondence_type {reasons} END,
            0, :not_before, :due_at, 1, :now, :now
        FROM (
            SELECT entry.id, entry.segment_id, entry.correspondence_type, {frozen_address("entry")} AS address
            FROM interaction AS entry WHERE {chosen}
        ) AS logged ORDER BY id
        """,
        now=now, not_before=wanted.not_before, due_at=max(now, wanted.not_before or now), **values,
    )  # fmt: skip
