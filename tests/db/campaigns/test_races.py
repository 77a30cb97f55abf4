"""Verbs of campaigns at the same moment: one entry, whoever comes first, and none that is canceled is joined."""

from __future__ import annotations

import asyncio
from datetime import datetime

from db.campaigns.canceling import cancel_campaign_entry, restore_campaign_entry
from db.campaigns.editing import delete_campaign
from db.errors import Code, Refused
from db.interactions.canceling import restore_interactions
from db.interactions.creating import Source, create_interaction
from db.models import Campaign, CampaignEntry, Interaction, InteractionStatus
from db.segments.logging import log_segment
from tests.builders import a_campaign, a_contact, a_salesperson, a_segment, a_template, an_interaction
from tests.databases import on_postgres
from tests.db.interactions.racing import contend_for_row, stranger, waiting
from tests.db.segments.lines import entries_of

pytestmark = on_postgres


async def test_many_first_interactions_of_a_campaign_make_one_entry(now: datetime) -> None:
    campaign = await a_campaign()
    values = {
        "template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id,
        "campaign_id": campaign.id,
    }  # fmt: skip
    contacts = [(await a_contact()).id for _ in range(8)]
    await asyncio.gather(*(create_interaction(Source((each,)), values, now=now) for each in contacts))
    [entry] = await CampaignEntry.filter(campaign_id=campaign.id)
    assert await Interaction.filter(campaign_entry_id=entry.id).count() == 8


async def test_a_segment_that_is_logged_twice_at_once_makes_its_entries_once(
    database: str, now: datetime
) -> None:
    campaign = await a_campaign()
    segment = await a_segment(2, campaign_id=campaign.id)
    one, two = await contend_for_row(
        database, "segment", segment.id, log_segment(segment.id, now=now), log_segment(segment.id, now=now)
    )
    assert one.logged_count == 2
    assert isinstance(two, Refused) and two.problems[0].code is Code.SEGMENT_ALREADY_LOGGED
    assert await CampaignEntry.filter(campaign_id=campaign.id).count() == 1


async def test_an_interaction_does_not_join_an_entry_that_is_just_canceled(
    database: str, now: datetime
) -> None:
    campaign = await a_campaign()
    first = await an_interaction(campaign_id=campaign.id)
    template, contact, salesperson = await a_template(), await a_contact(), await a_salesperson()
    values = {
        "template_id": template.id, "salesperson_id": salesperson.id, "campaign_id": campaign.id,
    }  # fmt: skip
    _, created = await contend_for_row(
        database,
        "campaign_entry",
        first.campaign_entry_id or 0,
        cancel_campaign_entry(first.campaign_entry_id, now=now),
        create_interaction(Source((contact.id,)), values, now=now),
    )
    [new] = created.interactions
    assert new.campaign_entry_id not in (None, first.campaign_entry_id)
    assert (await Interaction.get(id=new.id)).status is InteractionStatus.LOGGED


async def test_an_interaction_that_joins_first_is_canceled_with_the_entry(
    database: str, now: datetime
) -> None:
    campaign = await a_campaign()
    first = await an_interaction(campaign_id=campaign.id)
    template, contact, salesperson = await a_template(), await a_contact(), await a_salesperson()
    values = {
        "template_id": template.id, "salesperson_id": salesperson.id, "campaign_id": campaign.id,
    }  # fmt: skip
    created, marked = await contend_for_row(
        database,
        "campaign_entry",
        first.campaign_entry_id or 0,
        create_interaction(Source((contact.id,)), values, now=now),
        cancel_campaign_entry(first.campaign_entry_id, now=now),
    )
    assert created.interactions[0].campaign_entry_id == first.campaign_entry_id
    assert marked.interaction_count == 2


async def test_an_interaction_is_not_restored_into_an_entry_that_is_just_canceled(
    database: str, now: datetime
) -> None:
    entry = await an_interaction(campaign_id=(await a_campaign()).id)
    canceled, restored = await contend_for_row(
        database,
        "campaign_entry",
        entry.campaign_entry_id or 0,
        cancel_campaign_entry(entry.campaign_entry_id, now=now),
        restore_interactions([entry.id], now=now),
    )
    assert canceled.interaction_count == 1
    assert isinstance(restored, Refused)
    assert restored.problems[0].code is Code.CAMPAIGN_ENTRY_CANCELED


async def test_two_entries_that_are_restored_at_once_do_not_both_take_more(now: datetime) -> None:
    campaign = await a_campaign()
    entries = []
    for _ in range(3):
        joined = (await an_interaction(campaign_id=campaign.id)).campaign_entry_id
        await cancel_campaign_entry(joined, now=now)
        entries.append(joined)
    marked = await asyncio.gather(*(restore_campaign_entry(each, now=now) for each in entries))
    assert sorted(each.campaign_entry.takes_more for each in marked) == [False, False, True]


async def test_a_campaign_that_is_chosen_at_this_moment_is_not_deleted(database: str, now: datetime) -> None:
    campaign, template = await a_campaign(), await a_template()
    contact, salesperson = await a_contact(), await a_salesperson()
    values = {
        "template_id": template.id, "salesperson_id": salesperson.id, "campaign_id": campaign.id,
    }  # fmt: skip
    created, deleted = await contend_for_row(
        database,
        "campaign",
        campaign.id,
        create_interaction(Source((contact.id,)), values, now=now),
        delete_campaign(campaign.id),
    )
    assert created.interactions[0].campaign_id == campaign.id
    assert isinstance(deleted, Refused) and deleted.problems[0].code is Code.IN_USE
    assert await Campaign.filter(id=campaign.id).exists()


async def test_a_campaign_that_the_template_gets_after_the_count_still_has_its_entry(
    database: str, now: datetime
) -> None:
    campaign, template = await a_campaign(), await a_template()
    segment = await a_segment(2, template_id=template.id)
    async with stranger(database, "LOCK TABLE interaction IN EXCLUSIVE MODE") as other:
        logging = asyncio.ensure_future(log_segment(segment.id, now=now))
        await waiting(other, 1)
        await other.execute(
            "UPDATE interaction_template SET campaign_id = $2 WHERE id = $1", template.id, campaign.id
        )
    assert (await logging).logged_count == 2
    [entry] = await CampaignEntry.filter(campaign_id=campaign.id, segment_id=segment.id)
    assert {each.campaign_entry_id for each in await entries_of(segment)} == {entry.id}
