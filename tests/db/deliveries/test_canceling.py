"""Queued deliveries, called off before they are sent."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from db.deliveries.canceling import cancel_deliveries
from db.deliveries.claiming import LEASE, claim_deliveries
from db.errors import Code
from db.models import Delivery, DeliveryStatus
from tests.builders import a_segment
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.deliveries.outbox import an_outbox
from tests.db.interactions.racing import contend_for_row, stranger, waiting
from tests.refusals import refused

QUEUED, SENDING, SENT, FAILED, SKIPPED, CANCELED = DeliveryStatus


async def test_the_queued_ones_are_called_off_and_others_stay() -> None:
    segment = await a_segment(0)
    await an_outbox(3, segment)
    await an_outbox(2, segment, SENT)
    await an_outbox(1, segment, FAILED)
    canceled = await cancel_deliveries({"segment_id": segment.id}, now=NOW)
    assert (canceled.changed_count, canceled.held_count, len(canceled.deliveries)) == (3, 0, 3)
    for row in await Delivery.filter(status=CANCELED):
        assert (row.response, row.revision) == ("Called off.", 2)
    assert await claim_deliveries("one", 9, now=NOW) == []
    again = await cancel_deliveries({"segment_id": segment.id}, now=NOW)
    assert (again.changed_count, await Delivery.filter(status=SENT).count()) == (0, 2)


async def test_what_a_worker_holds_is_left_to_it_and_counted() -> None:
    outbox = await an_outbox(3)
    await claim_deliveries("one", 1, now=NOW)
    entries = [each.interaction_id for each in outbox]
    canceled = await cancel_deliveries({"interaction_ids": entries}, now=NOW)
    assert (canceled.changed_count, canceled.held_count) == (2, 1)
    assert (await Delivery.get(id=outbox[0].id)).status is SENDING
    later = NOW + LEASE + timedelta(minutes=1)
    assert (await cancel_deliveries({"interaction_ids": entries}, now=later)).changed_count == 1


@on_postgres
async def test_two_who_call_off_the_same_one_count_it_once(database: str) -> None:
    [one] = await an_outbox(1)
    verbs = [cancel_deliveries({"interaction_ids": [one.interaction_id]}, now=NOW) for _ in range(2)]
    answers = await contend_for_row(database, "delivery", one.id, *verbs)
    assert [each.changed_count for each in answers] == [1, 0]
    assert (await Delivery.get(id=one.id)).revision == 2


@on_postgres
async def test_a_delivery_that_is_taken_just_before_is_not_called_off(database: str) -> None:
    [one] = await an_outbox(1)
    taking = "UPDATE delivery SET status = 'SENDING', held_by = 'one', held_until = $1 WHERE id = $2"
    async with stranger(database, taking, NOW + LEASE, one.id) as other:
        canceling = asyncio.ensure_future(
            cancel_deliveries({"interaction_ids": [one.interaction_id]}, now=NOW)
        )
        await waiting(other, 1)
    canceled = await canceling
    assert (canceled.changed_count, canceled.held_count) == (0, 1)
    assert (await Delivery.get(id=one.id)).status is SENDING


async def test_some_deliveries_are_called_off_by_themselves() -> None:
    one, other = await an_outbox(2)
    with refused((Code.NOT_FOUND, "deliveries.delivery_ids.1")):
        await cancel_deliveries({"delivery_ids": [one.id, other.id + 99]}, now=NOW)
    assert (await cancel_deliveries({"delivery_ids": [other.id]}, now=NOW)).changed_count == 1
    assert (await Delivery.get(id=one.id)).status is QUEUED
