"""Rules of canceling, restoring and deleting many campaign entries: those of one, all or nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.campaigns.canceling_many import (
    cancel_campaign_entries,
    delete_campaign_entries,
    restore_campaign_entries,
)
from db.errors import Code
from db.interactions.canceling import cancel_interactions
from db.models import Campaign, CampaignEntry, Interaction
from db.segments.canceling import cancel_segment
from db.segments.logging import log_segment
from tests.builders import a_campaign, a_segment, an_interaction
from tests.refusals import refused
from tests.statements import counted_statements
from tests.writing import done_by, name_of

HOUR = timedelta(hours=1)


async def an_entry(campaign: Campaign, now: datetime, lines: int = 2) -> CampaignEntry:
    segment = await a_segment(lines, campaign_id=campaign.id)
    await log_segment(segment.id, now=now)
    return await CampaignEntry.get(segment_id=segment.id)


async def statuses() -> list[str]:
    return [each.status.value for each in await Interaction.all().order_by("id")]


async def test_many_are_canceled_with_their_interactions_and_restored_with_those_alone(now: datetime) -> None:
    one, other = await a_campaign(), await a_campaign()
    entries = [await an_entry(one, now), await an_entry(other, now, 1)]
    first = await Interaction.all().order_by("id").first()
    assert first is not None
    await cancel_interactions([first.id], now=now + HOUR)
    ids = [entries[1].id, entries[0].id]
    canceled = await done_by("ann", cancel_campaign_entries(ids, now=now + 2 * HOUR))
    assert (canceled.changed, canceled.interaction_count) == (True, 2)
    assert [each.id for each in canceled.campaign_entries] == ids
    assert [each.id for each in canceled.campaigns] == [one.id, other.id]
    assert {
        (each.canceled_at, await name_of(each.canceled_by_id), each.revision)
        for each in await CampaignEntry.all()
    } == {(now + 2 * HOUR, "ann", 2)}
    assert await statuses() == ["CANCELED"] * 3
    assert not (await cancel_campaign_entries(ids, now=now + 2 * HOUR)).changed
    restored = await restore_campaign_entries(ids, now=now + 3 * HOUR)
    assert (restored.changed, restored.interaction_count) == (True, 2)
    assert await statuses() == ["CANCELED", "LOGGED", "LOGGED"]
    assert not any(each.is_canceled for each in await CampaignEntry.all())
    assert not (await restore_campaign_entries(ids, now=now + 4 * HOUR)).changed


async def test_of_those_of_one_campaign_the_latest_takes_more_again_unless_another_does(
    now: datetime,
) -> None:
    campaign = await a_campaign()
    ids = []
    for _ in range(2):
        entry = (await an_interaction(campaign_id=campaign.id)).campaign_entry_id
        assert entry
        ids.append(entry)
        await cancel_campaign_entries([entry], now=now)
    await restore_campaign_entries(ids, now=now)
    assert [each.takes_more for each in await CampaignEntry.all().order_by("id")] == [False, True]
    await cancel_campaign_entries(ids, now=now)
    third = (await an_interaction(campaign_id=campaign.id)).campaign_entry_id
    await restore_campaign_entries(ids, now=now)
    assert [each.id for each in await CampaignEntry.filter(takes_more=True)] == [third]


async def test_many_that_are_canceled_are_deleted_and_their_interactions_stay(now: datetime) -> None:
    campaign = await a_campaign()
    entries = [await an_entry(campaign, now) for _ in range(2)]
    ids = [each.id for each in entries]
    await cancel_campaign_entries(ids, now=now)
    deleted = await delete_campaign_entries(ids, revisions=[(ids[0], 2)])
    assert (deleted.campaign_entry_ids, [each.id for each in deleted.campaigns]) == (ids, [campaign.id])
    assert [each.id for each in deleted.segments] == [each.segment_id for each in entries]
    assert await statuses() == ["CANCELED"] * 4 and await CampaignEntry.all().count() == 0


async def test_one_in_the_way_keeps_all(now: datetime) -> None:
    campaign = await a_campaign()
    one, other = await an_entry(campaign, now), await an_entry(campaign, now)
    with refused(
        (Code.NOT_FOUND, "campaign_entry_ids.1"), (Code.REVISION_CONFLICT, "expected_revisions.0.revision")
    ):
        await cancel_campaign_entries([one.id, 999_999], revisions=[(one.id, 8)], now=now)
    with refused((Code.MUST_CANCEL_FIRST, "campaign_entry_ids.0")):
        await delete_campaign_entries([one.id])
    assert one.segment_id
    await cancel_segment(one.segment_id, now=now)
    await cancel_campaign_entries([other.id], now=now)
    with refused((Code.SEGMENT_CANCELED, "campaign_entry_ids.1")):
        await restore_campaign_entries([other.id, one.id], now=now)
    assert (await CampaignEntry.get(id=other.id)).is_canceled


async def test_no_entry_adds_a_statement(now: datetime) -> None:
    campaign, counts = await a_campaign(), []
    for number in (1, 4):
        ids = [(await an_entry(campaign, now)).id for _ in range(number)]
        with counted_statements() as statements:
            await cancel_campaign_entries(ids, now=now)
            await restore_campaign_entries(ids, now=now)
            await cancel_campaign_entries(ids, now=now)
            await delete_campaign_entries(ids)
        counts.append(len(statements))
    assert counts[0] == counts[1]
