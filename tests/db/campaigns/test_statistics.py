"""Rules of what a campaign came to: logged entries count, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from db.campaigns.canceling import cancel_campaign_entry, restore_campaign_entry
from db.campaigns.statistics import CampaignStatistics, campaign_statistics
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.statistics import Range
from db.segments.canceling import cancel_segment, restore_segment
from db.segments.logging import log_segment
from tests.builders import a_campaign, a_contact, a_postponed_interaction, a_segment, an_interaction
from tests.db.segments.lines import euros
from tests.statements import counted_statements

DAY = timedelta(days=1)


async def test_a_campaign_counts_its_logged_entries_with_cost_and_duration(now: datetime) -> None:
    campaign, other = await a_campaign(), await a_campaign()
    segment = await a_segment(2, campaign_id=campaign.id, cost=euros("2.50"), duration_minutes=10)
    await log_segment(segment.id, now=now)
    await an_interaction(campaign_id=campaign.id, cost=euros(1), duration_minutes=5)
    await an_interaction(campaign_id=other.id, cost=euros(9), duration_minutes=9)
    await an_interaction(cost=euros(9), duration_minutes=9)
    empty = await a_campaign()
    found = await campaign_statistics([campaign.id, empty.id])
    counted = found[campaign.id]
    assert (counted.interaction_count, counted.total_cost, counted.total_duration_minutes) == (
        3,
        Decimal(6),
        Decimal(25),
    )
    assert (counted.target_count, counted.response_count, counted.last_interaction_at) == (0, 0, now)
    assert found[empty.id] == CampaignStatistics()


async def test_targets_and_responses_are_different_contacts(now: datetime) -> None:
    campaign, contact = await a_campaign(), await a_contact()
    flags_of_entries: list[dict[str, Any]] = [
        {"is_campaign_target": True},
        {"is_campaign_target": True},
        {"is_campaign_response": True},
        {"is_campaign_target": False, "is_campaign_response": False},
    ]
    for flags in flags_of_entries:
        await an_interaction(contact_id=contact.id, campaign_id=campaign.id, **flags)
    await an_interaction(campaign_id=campaign.id, is_campaign_target=True)
    counted = (await campaign_statistics([campaign.id]))[campaign.id]
    assert (counted.interaction_count, counted.target_count, counted.response_count) == (5, 2, 1)


async def test_statistics_of_a_canceled_entry_never_count(now: datetime) -> None:
    """Neither canceled alone, nor with its campaign entry, nor with its segment; and they count again afterwards."""
    campaign = await a_campaign()
    segment = await a_segment(2, campaign_id=campaign.id, is_campaign_target=True)
    await log_segment(segment.id, now=now)
    alone = await an_interaction(campaign_id=campaign.id, is_campaign_response=True)

    async def counts() -> tuple[int, int, int]:
        counted = (await campaign_statistics([campaign.id]))[campaign.id]
        return counted.interaction_count, counted.target_count, counted.response_count

    assert await counts() == (3, 2, 1)
    await cancel_interactions([alone.id], now=now)
    assert await counts() == (2, 2, 0)
    await cancel_segment(segment.id, now=now + DAY)
    assert await counts() == (0, 0, 0)
    await restore_segment(segment.id, now=now)
    await restore_interactions([alone.id], now=now)
    await cancel_campaign_entry(alone.campaign_entry_id, now=now)
    assert await counts() == (2, 2, 0)
    await restore_campaign_entry(alone.campaign_entry_id, now=now)
    assert await counts() == (3, 2, 1)


async def test_a_postponed_interaction_counts_nowhere() -> None:
    campaign = await a_campaign()
    await a_postponed_interaction(campaign_id=campaign.id, is_campaign_target=True, cost=euros(1))
    assert await campaign_statistics([campaign.id]) == {campaign.id: CampaignStatistics()}


async def test_a_range_begins_with_its_first_moment_and_ends_before_its_last(now: datetime) -> None:
    campaign = await a_campaign()
    for days in range(3):
        await an_interaction(campaign_id=campaign.id, occurred_at=now + days * DAY)

    async def counted(since: datetime | None = None, until: datetime | None = None) -> int:
        found = await campaign_statistics([campaign.id], during=Range(since, until))
        return found[campaign.id].interaction_count

    assert await counted(now, now + 2 * DAY) == 2
    assert await counted(since=now + DAY) == 2
    assert await counted(until=now + DAY) == 1
    assert await counted() == 3


async def test_many_campaigns_are_one_statement(now: datetime) -> None:
    campaigns = [await a_campaign() for _ in range(5)]
    for campaign in campaigns:
        await an_interaction(campaign_id=campaign.id)
    with counted_statements() as statements:
        found = await campaign_statistics([campaign.id for campaign in campaigns], during=Range(now))
    assert ([each.interaction_count for each in found.values()], len(statements)) == ([1] * 5, 1)
