"""Rules of campaign entries: made when something is logged, one for a segment, one for what stands alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from db.campaigns.canceling import cancel_campaign_entry, restore_campaign_entry
from db.interactions.creating import Source, create_interaction
from db.interactions.postponing import postpone_interaction, resume_interaction
from db.models import Campaign, CampaignEntry, Interaction, Segment
from db.segments.logging import ErrorPolicy, log_segment
from db.templates.editing import update_interaction_template
from tests.builders import (
    a_campaign,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.db.segments.lines import a_crowd, a_line, entries_of
from tests.statements import counted_statements


async def entries_for(campaign: Campaign) -> list[CampaignEntry]:
    return await CampaignEntry.filter(campaign_id=campaign.id).order_by("id")


def of_entry(entry: CampaignEntry) -> tuple[Any, ...]:
    return (
        entry.campaign_id,
        entry.segment_id,
        entry.is_stand_alone,
        entry.description,
        entry.salesperson_id,
    )


async def test_logging_a_segment_makes_one_entry_for_each_campaign_of_its_lines(now: datetime) -> None:
    own, other = await a_campaign(), await a_campaign()
    segment = await a_segment(3, campaign_id=own.id, description="Invitations")
    await a_line(segment, campaign_id=other.id)
    await a_line(segment, campaign_id=other.id)
    await log_segment(segment.id, now=now)
    assert [of_entry(each) for each in await CampaignEntry.all().order_by("campaign_id")] == [
        (campaign.id, segment.id, False, "Invitations", segment.salesperson_id) for campaign in (own, other)
    ]
    by_campaign = {each.campaign_id: each.id for each in await CampaignEntry.all()}
    logged = await entries_of(segment)
    assert [each.campaign_id for each in logged] == [own.id] * 3 + [other.id] * 2
    assert [each.campaign_entry_id for each in logged] == [
        by_campaign[each.campaign_id or 0] for each in logged
    ]


async def test_an_entry_of_a_segment_happened_when_the_segment_did_else_when_it_was_logged(
    now: datetime,
) -> None:
    campaign, then = await a_campaign(), now - timedelta(days=1)
    for moment in (then, None):
        segment = await a_segment(1, campaign_id=campaign.id, occurred_at=moment)
        await log_segment(segment.id, now=now)
    assert [each.occurred_at for each in await entries_for(campaign)] == [then, now]


async def test_a_line_without_a_campaign_makes_no_entry(now: datetime) -> None:
    segment = await a_segment(2)
    await log_segment(segment.id, now=now)
    assert await CampaignEntry.all().count() == 0
    assert {each.campaign_entry_id for each in await entries_of(segment)} == {None}


async def test_lines_that_are_skipped_make_no_entry(now: datetime) -> None:
    campaign = await a_campaign()
    segment = await a_segment(1)
    await a_line(segment, await a_contact(privacy_blocked=True), campaign_id=campaign.id)
    await log_segment(segment.id, error_policy=ErrorPolicy.SKIP_INVALID, now=now)
    assert await entries_for(campaign) == []


async def test_every_segment_of_a_campaign_has_an_entry_of_its_own(now: datetime) -> None:
    campaign = await a_campaign()
    segments = [await a_segment(1, campaign_id=campaign.id) for _ in range(2)]
    for segment in segments:
        await log_segment(segment.id, now=now)
    assert [each.segment_id for each in await entries_for(campaign)] == [each.id for each in segments]


async def test_the_template_names_the_campaign_where_nobody_else_does(now: datetime) -> None:
    campaign = await a_campaign()
    template = await a_template(campaign_id=campaign.id, is_campaign_target=True, is_campaign_response=True)
    segment = await a_segment(1, template_id=template.id)
    await log_segment(segment.id, now=now)
    [line] = await entries_of(segment)
    alone = await an_interaction(template_id=template.id)
    for entry in (line, alone):
        assert (entry.campaign_id, entry.is_campaign_target, entry.is_campaign_response) == (
            campaign.id,
            True,
            True,
        )
    assert {each.is_stand_alone for each in await entries_for(campaign)} == {True, False}


async def test_interactions_of_their_own_share_one_entry_of_their_campaign(now: datetime) -> None:
    salesperson = await a_salesperson()
    campaign = await a_campaign(description="Fair", salesperson_id=salesperson.id)
    first = await an_interaction(campaign_id=campaign.id)
    later = await an_interaction(campaign_id=campaign.id, now=now + timedelta(days=1))
    [entry] = await entries_for(campaign)
    assert of_entry(entry) == (campaign.id, None, True, "Fair", salesperson.id)
    assert (entry.occurred_at, entry.canceled_at) == (now, None)
    assert first.campaign_entry_id == later.campaign_entry_id == entry.id


async def test_a_segment_does_not_share_the_entry_of_interactions_of_their_own(now: datetime) -> None:
    campaign = await a_campaign()
    alone = await an_interaction(campaign_id=campaign.id)
    segment = await a_segment(1, campaign_id=campaign.id)
    await log_segment(segment.id, now=now)
    assert [each.is_stand_alone for each in await entries_for(campaign)] == [True, False]
    assert (await entries_of(segment))[0].campaign_entry_id != alone.campaign_entry_id


async def test_a_postponed_interaction_makes_no_campaign_entry_until_it_is_resumed(now: datetime) -> None:
    campaign = await a_campaign()
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    postponed = await a_postponed_interaction(campaign_id=campaign.id, is_campaign_target=True, **values)
    await postpone_interaction(postponed.id, {"is_campaign_response": True}, now=now)
    assert (postponed.campaign_id, postponed.campaign_entry_id) == (campaign.id, None)
    assert await CampaignEntry.all().count() == 0
    resumed = (await resume_interaction(postponed.id, {}, now=now)).interaction
    [entry] = await entries_for(campaign)
    assert (resumed.campaign_entry_id, resumed.is_campaign_target, resumed.is_campaign_response) == (
        entry.id, True, True,
    )  # fmt: skip


async def test_a_campaign_that_is_taken_back_before_resuming_counts_nothing(now: datetime) -> None:
    campaign = await a_campaign()
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    postponed = await a_postponed_interaction(campaign_id=campaign.id, **values)
    resumed = (await resume_interaction(postponed.id, {"campaign_id": None}, now=now)).interaction
    assert (resumed.campaign_id, resumed.campaign_entry_id) == (None, None)
    assert await CampaignEntry.all().count() == 0


async def test_a_canceled_entry_is_joined_by_nobody_and_the_campaign_gets_a_new_one(now: datetime) -> None:
    campaign = await a_campaign()
    canceled = await an_interaction(campaign_id=campaign.id)
    await cancel_campaign_entry(canceled.campaign_entry_id, now=now)
    new = await an_interaction(campaign_id=campaign.id)
    old_entry, new_entry = await entries_for(campaign)
    assert (old_entry.takes_more, new_entry.takes_more) == (False, True)
    assert (canceled.campaign_entry_id, new.campaign_entry_id) == (old_entry.id, new_entry.id)


async def test_a_restored_entry_takes_more_again_unless_another_does_by_now(now: datetime) -> None:
    campaign = await a_campaign()
    first = (await an_interaction(campaign_id=campaign.id)).campaign_entry_id
    await cancel_campaign_entry(first, now=now)
    await restore_campaign_entry(first, now=now)
    assert (await an_interaction(campaign_id=campaign.id)).campaign_entry_id == first
    await cancel_campaign_entry(first, now=now)
    second = (await an_interaction(campaign_id=campaign.id)).campaign_entry_id
    restored = await restore_campaign_entry(first, now=now)
    assert (restored.campaign_entry.takes_more, restored.interaction_count) == (False, 2)
    assert (await an_interaction(campaign_id=campaign.id)).campaign_entry_id == second


@pytest.mark.parametrize("is_own", [True, False])
async def test_a_line_is_for_its_own_campaign_else_its_segments_else_its_templates(
    now: datetime, is_own: bool
) -> None:
    """Also a line with a template of its own is for the segment's campaign; only the flags are its template's."""
    of_template, of_segment, of_line = [await a_campaign() for _ in range(3)]
    template = await a_template(campaign_id=of_template.id, is_campaign_target=True)
    segment = await a_segment(
        0, campaign_id=of_segment.id, is_campaign_target=False, is_campaign_response=True
    )
    await a_line(segment, template_id=template.id, **({"campaign_id": of_line.id} if is_own else {}))
    await log_segment(segment.id, now=now)
    [entry] = await entries_of(segment)
    assert entry.campaign_id == (of_line if is_own else of_segment).id
    assert (entry.is_campaign_target, entry.is_campaign_response) == (True, False)


async def test_a_template_that_gets_a_campaign_changes_nothing_that_is_logged(now: datetime) -> None:
    template = await a_template()
    before = await an_interaction(template_id=template.id)
    campaign = await a_campaign()
    values = {"campaign_id": campaign.id, "is_campaign_target": True}
    assert (await update_interaction_template(template.id, values, now=now)).changed
    after = await Interaction.get(id=before.id)
    assert (after.campaign_id, after.is_campaign_target, after.revision) == (None, False, 1)
    assert (await an_interaction(template_id=template.id)).campaign_id == campaign.id


async def test_the_statements_of_logging_do_not_depend_on_the_number_of_lines_or_contacts(
    now: datetime,
) -> None:
    campaign, other = await a_campaign(), await a_campaign()
    values = {
        "template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id,
        "campaign_id": campaign.id,
    }  # fmt: skip
    counts = []
    for size in (3, 300):
        people = await a_crowd(size)
        segment = await a_segment(contact_ids=people, campaign_id=campaign.id)
        await a_line(segment, campaign_id=other.id)
        with counted_statements() as statements:
            assert (await log_segment(segment.id, now=now)).logged_count == size + 1
            await create_interaction(Source(tuple(people)), values, now=now)
        assert await CampaignEntry.filter(segment_id=segment.id).count() == 2
        counts.append(len(statements))
    first, second = counts
    assert first - second in (2, 3)  # the first made the campaign's entry for interactions of their own
    assert await Segment.all().count() == 2
