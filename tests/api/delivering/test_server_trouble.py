"""What a worker does while the mail server is away, slow, busy or dying: nothing is lost, and nobody is hurried."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from api.delivering.courier import Outcome
from api.delivering.smtp import ServerTrouble
from db.models import Delivery, DeliveryStatus
from tests.api.delivering.letters import (
    Clock,
    a_worker,
    after,
    delivered,
    patient_for,
    until,
)
from tests.api.delivering.post_office import ACCEPTED, post_office
from tests.db.deliveries.outbox import an_outbox

pytestmark = pytest.mark.usefixtures("database")
QUEUED, SENDING, SENT, FAILED, SKIPPED, CANCELED = DeliveryStatus


async def test_a_server_that_is_not_there_costs_no_attempt() -> None:
    outbox = await an_outbox(2)
    async with post_office() as office:
        nowhere = office.server()
    clock = Clock()
    worker = a_worker(nowhere, clock=clock)
    assert await worker.run(once=True) == {Outcome.PUT_OFF: worker.tally[Outcome.PUT_OFF]}
    rows = await Delivery.all()
    assert {(each.status, each.attempt_count, each.held_by) for each in rows} == {(QUEUED, 0, None)}
    assert any(
        "refused" in (each.response or "").lower() or "connect" in (each.response or "") for each in rows
    )
    clock.pass_by(timedelta(minutes=1))
    async with post_office() as office:
        assert await delivered(office.server(), clock=clock) == {Outcome.SENT: len(outbox)}


async def test_a_worker_that_is_to_end_gives_up_on_a_server_in_trouble() -> None:
    await an_outbox(300)
    async with post_office() as office:
        nowhere = office.server()
    with pytest.raises(ServerTrouble, match=r"refused|connect"):
        await delivered(nowhere)
    assert await Delivery.filter(status=QUEUED, attempt_count=0, held_by=None).count() == 300


async def test_a_server_that_dies_in_the_middle_gets_the_message_again() -> None:
    [one] = await an_outbox(1)
    clock = Clock()
    async with post_office() as office:
        office.of_messages = ["drop"]
        assert await delivered(office.server(), clock=clock) == {Outcome.PUT_OFF: 1}
        assert ((await after(one)).status, (await after(one)).attempt_count) == (QUEUED, 1)
        clock.pass_by(timedelta(minutes=2))
        assert await delivered(office.server(), clock=clock) == {Outcome.SENT: 1}
    assert len(office.received) == 1


async def test_a_server_that_dies_over_a_message_again_and_again_does_not_keep_it_for_ever() -> None:
    [one] = await an_outbox(1)
    clock = Clock()
    async with post_office() as office:
        office.of_messages = ["drop"] * 2
        for _ in range(2):
            await delivered(office.server(), clock=clock, attempts=2)
            clock.pass_by(timedelta(hours=1))
    assert (await after(one)).status is FAILED


async def test_a_connection_that_the_server_closed_meanwhile_is_opened_again_at_once() -> None:
    await an_outbox(3)
    async with post_office() as office:
        office.of_senders = ["", "drop", "", "421 4.7.0 Enough for one connection"]
        tally = await delivered(office.server(), connections=1)
    assert tally == {Outcome.SENT: 3}
    assert office.connections == 3


async def test_a_server_that_says_nothing_is_left_after_a_while() -> None:
    [one] = await an_outbox(1)
    async with post_office() as office:
        office.of_recipients["c1@example.com"] = ["silence"]
        tally = await delivered(patient_for(office.server(), 0.2))
    assert tally == {Outcome.PUT_OFF: 1}
    assert (await after(one)).response == "Timed out waiting for server response"


async def test_a_slow_message_does_not_hold_up_the_others() -> None:
    await an_outbox(30)
    others = asyncio.Event()

    async def slowly() -> str:
        await others.wait()
        return ACCEPTED

    async with post_office() as office:
        office.of_messages = [slowly]
        running = asyncio.create_task(delivered(office.server(), connections=2))
        await until(lambda: len(office.received) == 29)
        others.set()
        assert await running == {Outcome.SENT: 30}


async def test_a_server_that_is_too_busy_slows_all_down_and_not_each_message() -> None:
    outbox = await an_outbox(40)
    async with post_office() as office:
        office.of_senders = ["421 4.3.2 Too busy"] * 2 + ["451 4.3.0 Not now"]
        with pytest.raises(ServerTrouble, match=r"451|421"):
            await delivered(office.server(), connections=1)
        assert office.commands["MAIL"] == 3
        untouched = await Delivery.filter(attempt_count=0, response=None).count()
    assert untouched == len(outbox) - 3
