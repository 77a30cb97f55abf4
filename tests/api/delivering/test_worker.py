"""Workers against a real mail server: what is accepted, refused, put off, and what becomes of the outbox."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from api.delivering.courier import Outcome
from api.delivering.smtp import Unwelcome
from db.deliveries.waking import wake_workers
from db.interactions.canceling import cancel_interactions
from db.letter_contents.letters import LetterInvalid
from db.models import Delivery, DeliveryStatus
from tests.api.delivering.letters import (
    LETTER,
    Clock,
    a_worker,
    after,
    all_alike,
    delivered,
    until,
)
from tests.api.delivering.post_office import ACCEPTED, post_office
from tests.builders import a_contact, a_delivery, an_interaction
from tests.conftest import NOW
from tests.db.deliveries.outbox import an_outbox

pytestmark = pytest.mark.usefixtures("database")
QUEUED, SENDING, SENT, FAILED, SKIPPED, CANCELED = DeliveryStatus


async def test_every_message_is_sent_once_and_recorded_with_the_words_of_the_server() -> None:
    outbox = await an_outbox(120)
    async with post_office() as office:
        tally = await delivered(office.server())
    assert tally == {Outcome.SENT: 120}
    assert office.recipients == sorted(each.email or "" for each in outbox)
    assert office.connections <= 4
    for each in await Delivery.all():
        assert (each.status, each.attempt_count, each.revision) == (SENT, 1, 4)
        assert (each.sent_at, each.response) == (NOW, ACCEPTED)


async def test_messages_share_connections() -> None:
    await an_outbox(60)
    async with post_office() as office:
        await delivered(office.server(), connections=2)
    assert (office.connections, len(office.received)) == (2, 60)


async def test_the_message_id_is_that_of_the_row_and_stays() -> None:
    [first] = await an_outbox(1)
    clock = Clock()
    async with post_office() as office:
        office.of_recipients["c1@example.com"] = ["451 later"]
        await delivered(office.server(), clock=clock)
        tried = (await after(first)).message_id
        clock.pass_by(timedelta(minutes=5))
        await delivered(office.server(), clock=clock)
    assert tried == f"<{first.id}.{round(NOW.timestamp() * 1_000_000)}@touchbase.example>"
    assert office.received[0].message["Message-ID"] == (await after(first)).message_id == tried


async def test_a_refused_recipient_has_failed_with_the_words_of_the_server() -> None:
    [bad, good] = await an_outbox(2)
    async with post_office() as office:
        office.of_recipients["c1@example.com"] = ["550 5.1.1 No such user\there"]
        tally = await delivered(office.server(), connections=1)
    assert tally == {Outcome.FAILED: 1, Outcome.SENT: 1}
    assert office.connections == 1
    refused = await after(bad)
    assert (refused.status, refused.response, refused.sent_at) == (
        FAILED,
        "550 5.1.1 No such user here",
        None,
    )
    assert (await after(good)).status is SENT


async def test_a_refused_message_has_failed() -> None:
    [one] = await an_outbox(1)
    async with post_office() as office:
        office.of_messages = ["554 5.7.1 " + "spam " * 200]
        await delivered(office.server())
    refused = await after(one)
    assert refused.status is FAILED
    assert refused.response == ("554 5.7.1 " + "spam " * 200)[:500].rstrip()


async def test_a_greylisted_message_comes_through_later() -> None:
    [one] = await an_outbox(1)
    clock = Clock()
    async with post_office() as office:
        office.of_recipients["c1@example.com"] = ["450 4.2.0 Greylisted", "450 4.2.0 Greylisted"]
        assert await delivered(office.server(), clock=clock) == {Outcome.PUT_OFF: 1}
        waiting = await after(one)
        assert (waiting.status, waiting.response, waiting.attempt_count) == (
            QUEUED,
            "450 4.2.0 Greylisted",
            1,
        )
        assert NOW + timedelta(minutes=1) <= waiting.due_at <= NOW + timedelta(minutes=1.25)
        assert await delivered(office.server(), clock=clock) == {}
        clock.pass_by(timedelta(minutes=2))
        await delivered(office.server(), clock=clock)
        longer = await after(one)
        assert clock.now + timedelta(minutes=2) <= longer.due_at <= clock.now + timedelta(minutes=2.5)
        clock.pass_by(timedelta(minutes=3))
        assert await delivered(office.server(), clock=clock) == {Outcome.SENT: 1}
    assert (await after(one)).attempt_count == 3


async def test_what_is_put_off_too_often_has_failed() -> None:
    [one] = await an_outbox(1)
    clock = Clock()
    async with post_office() as office:
        office.of_recipients["c1@example.com"] = ["452 full"] * 3
        for _ in range(3):
            await delivered(office.server(), clock=clock, attempts=3)
            clock.pass_by(timedelta(hours=1))
    assert ((await after(one)).status, (await after(one)).response) == (FAILED, "452 full")


async def test_an_entry_that_was_canceled_is_not_sent() -> None:
    [one, other] = await an_outbox(2)
    await cancel_interactions([one.interaction_id], now=NOW)
    async with post_office() as office:
        assert await delivered(office.server()) == {Outcome.CANCELED: 1, Outcome.SENT: 1}
    assert office.recipients == [other.email]
    canceled = await after(one)
    assert (canceled.status, canceled.attempt_count) == (CANCELED, 0)
    assert canceled.response == "The entry was canceled before the message was sent."


async def test_an_entry_without_content_is_skipped() -> None:
    [one] = await an_outbox(1)
    async with post_office() as office:
        assert await delivered(office.server(), all_alike(None)) == {Outcome.SKIPPED: 1}
    assert ((await after(one)).status, (await after(one)).response) == (SKIPPED, "There is no content.")


async def test_content_that_makes_no_letter_has_failed_and_is_not_tried() -> None:
    [one] = await an_outbox(1)
    async with post_office() as office:
        invalid = LetterInvalid("Line 3: there is no field contact.shoe.")
        assert await delivered(office.server(), all_alike(invalid)) == {Outcome.FAILED: 1}
        assert office.connections == 0
    assert (await after(one)).response == "Line 3: there is no field contact.shoe."


async def test_a_subject_that_would_be_a_header_has_failed() -> None:
    [one] = await an_outbox(1)
    hostile = replace(LETTER, subject="Spring\r\nBcc: everybody@example.com")
    async with post_office() as office:
        assert await delivered(office.server(), all_alike(hostile)) == {Outcome.FAILED: 1}
    assert office.received == []
    assert (await after(one)).response == "The subject holds a line break or a control character."


async def test_who_is_written_to_and_by_whom() -> None:
    contact = await a_contact(name='Юлия "Ю", Эхова')
    await a_delivery(await an_interaction(contact_id=contact.id))
    async with post_office() as office:
        await delivered(office.server())
    [received] = office.received
    assert (received.sender, received.recipient) == ("crm@touchbase.example", "anna@example.com")
    [to] = received.message["To"].addresses
    assert (to.display_name, to.addr_spec) == ('Юлия "Ю", Эхова', "anna@example.com")


async def test_a_stopped_worker_finishes_the_message_in_hand_and_gives_the_rest_back() -> None:
    await an_outbox(20)
    in_hand, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> str:
        in_hand.set()
        await go_on.wait()
        return ACCEPTED

    async with post_office() as office:
        office.of_messages = [slowly]
        worker = a_worker(office.server(), connections=1)
        running = asyncio.create_task(worker.run())
        await in_hand.wait()
        worker.stop()
        go_on.set()
        assert await running == {Outcome.SENT: 1}
    assert await Delivery.filter(status=QUEUED, held_by=None, attempt_count=0).count() == 19


async def test_a_running_worker_is_woken_by_the_bell() -> None:
    async with post_office() as office:
        worker = a_worker(office.server(), poll=3600)
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0.05)
        await an_outbox(1)
        async with asyncio.timeout(30):
            while not office.received:
                wake_workers()
                await asyncio.sleep(0.01)
        worker.stop()
        assert await running == {Outcome.SENT: 1}


async def test_no_more_leave_in_a_second_than_the_rate_allows() -> None:
    """Without a look at the clock: with a rate of one in an hour only the first one leaves."""
    await an_outbox(5)
    async with post_office() as office:
        worker = a_worker(office.server(), rate=1 / 3600)
        running = asyncio.create_task(worker.run())
        await until(lambda: bool(worker.tally))
        worker.stop()
        assert await running == {Outcome.SENT: 1}
    assert len(office.received) == 1


async def test_a_refused_password_stops_the_worker_and_nothing_is_lost(trusted: None) -> None:
    await an_outbox(5)
    async with post_office(starttls=True, auth=True) as office:
        with pytest.raises(Unwelcome, match="refuses the user or the password: 535") as raised:
            await delivered(office.server("smtp+starttls", "touchbase:wr0ng"))
    assert "wr0ng" not in str(raised.value)
    rows = await Delivery.all()
    assert {(each.status, each.attempt_count, each.held_by) for each in rows} == {(QUEUED, 0, None)}


async def test_a_sender_that_may_not_send_stops_the_worker() -> None:
    await an_outbox(5)
    async with post_office() as office:
        office.of_senders = ["550 5.7.1 Not yours"] * 5
        with pytest.raises(Unwelcome, match=r"from crm@touchbase\.example: 550 5\.7\.1 Not yours"):
            await delivered(office.server(), connections=1)
    assert await Delivery.filter(status=QUEUED, attempt_count=0).count() == 5
