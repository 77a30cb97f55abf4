"""Rules of deleting many segments: all or nothing, and what held on to them."""

from __future__ import annotations

from datetime import datetime

from db.errors import Code
from db.models import Interaction, Segment, SegmentLine
from db.segments.canceling import cancel_segment
from db.segments.deleting import delete_segments
from db.segments.follow_up import FollowUp, create_follow_up_segment
from db.segments.logging import log_segment
from tests.builders import a_campaign, a_segment
from tests.refusals import refused
from tests.statements import counted_statements


async def test_open_and_canceled_ones_go_with_their_lines_and_entries_stay(now: datetime) -> None:
    campaign = await a_campaign()
    opened, logged = await a_segment(2), await a_segment(1, campaign_id=campaign.id)
    await log_segment(logged.id, now=now)
    follow_up = (await create_follow_up_segment(logged.id, FollowUp(), now=now)).follow_up
    await cancel_segment(logged.id, now=now)
    deleted = await delete_segments([logged.id, opened.id])
    assert deleted.segment_ids == [logged.id, opened.id]
    assert ([each.id for each in deleted.campaigns], deleted.followed) == ([campaign.id], [])
    assert [each.id for each in await Segment.all()] == [follow_up.id]
    assert (await Segment.get(id=follow_up.id)).follow_up_of_id is None
    assert await SegmentLine.filter(segment_id__in=[opened.id, logged.id]).count() == 0
    assert (await Interaction.get()).segment_id is None


async def test_what_they_followed_up_comes_with_the_answer(now: datetime) -> None:
    logged = await a_segment(1)
    await log_segment(logged.id, now=now)
    follow_ups = [
        (await create_follow_up_segment(logged.id, FollowUp(), now=now)).follow_up.id for _ in range(2)
    ]
    assert [each.id for each in (await delete_segments(follow_ups)).followed] == [logged.id]


async def test_one_that_is_logged_gone_or_changed_keeps_all(now: datetime) -> None:
    opened, logged = await a_segment(1), await a_segment(1)
    await log_segment(logged.id, now=now)
    with refused(
        (Code.NOT_FOUND, "segment_ids.1"),
        (Code.MUST_CANCEL_FIRST, "segment_ids.2"),
        (Code.REVISION_CONFLICT, "expected_revisions.0.revision"),
    ):
        await delete_segments([opened.id, 999_999, logged.id], revisions=[(opened.id, 9)])
    assert await Segment.all().count() == 2


async def test_no_segment_adds_a_statement() -> None:
    counts = []
    for number in (1, 5):
        ids = [(await a_segment(2)).id for _ in range(number)]
        with counted_statements() as statements:
            await delete_segments(ids)
        counts.append(len(statements))
    assert counts[0] == counts[1]
