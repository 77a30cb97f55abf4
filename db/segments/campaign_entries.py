"""Campaign entries of a segment: made when it is logged, one for each campaign of its lines."""

from __future__ import annotations

from datetime import datetime

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
"""Whether a line has the campaign entry that it needs. False if its campaign was chosen after entries were made."""


async def make_segment_entries(segment: Segment, logged: str, now: datetime) -> int:
    """One entry for each campaign of the lines for which the SQL condition `logged` holds; how many are new."""
    return await statements.change(
        f"""
        INSERT INTO campaign_entry (campaign_id, segment_id, description, salesperson_id, occurred_at,
            is_stand_alone, takes_more, revision, created_at, updated_at)
        SELECT campaign_id, :segment_id, :description, :salesperson_id, :moment,
            FALSE, FALSE, 1, :now, :now
        FROM ({EFFECTIVE_LINES} WHERE {ON_SEGMENT}) AS line
        WHERE campaign_id IS NOT NULL AND {logged} GROUP BY campaign_id
        ON CONFLICT DO NOTHING
        """,
        segment_id=segment.id, description=segment.description, salesperson_id=segment.salesperson_id,
        moment=segment.occurred_at or now, now=now,
    )  # fmt: skip
