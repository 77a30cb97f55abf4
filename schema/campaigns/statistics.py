"""What campaigns came to: the type, and the field that a campaign has."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db.campaigns.statistics import ALL_OF_CAMPAIGNS, campaign_statistics
from schema.execution.batch import batch
from schema.execution.selections import Selection
from schema.graph.enums import Scope
from schema.graph.needs import object_type
from schema.interactions.statistics import InteractionStatistics, statistics_field


@object_type(needs=Scope.CAMPAIGNS_READ)
class CampaignStatistics:
    """What a campaign came to. Canceled and postponed entries of the log never count."""

    @strawberry.field
    @batch(reads=())
    def totals(parents: list[Any], info: Info) -> list[InteractionStatistics | None]:
        """What the logged entries of the campaign amount to."""
        return parents

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
        figures=_figures,
    )


def _figures(selection: Selection) -> frozenset[str] | None:
    """The figures that are needed, of the campaign itself and in its totals; None for all."""
    own, totals = selection.reads, selection.below("totals").reads
    return None if own is None or totals is None else own | totals
