"""Campaign entries: made when something is logged for a campaign, one for a segment, one for what stands alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.errors import TransactionOvertaken
from db.models import Segment
from db.segments.effective import EFFECTIVE_LINES, ON_SEGMENT
from db.sql import statements

COUNTED_LINES = f"""
SELECT line.*, counted.campaign_entry_id FROM ({EFFECTIVE_LINES} WHERE {ON_SEGMENT}) AS line
LEFT JOIN (
    SELECT id AS campaign_entry_id, campaign_id AS of_campaign FROM campaign_entry
    WHERE segment_id = :segment_id
) AS counted ON counted.of_campaign = line.campaign_id
"""
"""The effective lines of a segment, each with the entry of its campaign."""

COUNTS = "(campaign_id IS NULL OR campaign_entry_id IS NOT NULL)"
"""Whether a line has the entry that it needs; not so if its campaign was chosen after entries were made."""


async def make_segment_entries(segment: Segment, logged: str, now: datetime) -> int:
    """One entry for each campaign of the lines that are logged, which `logged` is true of; how many are new."""
    return await statements.change(
        f"""
        INSERT INTO campaign_entry (campaign_id, segment_id, description, salesperson_id, occurred_at,
            stand_alone, takes_more, revision, created_at, updated_at)
        SELECT campaign_id, :segment_id, :description, :salesperson_id, :moment,
            FALSE, FALSE, 1, :now, :now
        FROM ({EFFECTIVE_LINES} WHERE {ON_SEGMENT}) AS line
        WHERE campaign_id IS NOT NULL AND {logged} GROUP BY campaign_id
        ON CONFLICT DO NOTHING
        """,
        segment_id=segment.id, description=segment.description, salesperson_id=segment.salesperson_id,
        moment=segment.occurred_at or now, now=now,
    )  # fmt: skip


async def stand_alone_entries(campaign_ids: Iterable[int | None], now: datetime) -> dict[int, int]:
    """The entry that each campaign's interactions of their own join, held so that nobody cancels it meanwhile.

    A canceled entry is joined by nobody: the campaign gets a new one.
    """
    wanted = sorted({identity for identity in campaign_ids if identity is not None})
    if not wanted:
        return {}
    found = await _held(wanted)
    if missing := [identity for identity in wanted if identity not in found]:
        await _make_stand_alone(missing, now)
        found |= await _held(missing)
    if len(found) < len(wanted):
        raise TransactionOvertaken("a campaign entry was canceled as soon as it was made")
    return found


async def _held(campaign_ids: list[int]) -> dict[int, int]:
    records = await statements.select_locking(
        "campaign_entry", f"campaign_id {statements.among('campaign_ids')} AND takes_more", "FOR SHARE",
        columns="id, campaign_id", campaign_ids=campaign_ids,
    )  # fmt: skip
    return {record["campaign_id"]: record["id"] for record in records}


async def _make_stand_alone(campaign_ids: list[int], now: datetime) -> None:
    """Whoever makes the same entry at the same moment waits for the other, and then finds it."""
    await statements.change(
        f"""
        INSERT INTO campaign_entry (campaign_id, description, salesperson_id, occurred_at,
            stand_alone, takes_more, revision, created_at, updated_at)
        SELECT id, description, salesperson_id, :now, TRUE, TRUE, 1, :now, :now
        FROM campaign WHERE id {statements.among("campaign_ids")} ORDER BY id
        ON CONFLICT DO NOTHING
        """,
        campaign_ids=campaign_ids, now=now,
    )  # fmt: skip
