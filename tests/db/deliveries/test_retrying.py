"""Failed deliveries, queued again."""

from __future__ import annotations

from datetime import timedelta

from db.contacts.editing import update_contact
from db.deliveries.choosing import MOST_SHOWN
from db.deliveries.retrying import retry_deliveries
from db.errors import Code
from db.interactions.canceling import cancel_interactions
from db.models import Delivery, DeliveryStatus, Interaction
from tests.builders import a_contact, a_delivery, a_segment, an_alternative_address, an_interaction
from tests.conftest import NOW
from tests.db.deliveries.outbox import an_outbox
from tests.refusals import refused
from tests.statements import counted_statements

LATER = NOW + timedelta(days=1)
FAILED, SENT = DeliveryStatus.FAILED, DeliveryStatus.SENT


async def test_the_failed_ones_of_a_segment_are_queued_for_now_with_all_attempts() -> None:
    segment, other = await a_segment(0), await a_segment(0)
    await an_outbox(3, segment, FAILED)
    await Delivery.all().update(attempt_count=10, response="550 no", held_by="dead", held_until=LATER)
    await an_outbox(2, segment, SENT)
    await an_outbox(2, other, FAILED)
    retried = await retry_deliveries({"segment_id": segment.id}, now=LATER)
    assert (retried.changed_count, retried.segment) == (3, segment)
    rows = await Delivery.filter(status=DeliveryStatus.QUEUED)
    assert sorted(each.id for each in retried.deliveries) == sorted(each.id for each in rows)
    for row in (*rows, *retried.deliveries):
        assert (row.attempt_count, row.response, row.due_at, row.held_by) == (0, None, LATER, None)
        assert (row.revision, row.updated_at) == (2, LATER)
    assert await Delivery.filter(status=FAILED).count() == 2


async def test_those_of_entries_are_queued_and_others_stay() -> None:
    failed, sent = await an_outbox(2, status=FAILED), await an_outbox(1, status=SENT)
    without = await an_interaction()
    entries = [failed[0].interaction_id, sent[0].interaction_id, without.id]
    retried = await retry_deliveries({"interaction_ids": entries}, now=LATER)
    assert [each.id for each in retried.deliveries] == [failed[0].id]
    assert (retried.changed_count, retried.segment) == (1, None)
    assert (await retry_deliveries({"interaction_ids": entries}, now=LATER)).changed_count == 0


async def test_those_of_canceled_entries_stay() -> None:
    failed = await an_outbox(2, status=FAILED)
    await cancel_interactions([failed[0].interaction_id], now=NOW)
    entries = [each.interaction_id for each in failed]
    assert [
        each.id for each in (await retry_deliveries({"interaction_ids": entries}, now=LATER)).deliveries
    ] == [failed[1].id]


async def test_what_is_named_must_be_there() -> None:
    [entry, segment] = [await an_interaction(), await a_segment(0)]
    with refused((Code.NOT_FOUND, "deliveries.segment_id")):
        await retry_deliveries({"segment_id": segment.id + 99}, now=NOW)
    with refused((Code.NOT_FOUND, "deliveries.interaction_ids.1")):
        await retry_deliveries({"interaction_ids": [entry.id, entry.id + 99]}, now=NOW)
    with refused((Code.OUT_OF_RANGE, "deliveries.interaction_ids")):
        await retry_deliveries({"interaction_ids": list(range(1, 1002))}, now=NOW)
    assert (await retry_deliveries({"interaction_ids": []}, now=NOW)).changed_count == 0


async def test_however_many_there_are_costs_as_many_statements_and_the_answer_holds_the_first() -> None:
    small, large = await a_segment(0), await a_segment(0)
    await an_outbox(2, small, FAILED)
    await an_outbox(MOST_SHOWN + 5, large, FAILED)
    counts = []
    for segment in (small, large):
        with counted_statements() as statements:
            retried = await retry_deliveries({"segment_id": segment.id}, now=NOW)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 3
    assert (retried.changed_count, len(retried.deliveries)) == (MOST_SHOWN + 5, MOST_SHOWN)
    ids = [each.id for each in retried.deliveries]
    assert ids == sorted(ids)


async def test_it_goes_to_the_address_that_the_contact_has_by_now_if_it_has_one() -> None:
    people = [await a_contact(email=f"old{place}@example.com") for place in range(3)]
    for each in people:
        entry = await an_interaction(contact_id=each.id)
        await a_delivery(entry, status=FAILED, email=each.email)
    mended, gone, elsewhere = people
    await update_contact(mended.id, {"email": "right@example.com"}, now=NOW)
    await update_contact(gone.id, {"email": None}, now=NOW)
    periods = [{"starts_on": LATER.date()}]
    await an_alternative_address(elsewhere, email="lake@example.com", periods=periods)
    entries = [each.id for each in await Interaction.all()]
    retried = await retry_deliveries({"interaction_ids": entries}, now=LATER)
    assert [each.email for each in retried.deliveries] == [
        "right@example.com", "old1@example.com", "lake@example.com"
    ]  # fmt: skip
