"""Letters that wait for a moment, against a real mail server: not before it, as they were logged, unless called off."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from api.delivering.courier import Outcome
from db.contacts.editing import update_contact
from db.deliveries.canceling import cancel_deliveries
from db.deliveries.claiming import LEASE
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.creating import Source, create_interaction
from db.letter_contents.letters import letters_of
from db.models import Contact, Delivery, DeliveryStatus
from tests.api.delivering.letters import Clock, after, delivered
from tests.api.delivering.post_office import post_office
from tests.api.delivering.processes import end_of, working
from tests.builders import a_contact, a_content, a_salesperson, a_template, a_template_language
from tests.conftest import NOW
from tests.db.deliveries.outbox import an_outbox

pytestmark = pytest.mark.usefixtures("database")
QUEUED, SENDING, SENT, _, _, CANCELED = DeliveryStatus
HOUR = timedelta(hours=1)


async def a_letter_for_later(
    not_before: datetime = NOW + HOUR, now: datetime = NOW
) -> tuple[Contact, Delivery]:
    template = await a_template(correspondence_type="EMAIL")
    content = await a_content(subject="For {{ contact.name }}", body_text="Dear {{ contact.name }}")
    await a_template_language(template, language="en", letter_content_id=content.id)
    contact = await a_contact(name="Ann", email="ann@example.com", language="en")
    values = {"template_id": template.id, "salesperson_id": (await a_salesperson()).id}
    [entry] = (
        await create_interaction(Source((contact.id,)), values, delivery={"not_before": not_before}, now=now)
    ).interactions
    return contact, await Delivery.get(interaction_id=entry.id)


async def test_it_leaves_at_its_moment_as_it_was_logged() -> None:
    contact, letter = await a_letter_for_later()
    [at_once] = await an_outbox(1)
    await update_contact(contact.id, {"name": "Bea", "email": "bea@example.com"}, now=NOW)
    clock = Clock()
    async with post_office() as office:
        assert await delivered(office.server(), clock=clock) == {Outcome.SENT: 1}
        clock.pass_by(HOUR - timedelta(microseconds=1))
        assert await delivered(office.server(), letters_of, clock=clock) == {}
        assert office.recipients == [at_once.email]
        assert ((await after(letter)).status, (await after(letter)).attempt_count) == (QUEUED, 0)
        clock.pass_by(timedelta(microseconds=1))
        assert await delivered(office.server(), letters_of, clock=clock) == {Outcome.SENT: 1}
    [_, received] = office.received
    assert (received.recipient, received.message["Subject"]) == ("ann@example.com", "For Ann")
    assert received.message.get_content().strip() == "Dear Ann"
    sent = await after(letter)
    assert (sent.status, sent.sent_at, sent.not_before) == (SENT, NOW + HOUR, NOW + HOUR)


async def test_it_can_be_called_off_before() -> None:
    _, letter = await a_letter_for_later()
    canceled = await cancel_deliveries({"delivery_ids": [letter.id]}, now=NOW + HOUR / 2)
    assert (canceled.changed_count, canceled.held_count) == (1, 0)
    async with post_office() as office:
        assert await delivered(office.server(), letters_of, clock=Clock(NOW + 2 * HOUR)) == {}
    assert ((await after(letter)).status, office.received) == (CANCELED, [])


@pytest.mark.parametrize("restored", [True, False])
async def test_whether_its_entry_stands_is_looked_at_when_its_moment_has_come(restored: bool) -> None:
    _, letter = await a_letter_for_later()
    await cancel_interactions([letter.interaction_id], now=NOW)
    if restored:
        await restore_interactions([letter.interaction_id], now=NOW)
    async with post_office() as office:
        tally = await delivered(office.server(), letters_of, clock=Clock(NOW + HOUR))
    assert tally == {Outcome.SENT if restored else Outcome.CANCELED: 1}
    assert ((await after(letter)).status, len(office.received)) == ((SENT, 1) if restored else (CANCELED, 0))


async def test_a_mail_server_in_trouble_puts_it_off_further() -> None:
    _, letter = await a_letter_for_later()
    clock = Clock(NOW + HOUR)
    async with post_office() as office:
        office.of_recipients["ann@example.com"] = ["450 4.2.0 Greylisted"]
        assert await delivered(office.server(), letters_of, clock=clock) == {Outcome.PUT_OFF: 1}
        waiting = await after(letter)
        assert (waiting.status, waiting.not_before) == (QUEUED, NOW + HOUR) and waiting.due_at > NOW + HOUR
        clock.pass_by(timedelta(minutes=2))
        assert await delivered(office.server(), letters_of, clock=clock) == {Outcome.SENT: 1}


async def test_the_command_leaves_it_for_a_later_run_by_the_clock_on_the_wall(database: str) -> None:
    now = datetime.now(UTC)
    _, later = await a_letter_for_later(now + HOUR, now)
    _, over = await a_letter_for_later(now - HOUR, now)
    async with post_office() as office:
        async with working(database, office, "--once") as worker:
            status, _, errors = await end_of(worker)
        assert (status, errors, len(office.received)) == (0, "", 1)
    assert ((await after(later)).status, (await after(over)).status) == (QUEUED, SENT)


async def test_a_worker_killed_in_the_middle_is_seen_sending_until_its_lease_is_over(database: str) -> None:
    now = datetime.now(UTC)
    _, letter = await a_letter_for_later(now - HOUR, now)
    in_hand = asyncio.Event()

    async def never() -> str:
        in_hand.set()
        await asyncio.Event().wait()
        return "250 Ok"

    async with post_office() as office:
        office.of_messages = [never]
        async with working(database, office) as worker:
            await in_hand.wait()
            worker.kill()
            await worker.wait()
        taken = await after(letter)
        assert (taken.status, taken.attempt_count) == (SENDING, 1) and taken.held_until is not None
        canceled = await cancel_deliveries({"delivery_ids": [letter.id]}, now=taken.held_until)
        assert (canceled.changed_count, canceled.held_count) == (0, 1)
        assert await delivered(office.server(), clock=Clock(taken.held_until)) == {}
        later = Clock(taken.held_until + LEASE)
        assert await delivered(office.server(), clock=later) == {Outcome.SENT: 1}
    assert ((await after(letter)).status, (await after(letter)).attempt_count) == (SENT, 2)
