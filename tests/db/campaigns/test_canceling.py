"""Rules of campaign entries that were a mistake: cascades both ways, and what is left of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.campaigns.canceling import cancel_campaign_entry, delete_campaign_entry, restore_campaign_entry
from db.errors import Code
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.models import Campaign, CampaignEntry, Interaction, InteractionStatus, Segment
from db.segments.canceling import cancel_segment, restore_segment
from db.segments.editing import delete_segment
from db.segments.logging import log_segment
from tests.builders import a_campaign, a_segment, an_interaction
from tests.db.segments.lines import a_line, entries_of
from tests.refusals import refused
from tests.statements import counted_statements
from tests.writing import done_by, name_of

HOUR = timedelta(hours=1)


async def a_logged_segment(campaign: Campaign, lines: int, now: datetime) -> tuple[Segment, CampaignEntry]:
    segment = (await log_segment((await a_segment(lines, campaign_id=campaign.id)).id, now=now)).segment
    return segment, await CampaignEntry.get(segment_id=segment.id)


async def marks(segment: Segment) -> list[tuple[str, datetime | None, str | None]]:
    return [
        (each.status.value, each.canceled_at, await name_of(each.canceled_by_id))
        for each in await entries_of(segment)
    ]


async def test_a_canceled_entry_takes_its_interactions_with_it_and_says_who_and_when(now: datetime) -> None:
    campaign = await a_campaign()
    segment, entry = await a_logged_segment(campaign, 2, now)
    alone = await an_interaction(campaign_id=campaign.id)
    marked = await done_by("ann", cancel_campaign_entry(entry.id, expected_revision=1, now=now + HOUR))
    assert (marked.changed, marked.interaction_count, marked.campaign.id) == (True, 2, campaign.id)
    after = await CampaignEntry.get(id=entry.id)
    assert (after.canceled_at, await name_of(after.canceled_by_id), after.revision) == (now + HOUR, "ann", 2)
    assert await marks(segment) == [("CANCELED", now + HOUR, "ann")] * 2
    assert (await Interaction.get(id=alone.id)).status is InteractionStatus.LOGGED


async def test_a_restored_entry_brings_back_what_was_canceled_with_it_only(now: datetime) -> None:
    segment, entry = await a_logged_segment(await a_campaign(), 3, now)
    first = (await entries_of(segment))[0]
    await done_by("bea", cancel_interactions([first.id], now=now + HOUR))
    assert (await cancel_campaign_entry(entry.id, now=now + 2 * HOUR)).interaction_count == 2
    restored = await restore_campaign_entry(entry.id, expected_revision=2, now=now + 3 * HOUR)
    assert (restored.changed, restored.interaction_count, restored.campaign_entry.revision) == (True, 2, 3)
    assert await marks(segment) == [
        ("CANCELED", now + HOUR, "bea"), ("LOGGED", None, None), ("LOGGED", None, None),
    ]  # fmt: skip


async def test_an_interaction_is_not_restored_while_its_campaign_entry_is_canceled(now: datetime) -> None:
    segment, entry = await a_logged_segment(await a_campaign(), 1, now)
    [logged] = await entries_of(segment)
    await cancel_campaign_entry(entry.id, now=now + HOUR)
    with refused((Code.CAMPAIGN_ENTRY_CANCELED, "interaction_ids.0")):
        await restore_interactions([logged.id], now=now)
    await restore_campaign_entry(entry.id, now=now)
    assert (await restore_interactions([logged.id], now=now)).changed is False


async def test_a_segment_takes_its_campaign_entries_with_it_and_brings_them_back(now: datetime) -> None:
    segment, entry = await a_logged_segment(await a_campaign(), 2, now)
    canceled = await done_by("ann", cancel_segment(segment.id, now=now + HOUR))
    assert (canceled.interaction_count, canceled.campaign_entry_count) == (2, 1)
    after = await CampaignEntry.get(id=entry.id)
    assert (after.canceled_at, await name_of(after.canceled_by_id), after.revision) == (now + HOUR, "ann", 2)
    restored = await restore_segment(segment.id, now=now + 2 * HOUR)
    assert (restored.interaction_count, restored.campaign_entry_count) == (2, 1)
    assert (await CampaignEntry.get(id=entry.id)).canceled_at is None


async def test_an_entry_that_was_canceled_before_its_segment_stays_canceled(now: datetime) -> None:
    campaign, other = await a_campaign(), await a_campaign()
    segment = await a_segment(1, campaign_id=campaign.id)
    await a_line(segment, campaign_id=other.id)
    await log_segment(segment.id, now=now)
    first = await CampaignEntry.get(campaign_id=campaign.id)
    await done_by("bea", cancel_campaign_entry(first.id, now=now + HOUR))
    assert (await cancel_segment(segment.id, now=now + 2 * HOUR)).campaign_entry_count == 1
    assert (await restore_segment(segment.id, now=now + 3 * HOUR)).interaction_count == 1
    assert await name_of((await CampaignEntry.get(id=first.id)).canceled_by_id) == "bea"
    assert await marks(segment) == [("CANCELED", now + HOUR, "bea"), ("LOGGED", None, None)]


async def test_an_entry_is_not_restored_while_its_segment_is_canceled(now: datetime) -> None:
    segment, entry = await a_logged_segment(await a_campaign(), 1, now)
    await cancel_segment(segment.id, now=now + HOUR)
    with refused((Code.SEGMENT_CANCELED, "campaign_entry_id")):
        await restore_campaign_entry(entry.id, now=now)
    [logged] = await entries_of(segment)
    with refused((Code.SEGMENT_CANCELED, "interaction_ids.0")):
        await restore_interactions([logged.id], now=now)


async def test_canceling_and_restoring_twice_changes_nothing(now: datetime) -> None:
    _, entry = await a_logged_segment(await a_campaign(), 1, now)
    again = await restore_campaign_entry(entry.id, now=now)
    assert (again.changed, again.interaction_count, again.campaign_entry.revision) == (False, 0, 1)
    await done_by("ann", cancel_campaign_entry(entry.id, now=now))
    again = await done_by("bea", cancel_campaign_entry(entry.id, now=now + HOUR))
    assert (again.changed, again.interaction_count, again.campaign_entry.revision) == (False, 0, 2)
    assert await name_of(again.campaign_entry.canceled_by_id) == "ann"


async def test_only_a_canceled_entry_is_deleted_and_its_interactions_stay(now: datetime) -> None:
    campaign = await a_campaign()
    segment, entry = await a_logged_segment(campaign, 2, now)
    with refused((Code.MUST_CANCEL_FIRST, "campaign_entry_id")):
        await delete_campaign_entry(entry.id)
    await cancel_campaign_entry(entry.id, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await delete_campaign_entry(entry.id, expected_revision=1)
    deleted = await delete_campaign_entry(entry.id, expected_revision=2)
    assert (deleted.campaign_entry_id, deleted.campaign, deleted.segment) == (entry.id, campaign, segment)
    after = await entries_of(segment)
    assert [(each.campaign_entry_id, each.campaign_id) for each in after] == [(None, campaign.id)] * 2
    assert [each.status for each in after] == [InteractionStatus.CANCELED] * 2
    assert (await restore_interactions([after[0].id], now=now)).changed


async def test_the_entries_of_a_deleted_segment_stay_and_take_no_interactions_of_their_own(
    now: datetime,
) -> None:
    campaign = await a_campaign()
    segment, entry = await a_logged_segment(campaign, 1, now)
    await cancel_segment(segment.id, now=now)
    await delete_segment(segment.id)
    restored = await restore_campaign_entry(entry.id, now=now)
    assert (restored.campaign_entry.segment_id, restored.campaign_entry.takes_more) == (None, False)
    assert restored.interaction_count == 1
    assert (await an_interaction(campaign_id=campaign.id)).campaign_entry_id != entry.id


async def test_an_unknown_entry_is_not_found(now: datetime) -> None:
    for verb in (cancel_campaign_entry, restore_campaign_entry):
        with refused((Code.NOT_FOUND, "campaign_entry_id")):
            await verb(99, now=now)
    with refused((Code.NOT_FOUND, "campaign_entry_id")):
        await delete_campaign_entry(99)


async def test_the_number_of_statements_does_not_depend_on_the_number_of_interactions(now: datetime) -> None:
    counts, campaign = [], await a_campaign()
    for size in (1, 30):
        segment, entry = await a_logged_segment(campaign, size, now)
        with counted_statements() as statements:
            await cancel_campaign_entry(entry.id, now=now)
            await restore_campaign_entry(entry.id, now=now)
            await cancel_segment(segment.id, now=now)
            await restore_segment(segment.id, now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1]
