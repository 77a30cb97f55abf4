"""Going on with the contacts of a logged segment."""

from __future__ import annotations

from datetime import datetime

from db.contacts.editing import update_contact
from db.errors import Code
from db.interactions.canceling import cancel_interactions
from db.models import Segment
from db.segments.logging import log_segment
from db.segments.reusing import reuse_logged_segment
from db.segments.steps import summary_of
from db.segments.undoing import undo_segment_step
from tests.builders import a_contact, a_segment
from tests.db.segments.criteria_world import names_on, steps_of
from tests.db.segments.lines import entries_of, lines_of
from tests.refusals import refused


async def a_logged_segment(now: datetime) -> Segment:
    """Ann, Bob and Cid; the entry of Bob is canceled, and Cid is excluded from segments since."""
    people = [await a_contact(name=name) for name in ("Ann", "Bob", "Cid")]
    segment = await a_segment(number="OLD", contact_ids=[each.id for each in people])
    await log_segment(segment.id, now=now)
    await cancel_interactions([(await entries_of(segment))[1].id], now=now)
    await update_contact(people[2].id, {"excluded_from_segments": True}, now=now)
    return segment


async def test_everyone_with_an_entry_comes_canceled_or_excluded(now: datetime) -> None:
    old, new = await a_logged_segment(now), await a_segment(0)
    taken = await reuse_logged_segment(new.id, old.id, now=now)
    assert (taken.step.added_count, await names_on(new)) == (3, ["Ann", "Bob", "Cid"])
    assert summary_of(taken.step) == (
        "Added contacts where an entry of the log is of segment OLD, canceled or not,"
        " even those excluded from segments."
    )
    again = await reuse_logged_segment(new.id, old.id, now=now)
    assert again.step.added_count == 0
    twice = await reuse_logged_segment(new.id, old.id, allow_existing=True, now=now)
    assert twice.step.added_count == 3


async def test_canceled_entries_are_left_out_if_so_asked(now: datetime) -> None:
    old, new = await a_logged_segment(now), await a_segment(0)
    taken = await reuse_logged_segment(new.id, old.id, only_logged=True, now=now)
    assert await names_on(new) == ["Ann", "Cid"]
    assert "in one past interaction the segment was OLD" in summary_of(taken.step)
    await undo_segment_step(new.id, now=now)
    assert (await lines_of(new), await steps_of(new)) == ([], [])


async def test_only_a_logged_segment_is_reused_and_only_on_an_open_one(now: datetime) -> None:
    old, new = await a_logged_segment(now), await a_segment(0)
    with refused((Code.NOT_LOGGED, "logged_segment_id")):
        await reuse_logged_segment(new.id, new.id, now=now)
    with refused((Code.NOT_FOUND, "logged_segment_id")):
        await reuse_logged_segment(new.id, 99, now=now)
    with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")):
        await reuse_logged_segment(old.id, old.id, now=now)
