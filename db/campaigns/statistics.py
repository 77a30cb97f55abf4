"""What a campaign came to: over logged entries only, whatever was canceled or is still postponed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from db import sql
from db.fields import from_stored_money


@dataclass(frozen=True)
class CampaignStatistics:
    count: int = 0
    cost: Decimal = Decimal(0)
    duration_minutes: Decimal = Decimal(0)
    target_count: int = 0
    response_count: int = 0


async def campaign_statistics(
    campaign_ids: Sequence[int], since: datetime | None = None, until: datetime | None = None
) -> list[CampaignStatistics]:
    """One for each campaign, in order, of what happened from the first moment to before the last: one statement."""
    bounds: dict[str, Any] = {"since": since, "until": until}
    given = {name: moment for name, moment in bounds.items() if moment is not None}
    conditions = {"since": "AND occurred_at >= :since", "until": "AND occurred_at < :until"}
    records = await sql.select(
        f"""
        SELECT campaign_id, count(*) AS entries, {sql.exact_sum("cost")} AS cost,
            COALESCE(sum(duration_minutes), 0) AS minutes,
            count(DISTINCT CASE WHEN campaign_target THEN contact_id END) AS targets,
            count(DISTINCT CASE WHEN campaign_response THEN contact_id END) AS responses
        FROM interaction
        WHERE campaign_id {sql.among("ids")} AND status = 'LOGGED' {" ".join(conditions[each] for each in given)}
        GROUP BY campaign_id
        """,
        ids=list(campaign_ids), **given,
    )  # fmt: skip
    found = {record["campaign_id"]: _of(record) for record in records}
    return [found.get(identity, CampaignStatistics()) for identity in campaign_ids]


def _of(record: dict[str, Any]) -> CampaignStatistics:
    return CampaignStatistics(
        record["entries"],
        from_stored_money(sql.as_whole(record["cost"])),
        Decimal(int(record["minutes"])),
        record["targets"],
        record["responses"],
    )
