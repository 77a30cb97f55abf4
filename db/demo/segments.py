"""Segments of the demo: a logged one with its follow-up, one ready to be logged, and a canceled one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from db.contacts.editing import update_contact
from db.demo.people import reachable
from db.demo.world import World
from db.models import Contact, ContactKind, CorrespondenceType, Segment
from db.segments.canceling import cancel_segment
from db.segments.editing import create_segment, update_segment
from db.segments.follow_up import FollowUp
from db.segments.lines import add_segment_contacts, personalize_segment_lines
from db.segments.logging import ErrorPolicy, log_segment
from db.writes.validation import Money

CHAPTER = "Segments"
PARTS = 3


async def prepare_segments(world: World) -> None:
    tell = (_logged_with_follow_up, _ready_to_be_logged, _logged_and_canceled)
    for part in world.with_progress(CHAPTER, tell, PARTS):
        await part(world)


async def _logged_with_follow_up(world: World) -> None:
    """SM00001 was logged with a follow-up, SM00002. One contact was blocked for privacy meanwhile."""
    begun, logged = world.ago(400), world.ago(392)
    guests = _people(world, every=10, count=20)
    segment, lines = await _segment(world, "Workshop: planning the season", "WORKSHOP", guests, 400)
    speaker = {
        "salesperson_id": world.salespeople["AH"].id,
        "description": "Workshop: please speak about dyes",
    }
    await personalize_segment_lines(lines[:2], speaker, now=begun)
    await update_contact(guests[-1].id, {"privacy_blocked": True}, now=world.ago(393))
    made = await log_segment(
        segment.id, error_policy=ErrorPolicy.SKIP_INVALID, follow_up=FollowUp(), now=logged
    )
    assert made.follow_up is not None
    await update_contact(guests[4].id, {"privacy_blocked": True}, now=world.ago(300))
    calls = {"template_id": world.templates["OUTGOING"].id}
    await update_segment(made.follow_up.id, {}, calls, now=world.ago(390))


async def _ready_to_be_logged(world: World) -> None:
    """SM00003 is open: some of its lines are personalized, and nothing keeps it from being logged."""
    segment, lines = await _segment(
        world, "Golf day in September", "GOLF", _people(world, every=12, count=18), 40
    )
    hosts = [company for company in world.companies if not company.privacy_blocked][3:24:4]
    added = await add_segment_contacts(segment.id, [host.id for host in hosts], now=world.ago(38))
    personal: list[tuple[Sequence[int], dict[str, Any]]] = [
        (lines[:1], {"description": "Golf day: would you open it?", "cost": Money(Decimal("45.50"))}),
        (lines[1:2], {"language": "de"}),
        (lines[2:4], {"template_id": world.templates["OUTGOING"].id}),
        (lines[4:5], {"salesperson_id": world.salespeople["AH"].id, "duration_minutes": 45}),
        ([line.id for line in added.lines[:2]], {"correspondence_type": CorrespondenceType.HARD_COPY}),
    ]
    for line_ids, values in personal:
        await personalize_segment_lines(line_ids, values, now=world.ago(37))


async def _logged_and_canceled(world: World) -> None:
    """SM00004 was logged, and was a mistake."""
    segment, _ = await _segment(
        world, "Price list, sent too early", "BUS", _people(world, every=14, count=15), 30
    )
    await log_segment(segment.id, now=world.ago(29))
    await cancel_segment(segment.id, now=world.ago(28))


async def _segment(
    world: World, description: str, template: str, contacts: Sequence[Contact], days: float
) -> tuple[Segment, list[int]]:
    """An open segment, and the ids of its lines."""
    begun = world.ago(days)
    carried = {"template_id": world.templates[template].id}
    segment = (await create_segment(None, description, carried, [], now=begun)).segment
    added = await add_segment_contacts(segment.id, [contact.id for contact in contacts], now=begun)
    return segment, [line.id for line in added.lines]


def _people(world: World, every: int, count: int) -> list[Contact]:
    willing = [
        person
        for person in reachable(world)
        if person.kind is ContactKind.PERSON and not person.excluded_from_segments
    ]
    return willing[::every][:count]
