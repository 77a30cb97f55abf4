"""What campaigns came to: the type, and the field that a campaign has."""

from __future__ import annotations

from typing import Any

from db.campaigns.statistics import ALL_OF_CAMPAIGNS, campaign_statistics
from schema.graph.enums import Scope
from schema.graph.needs import object_type
from schema.interactions.statistics import InteractionStatistics, statistics_field


@object_type(needs=Scope.CAMPAIGNS_READ)
class CampaignStatistics(InteractionStatistics):
    """What a campaign came to. Canceled and postponed entries of the log never count."""

    target_count: int
    """How many different contacts were contacted as targets of the campaign."""
    response_count: int
    """How many different contacts responded to the campaign."""


def statistics_of_campaigns() -> Any:
    return statistics_field(
        lambda parents, amounts, during: campaign_statistics(
            [parent.id for parent in parents], amounts, during
        ),
        ALL_OF_CAMPAIGNS,
    )
