"""What became of a delivery: recorded by whoever holds it, and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.deliveries.claiming import LEASE, begin_attempt, claim_deliveries
from db.deliveries.recording import give_back, put_off, record_failed, record_sent, record_skipped
from db.models import Delivery, DeliveryStatus
from tests.conftest import NOW
from tests.db.deliveries.outbox import an_outbox

LATER = NOW + LEASE + timedelta(minutes=1)


async def begun(holder: str = "one") -> Delivery:
    [one] = await an_outbox(1)
    await claim_deliveries(holder, 1, now=NOW)
    await begin_attempt(holder, one.id, "<1@a>", now=NOW)
    return one


@pytest.mark.parametrize(
    ("record", "status"), [(record_sent, "SENT"), (record_failed, "FAILED"), (record_skipped, "SKIPPED")]
)
async def test_what_became_of_it_is_recorded_once(record, status: str) -> None:
    one = await begun()
    assert await record("one", one.id, "250 2.0.0 Ok", now=NOW) is True
    row = await Delivery.get(id=one.id)
    assert (row.status, row.response, row.revision) == (status, "250 2.0.0 Ok", 4)
    assert row.sent_at == (NOW if status == "SENT" else None)
    assert await record("one", one.id, "again", now=NOW) is False
    assert (await Delivery.get(id=one.id)).response == "250 2.0.0 Ok"


async def test_who_lost_the_lease_records_nothing() -> None:
    one = await begun("slow")
    await claim_deliveries("next", 1, now=LATER)
    for record in (record_sent, record_failed, record_skipped):
        assert await record("slow", one.id, "250 Ok", now=LATER) is False
    assert await put_off("slow", one.id, "451", LATER, counted=True, now=LATER) is False
    await give_back("slow", now=LATER)
    row = await Delivery.get(id=one.id)
    assert (row.status, row.held_by, row.response) == (DeliveryStatus.SENDING, "next", None)


@pytest.mark.parametrize(("counted", "attempts"), [(True, 1), (False, 0)])
async def test_what_is_put_off_is_queued_for_later_and_held_by_nobody(counted: bool, attempts: int) -> None:
    one = await begun()
    assert await put_off("one", one.id, "451 later", LATER, counted=counted, now=NOW)
    row = await Delivery.get(id=one.id)
    assert (row.status, row.due_at, row.held_by, row.attempt_count) == ("QUEUED", LATER, None, attempts)
    assert row.response == "451 later"


async def test_what_is_given_back_can_be_taken_at_once() -> None:
    outbox = await an_outbox(3)
    await claim_deliveries("one", 3, now=NOW)
    await give_back("one", outbox[0].id, now=NOW)
    row = await Delivery.get(id=outbox[0].id)
    assert (row.status, row.held_by, row.held_until, row.revision) == ("QUEUED", None, None, 3)
    assert [each.id for each in await claim_deliveries("other", 9, now=NOW)] == [outbox[0].id]
    await give_back("one", now=NOW)
    assert [each.id for each in await claim_deliveries("other", 9, now=NOW)] == [outbox[1].id, outbox[2].id]


async def test_words_are_kept_as_one_line_that_both_databases_take() -> None:
    one = await begun()
    words = "550 5.1.1\r\nNo\x00such \udcffuser\u2028here\x1b[31m" + "x" * 600
    await record_failed("one", one.id, words, now=NOW)
    kept = (await Delivery.get(id=one.id)).response
    assert kept is not None and len(kept) == 500
    assert kept.startswith("550 5.1.1 No such user here [31mxxx")
