"""Moments of what was waited for: nothing is logged before it was made, or canceled before it was logged."""

from __future__ import annotations

from datetime import timedelta

from db.campaigns.canceling import cancel_campaign_entry
from db.interactions.canceling import cancel_interactions
from db.interactions.postponing import resume_interaction
from db.models import CampaignEntry, Interaction, Segment, SegmentLine
from db.segments.canceling import cancel_segment, restore_segment
from db.segments.follow_up import FollowUp, create_follow_up_segment
from db.segments.lines import add_segment_contacts, personalize_segment_lines
from db.segments.logging import log_segment
from tests.builders import (
    a_campaign,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.conftest import NOW

LATER = NOW + timedelta(seconds=5)
EARLIER = NOW + timedelta(seconds=1)
"""When a request began that got its lock after one that began later."""


async def test_a_segment_is_logged_no_earlier_than_its_lines_were_made() -> None:
    segment = await a_segment()
    await add_segment_contacts(segment.id, [(await a_contact()).id], now=LATER)
    await add_segment_contacts(segment.id, [(await a_contact()).id], now=EARLIER)
    await log_segment(segment.id, now=EARLIER)
    lines = await SegmentLine.filter(segment_id=segment.id)
    logged_at = (await Segment.get(id=segment.id)).logged_at
    assert logged_at is not None and logged_at == max(line.created_at for line in lines) == LATER
    assert {each.logged_at for each in await Interaction.filter(segment_id=segment.id)} == {logged_at}


async def test_a_line_is_changed_no_earlier_than_it_was_made() -> None:
    segment = await a_segment(lines=0)
    added = await add_segment_contacts(segment.id, [(await a_contact()).id], now=LATER)
    await personalize_segment_lines([added.lines[0].id], {"description": "Yours"}, now=EARLIER)
    line = await SegmentLine.get(id=added.lines[0].id)
    assert line.description == "Yours" and line.updated_at >= line.created_at


async def test_a_segment_is_canceled_and_restored_no_earlier_than_it_was_logged() -> None:
    segment = await a_segment(campaign_id=(await a_campaign()).id)
    await log_segment(segment.id, now=LATER)
    followed = await create_follow_up_segment(segment.id, FollowUp(), now=EARLIER)
    assert followed.follow_up.created_at == LATER
    marked = await cancel_segment(segment.id, now=EARLIER)
    assert marked.segment.canceled_at == LATER
    assert {each.canceled_at for each in await Interaction.filter(segment_id=segment.id)} == {LATER}
    assert {each.canceled_at for each in await CampaignEntry.all()} == {LATER}
    restored = await restore_segment(segment.id, now=EARLIER)
    assert (restored.interaction_count, restored.segment.updated_at) == (3, LATER)


async def test_an_entry_is_canceled_no_earlier_than_it_was_logged() -> None:
    entry = await an_interaction(now=LATER)
    marked = await cancel_interactions([entry.id], now=EARLIER)
    assert marked.interactions[0].canceled_at == LATER


async def test_a_campaign_entry_is_canceled_no_earlier_than_it_was_made() -> None:
    await an_interaction(template_id=(await a_template(campaign_id=(await a_campaign()).id)).id, now=LATER)
    [entry] = await CampaignEntry.all()
    assert (await cancel_campaign_entry(entry.id, now=EARLIER)).campaign_entry.canceled_at == LATER


async def test_a_draft_is_logged_no_earlier_than_it_was_made() -> None:
    draft = await a_postponed_interaction(now=LATER)
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    resumed = await resume_interaction(draft.id, values, now=EARLIER)
    assert resumed.interaction.logged_at == LATER
