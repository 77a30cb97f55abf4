"""The campaign of the demo: from its criteria to those who were asked again, and who was noted twice."""

from __future__ import annotations

from db.campaigns.statistics import campaign_statistics
from db.contacts.duplicates import duplicates_of
from db.models import (
    Campaign,
    CampaignEntry,
    Contact,
    Interaction,
    SavedCriteria,
    Segment,
    SegmentLine,
    SegmentStatus,
    SegmentStep,
    StepKind,
)
from db.segments.issues import count_issues
from tests.databases import on_demo_data


@on_demo_data
async def test_a_campaign_of_the_demo_went_from_its_criteria_to_those_who_did_not_answer() -> None:
    campaign = await Campaign.get().prefetch_related("status")
    assert (campaign.number, campaign.status.code) == ("CP0001", "DONE")  # type: ignore[union-attr]
    invited, reminded = await Segment.filter(campaign_id=campaign.id).order_by("number")
    steps = await SegmentStep.filter(segment_id=invited.id).order_by("position")
    assert [each.kind for each in steps] == [StepKind.ADD, StepKind.REFINE, StepKind.REDUCE]
    assert all(each.added_count + each.removed_count > 0 for each in steps)
    statistics = (await campaign_statistics([campaign.id]))[campaign.id]
    entries = await CampaignEntry.filter(campaign_id=campaign.id).order_by("id")
    assert [each.segment_id for each in entries] == [invited.id, None, reminded.id]  # type: ignore[attr-defined]
    first, second = [
        {entry.contact_id for entry in await Interaction.filter(segment_id=each.id, status="LOGGED")}  # type: ignore[attr-defined]
        for each in (invited, reminded)
    ]
    assert len(first - second) > 10 and statistics.target_count == len(first | second)
    assert statistics.interaction_count == len(first) + len(second) + statistics.response_count
    assert statistics.response_count > 5
    answered = await Interaction.filter(is_campaign_response=True, occurred_at__lt=reminded.logged_at)
    silent = {line.contact_id for line in await SegmentLine.filter(segment_id=reminded.id)}  # type: ignore[attr-defined]
    assert silent.isdisjoint(answer.contact_id for answer in answered)  # type: ignore[attr-defined]


@on_demo_data
async def test_the_choice_of_the_demo_was_saved_and_made_again_for_an_open_segment() -> None:
    assert [each.code for each in await SavedCriteria.all()] == ["FAIR"]
    last = await Segment.all().order_by("-number").first()
    assert last is not None and last.status is SegmentStatus.OPEN
    assert await SegmentStep.filter(segment_id=last.id).count() == 3
    assert await count_issues(last.id) == 0


@on_demo_data
async def test_a_contact_of_the_demo_was_noted_twice() -> None:
    double = await Contact.all().order_by("-id").first()
    assert double is not None
    likest, *_ = (await duplicates_of([double]))[double.id]
    assert {reason.value for reason in likest.reasons} >= {"NAME", "EMAIL"}
