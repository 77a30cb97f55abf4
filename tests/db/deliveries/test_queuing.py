"""Letters that are asked for at once, for later, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.deliveries.queuing import LONGEST_WAIT
from db.errors import Code
from db.interactions.creating import Source, create_interaction
from db.interactions.postponing import resume_interaction
from db.models import Delivery, DeliveryStatus, Interaction, InteractionStatus, Segment, SegmentStatus
from db.segments.logging import log_segment
from db.segments.previewing import preview_segment_log
from tests.builders import a_postponed_interaction, a_segment, a_template
from tests.conftest import NOW
from tests.db.interactions.test_sending import what_to_write, with_address
from tests.db.segments.test_delivering import a_mailing, written_by
from tests.refusals import refused

HOUR = timedelta(hours=1)
TOO_LATE = NOW + LONGEST_WAIT + timedelta(seconds=1)


async def created(delivery: dict[str, Any] | None) -> Delivery | None:
    contact = await with_address()
    [entry] = (
        await create_interaction(Source((contact.id,)), await what_to_write(), delivery=delivery, now=NOW)
    ).interactions
    return await Delivery.get_or_none(interaction_id=entry.id)


@pytest.mark.parametrize("delivery", [{}, {"not_before": None}])
async def test_nothing_said_of_the_moment_means_as_soon_as_possible(delivery: dict[str, Any]) -> None:
    queued = await created(delivery)
    assert queued is not None
    assert (queued.status, queued.not_before, queued.due_at) == (DeliveryStatus.QUEUED, None, NOW)


async def test_no_delivery_is_none() -> None:
    assert await created(None) is None


@pytest.mark.parametrize("wait", [HOUR, LONGEST_WAIT])
async def test_a_later_moment_is_when_it_is_due(wait: timedelta) -> None:
    queued = await created({"not_before": NOW + wait})
    assert queued is not None
    assert (queued.status, queued.not_before, queued.due_at) == ("QUEUED", NOW + wait, NOW + wait)


@pytest.mark.parametrize("ago", [HOUR, timedelta(days=36_500)])
async def test_a_moment_that_is_over_is_kept_and_means_at_once(ago: timedelta) -> None:
    queued = await created({"not_before": NOW - ago})
    assert queued is not None
    assert (queued.not_before, queued.due_at) == (NOW - ago, NOW)


async def test_every_letter_of_a_segment_waits() -> None:
    segment = await a_mailing(await written_by("EMAIL", email="ann@example.com"), await written_by("NONE"))
    await log_segment(segment.id, delivery={"not_before": NOW + HOUR}, now=NOW)
    rows = await Delivery.all().order_by("id")
    assert [(each.status, each.not_before, each.due_at) for each in rows] == [
        ("QUEUED", NOW + HOUR, NOW + HOUR),
        ("SKIPPED", NOW + HOUR, NOW + HOUR),
    ]


async def test_the_letter_of_an_interaction_that_is_resumed_waits() -> None:
    postponed = await a_postponed_interaction(contact_id=(await with_address()).id)
    await resume_interaction(
        postponed.id, await what_to_write(), delivery={"not_before": NOW + HOUR}, now=NOW
    )
    assert (await Delivery.get()).due_at == NOW + HOUR


async def test_a_moment_too_far_ahead_is_refused_wherever_it_is_given_and_writes_nothing() -> None:
    contact, values = await with_address(), await what_to_write()
    postponed = await a_postponed_interaction(contact_id=contact.id)
    segment = await a_segment(1, template_id=(await a_template()).id)
    delivery = {"not_before": TOO_LATE}
    for verb in (
        create_interaction(Source((contact.id,)), dict(values), delivery=delivery, now=NOW),
        resume_interaction(postponed.id, dict(values), delivery=delivery, now=NOW),
        log_segment(segment.id, delivery=delivery, now=NOW),
        preview_segment_log(segment.id, delivery=delivery, now=NOW),
    ):
        with refused((Code.OUT_OF_RANGE, "delivery.not_before")):
            await verb
    assert not await Delivery.exists()
    assert (await Segment.get()).status is SegmentStatus.OPEN
    assert [each.status for each in await Interaction.all()] == [InteractionStatus.POSTPONED]


async def test_what_is_wrong_with_the_moment_is_told_with_all_else() -> None:
    values = await what_to_write() | {"description": "x" * 1000}
    with refused((Code.TOO_LONG, "values.description"), (Code.OUT_OF_RANGE, "delivery.not_before")):
        await create_interaction(
            Source(((await with_address()).id,)), values, delivery={"not_before": TOO_LATE}, now=NOW
        )
    with refused((Code.OUT_OF_RANGE, "delivery.not_before"), (Code.NOT_FOUND, "segment_id")):
        await preview_segment_log(99, delivery={"not_before": TOO_LATE}, now=NOW)
