"""Workers as they run in the process of a server: woken at once, ended with it, and not easily discouraged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import pytest

from api.delivering.running import SenderMissing, delivering_in_background, keep_delivering, terms_of
from api.delivering.worker import Terms, Worker
from api.settings import Settings
from db.letter_contents.letters import Letter, LetterInvalid
from db.models import Delivery, DeliveryStatus
from tests.api.delivering.letters import LETTER, SENDER, a_worker, all_alike, until
from tests.api.delivering.post_office import PostOffice, post_office
from tests.db.deliveries.outbox import an_outbox
from tests.schema.asking import ask
from tests.schema.deliveries.test_types import RETRY, encoded

pytestmark = pytest.mark.usefixtures("database")
QUEUED, _, SENT, FAILED, *_ = DeliveryStatus


def with_a_worker(office: PostOffice, **values: object) -> Settings:
    url = f"smtp://127.0.0.1:{office.port}"
    given = {"smtp_url": url, "smtp_from": SENDER, "deliver": True, "delivery_rate": 0, **values}
    return Settings(**given)  # type: ignore[arg-type]


def with_small_letters(terms: Terms) -> Worker:
    return Worker(terms, letters=all_alike())


async def test_a_worker_beside_the_server_delivers_what_is_queued_while_it_runs() -> None:
    failed = await an_outbox(3, status=FAILED)
    async with post_office() as office, delivering_in_background(with_a_worker(office), with_small_letters):
        entries = [encoded("Interaction", each.interaction_id) for each in failed]
        await ask(RETRY, input={"deliveries": {"interactionIds": entries}})
        await until(lambda: len(office.received) == 3)
    assert await Delivery.filter(status=SENT).count() == 3


async def test_without_the_setting_there_is_no_worker() -> None:
    await an_outbox(1)
    async with (
        post_office() as office,
        delivering_in_background(with_a_worker(office, deliver=False), with_small_letters),
    ):
        await asyncio.sleep(0)
    assert await Delivery.filter(status=QUEUED, held_by=None).count() == 1


async def test_a_worker_beside_the_server_that_is_unwelcome_leaves_the_server_running(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await an_outbox(2)
    async with post_office() as office:
        office.of_senders = ["550 5.7.1 Not yours"] * 8
        with caplog.at_level(logging.ERROR, "touchbase"):
            async with delivering_in_background(with_a_worker(office), with_small_letters):
                await until(lambda: bool(caplog.records))
    assert "550 5.7.1 Not yours Deliveries stay queued" in caplog.text
    assert await Delivery.filter(status=QUEUED, held_by=None, attempt_count=0).count() == 2


async def test_a_worker_starts_again_after_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    await an_outbox(3)
    faults = [RuntimeError("the letters are not there")]

    async def letters(interaction_ids: Sequence[int]) -> dict[int, Letter | LetterInvalid]:
        if faults:
            raise faults.pop()
        return dict.fromkeys(interaction_ids, LETTER)

    stopped = asyncio.Event()
    async with post_office() as office:
        running = asyncio.create_task(
            keep_delivering(lambda: a_worker(office.server(), letters), stopped, first_pause=0.01)
        )
        await until(lambda: len(office.received) == 3)
        stopped.set()
        await running
    assert "the letters are not there" in caplog.text
    assert await Delivery.filter(status=SENT, attempt_count=1).count() == 3


async def test_terms_need_a_sender_and_take_what_the_settings_say() -> None:
    async with post_office() as office:
        with pytest.raises(SenderMissing):
            terms_of(with_a_worker(office, smtp_from=None, deliver=False))
        terms = terms_of(with_a_worker(office, delivery_connections=2, delivery_attempts=3))
    assert (terms.connections, terms.attempts, terms.rate, terms.sender) == (2, 3, None, SENDER)
    assert "smtp://" not in repr(with_a_worker(office))
