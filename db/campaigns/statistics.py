"""Statistics of campaigns: those of their interactions, and how many contacts were reached and responded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.interactions.statistics import (
    AMOUNTS,
    EVER,
    Amount,
    InteractionStatistics,
    Range,
    statistics_by,
)


@dataclass
class CampaignStatistics(InteractionStatistics):
    target_count: int = 0
    response_count: int = 0


CAMPAIGN_AMOUNTS = AMOUNTS | {
    "target_count": Amount(
        ("is_campaign_target", "contact_id"),
        lambda: "count(DISTINCT CASE WHEN is_campaign_target THEN contact_id END)",
        int,
    ),
    "response_count": Amount(
        ("is_campaign_response", "contact_id"),
        lambda: "count(DISTINCT CASE WHEN is_campaign_response THEN contact_id END)",
        int,
    ),
}
ALL_OF_CAMPAIGNS = frozenset(CAMPAIGN_AMOUNTS)


async def campaign_statistics(
    campaign_ids: Sequence[int], amounts: frozenset[str] = ALL_OF_CAMPAIGNS, during: Range = EVER
) -> dict[int, CampaignStatistics]:
    """The statistics of each campaign: one statement for all of them."""
    return await statistics_by(
        "campaign_id", campaign_ids, amounts, during, kind=CampaignStatistics, known=CAMPAIGN_AMOUNTS
    )
