"""Rules of the segment that goes on with the same people."""

from __future__ import annotations

from datetime import datetime

from db.contacts.editing import update_contact
from db.errors import Code
from db.marketing_setup import update_marketing_setup
from db.models import Interaction, Segment, SegmentStatus
from db.segments.follow_up import FollowUp, FollowUpReport, report_follow_up
from db.segments.logging import ErrorPolicy, SegmentLogged, log_segment
from tests.builders import a_campaign, a_contact, a_salesperson, a_segment, a_template
from tests.db.segments.lines import VALUES, a_line, euros, lines_of, shown
from tests.refusals import refused


async def followed(segment: Segment, now: datetime, **options: object) -> Segment:
    """The follow-up of a segment that is logged now."""
    logged: SegmentLogged = await log_segment(segment.id, follow_up=FollowUp(**options), now=now)  # type: ignore[arg-type]
    assert logged.follow_up is not None
    return await Segment.get(id=logged.follow_up.id)


async def test_a_follow_up_has_the_same_contacts_the_next_number_and_its_origin(now: datetime) -> None:
    twice = await a_contact()
    segment = await a_segment(2, number="SPRING")
    await a_line(segment, twice)
    await a_line(segment, twice)
    following = await followed(segment, now)
    assert (following.number, following.description) == ("SM00001", "Follow-up on segment SPRING")
    assert (following.status, following.follow_up_of_id) == (SegmentStatus.OPEN, segment.id)
    assert (following.revision, following.created_at) == (1, now)
    contacts = [line.contact_id for line in await lines_of(segment)]
    assert [line.contact_id for line in await lines_of(following)] == contacts


async def test_a_follow_up_carries_nothing_but_the_contacts(now: datetime) -> None:
    segment = await a_segment(0, cost=euros(5), language="de")
    await a_line(segment, cost=euros(6), description="Dear Ann")
    following = await followed(segment, now)
    for name in ("template_id", "salesperson_id", "cost", "language", "occurred_at"):
        assert getattr(following, name) is None
    [line] = await lines_of(following)
    assert {getattr(line, name) for name in VALUES} == {None}


async def test_a_follow_up_keeps_what_was_personalized_if_so_asked_but_not_when(now: datetime) -> None:
    template, salesperson = await a_template(), await a_salesperson()
    personal = {
        "template_id": template.id, "salesperson_id": salesperson.id, "description": "Dear Ann", "cost": euros(6),
        "duration_minutes": 0, "information_flow": "INBOUND", "initiated_by": "THEM",
        "correspondence_type": "HARD_COPY", "language": "de", "occurred_at": now,
        "campaign_id": (await a_campaign()).id, "is_campaign_target": True, "is_campaign_response": False,
    }  # fmt: skip
    segment = await a_segment(1)
    await a_line(segment, **personal)
    following = await followed(segment, now, keep_personalization=True)
    plain, kept = await lines_of(following)
    before = (await lines_of(segment))[1]
    assert {getattr(plain, name) for name in VALUES} == {None}
    for name in set(VALUES) - {"occurred_at"}:
        assert getattr(kept, name) == getattr(before, name) is not None
    assert kept.occurred_at is None
    assert await shown(following, "description", 1) == ("Dear Ann", "LINE")


async def test_a_follow_up_is_for_the_campaign_of_its_segment(now: datetime) -> None:
    campaign, other = await a_campaign(), await a_campaign()
    segment = await a_segment(1, campaign_id=campaign.id, is_campaign_target=True)
    await a_line(segment, campaign_id=other.id)
    following = await followed(segment, now)
    assert (following.campaign_id, following.is_campaign_target) == (campaign.id, None)
    assert [line.campaign_id for line in await lines_of(following)] == [None, None]


async def test_a_follow_up_may_have_a_description_of_its_own(now: datetime) -> None:
    assert (await followed(await a_segment(1), now, description=" Summer ")).description == "Summer"
    unnamed = await followed(await a_segment(1, number="X"), now, description="  ")
    assert unnamed.description == "Follow-up on segment X"
    segment = await a_segment(1)
    for description, code in (("x" * 101, Code.TOO_LONG), ("Sum\x07mer", Code.INVALID)):
        with refused((code, "follow_up.description")):
            await log_segment(segment.id, follow_up=FollowUp(description), now=now)
    assert (await Segment.get(id=segment.id)).status is SegmentStatus.OPEN


async def test_without_a_number_series_nothing_is_logged(now: datetime) -> None:
    segment = await a_segment(2)
    await update_marketing_setup({"segment_number_series_id": None}, now=now)
    with refused((Code.NUMBER_SERIES_MISSING, "follow_up")):
        await log_segment(segment.id, follow_up=FollowUp(), now=now)
    assert (await Segment.get(id=segment.id)).status is SegmentStatus.OPEN
    assert (await Interaction.all().count(), await Segment.all().count()) == (0, 1)
    assert (await log_segment(segment.id, now=now)).logged_count == 2


async def test_a_follow_up_holds_those_who_were_logged_not_those_who_were_skipped(now: datetime) -> None:
    good, bad = await a_contact(), await a_contact(privacy_blocked=True)
    segment = await a_segment(contact_ids=[bad.id, good.id])
    logged = await log_segment(
        segment.id, error_policy=ErrorPolicy.SKIP_INVALID, follow_up=FollowUp(), now=now
    )
    assert logged.follow_up is not None
    assert [line.contact_id for line in await lines_of(logged.follow_up)] == [good.id]


async def test_blocked_and_excluded_contacts_of_a_follow_up_are_reported(now: datetime) -> None:
    people = [await a_contact(excluded_from_segments=place < 2) for place in range(4)]
    segment = await a_segment(contact_ids=[each.id for each in people])
    await a_line(segment, people[0])
    following = await followed(segment, now)
    assert await report_follow_up(following.id) == FollowUpReport(4, 0, 2)
    await update_contact(people[0].id, {"privacy_blocked": True}, now=now)
    assert await report_follow_up(following.id) == FollowUpReport(4, 1, 2)


async def test_a_follow_up_is_followed_up_in_turn(now: datetime) -> None:
    first = await a_segment(1)
    second = await followed(first, now, keep_personalization=True)
    with refused((Code.LINES_INVALID, "segment_id")):
        await log_segment(second.id, now=now)
    template = (await a_template()).id
    await Segment.filter(id=second.id).update(template_id=template, salesperson_id=first.salesperson_id)
    third = await followed(second, now)
    assert (third.follow_up_of_id, third.description) == (second.id, f"Follow-up on segment {second.number}")
    assert await Interaction.all().count() == 2
