"""What a caller may do with the segments of the small world."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType
from typing import cast

from db.models import Contact, Segment
from db.segments.canceling import cancel_segment, restore_segment
from db.segments.choosing import add_segment_contacts_by_criteria, reduce_segment
from db.segments.deleting import delete_segments
from db.segments.editing import ApplyTo, create_segment, delete_segment, update_segment
from db.segments.follow_up import FollowUp, create_follow_up_segment
from db.segments.lines import add_segment_contacts, personalize_segment_lines, remove_segment_lines
from db.segments.logging import ErrorPolicy, log_segment
from db.segments.mailing import (
    add_mailing_group_contacts_from_segment,
    replace_mailing_group_contacts_from_segment,
)
from db.segments.replacing import replace_segment_line_contact
from db.segments.reusing import reuse_logged_segment
from db.segments.undoing import undo_segment_step
from tests.soaking.world import MOST_SEGMENTS, Act, World, now

FINISHED = ("LOGGED", "CANCELED")


async def _create_segment(world: World) -> object:
    if await Segment.all().count() >= MOST_SEGMENTS:
        return await _delete_segment(world)
    values = {"template_id": world.dice.choice(world.templates), "salesperson_id": world.salesperson()}
    return await create_segment(None, "New", values, await world.some(Contact, 4), now=now())


async def _change_segment(world: World) -> object:
    values = {"salesperson_id": world.salesperson(), "campaign_id": world.dice.choice(world.campaigns)}
    apply_to = world.dice.choice(list(ApplyTo))
    return await update_segment(await world.segment(status="OPEN"), {}, values, apply_to=apply_to, now=now())


async def _delete_segment(world: World) -> object:
    return await delete_segment(await world.segment())


async def _delete_segments(world: World) -> object:
    return await delete_segments(await world.some(Segment, 2, status="CANCELED"))


async def _add_contacts(world: World) -> object:
    segment = await world.segment(status="OPEN")
    return await add_segment_contacts(segment, await world.some(Contact, 3), now=now())


async def _add_by_criteria(world: World) -> object:
    criteria = {"salesperson": {"in_": [world.salesperson()]}}
    return await add_segment_contacts_by_criteria(await world.segment(status="OPEN"), criteria, now=now())


async def _reduce_segment(world: World) -> object:
    criteria = {"salesperson": {"in_": [world.salesperson()]}}
    return await reduce_segment(await world.segment(status="OPEN"), criteria, now=now())


async def _personalize_lines(world: World) -> object:
    values: dict[str, object] = {"salesperson_id": world.salesperson()}
    return await personalize_segment_lines(await world.lines(), values, now=now())


async def _replace_line_contact(world: World) -> object:
    line, *_ = await world.lines()
    return await replace_segment_line_contact(line, await world.contact(), now=now())


async def _remove_lines(world: World) -> object:
    return await remove_segment_lines(await world.lines(), now=now())


async def _undo_step(world: World) -> object:
    return await undo_segment_step(await world.segment_with_steps(), now=now())


async def _log_segment(world: World) -> object:
    segment = await world.segment(status="OPEN")
    logged = await log_segment(
        segment,
        error_policy=world.dice.choice(list(ErrorPolicy)),
        follow_up=world.dice.choice([None, FollowUp()]),
        now=now(),
    )
    world.logged[segment] += 1
    return logged


async def _follow_up(world: World) -> object:
    if await Segment.all().count() >= MOST_SEGMENTS:
        return await _delete_segment(world)
    return await create_follow_up_segment(await world.segment(status="LOGGED"), FollowUp(), now=now())


async def _reuse_segment(world: World) -> object:
    logged = await world.segment(status__in=FINISHED)
    return await reuse_logged_segment(await world.segment(status="OPEN"), logged, now=now())


async def _cancel_segment(world: World) -> object:
    return await cancel_segment(await world.segment(status__in=FINISHED), now=now())


async def _restore_segment(world: World) -> object:
    return await restore_segment(await world.segment(status__in=FINISHED), now=now())


async def _add_mailing_group_contacts_from_segment(world: World) -> object:
    group = world.dice.choice(world.mailing_groups)
    return await add_mailing_group_contacts_from_segment(await world.segment(), group, now=now())


async def _replace_mailing_group_contacts_from_segment(world: World) -> object:
    group = world.dice.choice(world.mailing_groups)
    return await replace_mailing_group_contacts_from_segment(await world.segment(), group, now=now())


ACTS_ON_SEGMENTS: Mapping[str, Act] = {
    name.strip("_"): cast(Act, act)
    for name, act in list(globals().items())
    if name.startswith("_") and isinstance(act, FunctionType)
}
