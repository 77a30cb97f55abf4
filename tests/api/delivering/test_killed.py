"""A worker that is killed between a message and its record: that message goes twice, and no other one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from datetime import UTC, datetime, timedelta

import asyncpg

from api.delivering.courier import Outcome
from db.deliveries.claiming import LEASE
from db.engine.database import is_postgres
from db.models import Delivery, DeliveryStatus
from tests.api.delivering.letters import Clock, delivered
from tests.api.delivering.post_office import ACCEPTED, post_office
from tests.api.delivering.processes import end_of, working
from tests.databases import on_postgres
from tests.db.deliveries.outbox import an_outbox

QUEUED, SENDING, SENT, *_ = DeliveryStatus
BEFORE = 5


class Standstill:
    """From its beginning on nobody else writes to the outbox. What a dead worker had asked for is not done any more.

    PostgreSQL would finish the statement that it had before it noticed that nobody listens; then the record is there
    after all.
    """

    def __init__(self, database: str) -> None:
        self.database = database
        self.known: list[int] = []

    async def prepare(self) -> None:
        """Before there is a worker."""
        if is_postgres():
            self.connection = await asyncpg.connect(self.database)
            self.known = [record["pid"] for record in await self.connection.fetch(SESSIONS)]

    async def begin(self) -> None:
        if is_postgres():
            await self.connection.execute("BEGIN; LOCK TABLE delivery IN EXCLUSIVE MODE")
        else:
            self.file = sqlite3.connect(self.database.removeprefix("sqlite://"), isolation_level=None)
            self.file.execute("BEGIN IMMEDIATE")

    async def end(self) -> None:
        """After the worker has died."""
        if is_postgres():
            await self.connection.execute("SELECT pg_stat_clear_snapshot()")
            for record in await self.connection.fetch(SESSIONS):
                if record["pid"] not in self.known:
                    await self.connection.execute("SELECT pg_terminate_backend($1, 10000)", record["pid"])
            await self.connection.close()
        else:
            self.file.close()


SESSIONS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"


async def test_a_worker_killed_between_send_and_record_repeats_that_message_alone(database: str) -> None:
    outbox = await an_outbox(12)
    standstill, accepted = Standstill(database), asyncio.Event()
    await standstill.prepare()

    async def last_words() -> str:
        await standstill.begin()
        accepted.set()
        return ACCEPTED

    async with post_office() as office:
        office.of_messages += [*[ACCEPTED] * BEFORE, last_words]
        async with working(database, office, DELIVERY_CONNECTIONS="1") as worker:
            await accepted.wait()
            worker.kill()
            await worker.wait()
        await standstill.end()
        assert await Delivery.filter(status=SENT).count() == BEFORE
        [undecided] = await Delivery.filter(status=SENDING, attempt_count=1)
        assert undecided.held_by is not None
        assert await delivered(office.server(), clock=Clock(datetime.now(UTC))) == {}
        later = Clock(datetime.now(UTC) + LEASE + timedelta(minutes=1))
        assert await delivered(office.server(), clock=later) == {Outcome.SENT: len(outbox) - BEFORE}
    twice = {undecided.email: 2}
    assert Counter(office.recipients) == {each.email: 1 for each in outbox} | twice
    ids = Counter(each.message["Message-ID"] for each in office.received)
    assert ids[undecided.message_id] == 2 and len(ids) == len(outbox)
    assert await Delivery.filter(status=SENT).count() == len(outbox)


@on_postgres
async def test_workers_that_are_killed_repeat_at_most_one_message_for_each_connection(database: str) -> None:
    """Killed at moments nobody chose, three times, with four connections; then somebody finishes."""
    outbox = await an_outbox(400)
    async with post_office() as office:
        for place in range(3):
            async with working(database, office, DELIVERY_CONNECTIONS="4") as worker:
                while len(office.received) < (place + 1) * 60:
                    await asyncio.sleep(0.005)
                    assert worker.returncode is None
                worker.kill()
                await worker.wait()
        await delivered(office.server(), clock=Clock(datetime.now(UTC) + LEASE + timedelta(minutes=1)))
    assert await Delivery.filter(status=SENT).count() == len(outbox)
    counted = Counter(office.recipients)
    assert set(counted) == {each.email for each in outbox}
    assert sum(counted.values()) - len(outbox) <= 3 * 4
    ids = {(each.recipient, each.message["Message-ID"]) for each in office.received}
    assert len(ids) == len(outbox)


@on_postgres
async def test_several_workers_share_the_outbox_and_send_each_message_once(database: str) -> None:
    outbox = await an_outbox(400)
    async with (
        post_office() as office,
        working(database, office, "--once") as one,
        working(database, office, "--once") as two,
        working(database, office, "--once") as three,
    ):
        ends = await asyncio.gather(*map(end_of, (one, two, three)))
    assert {status for status, _, _ in ends} == {0}, ends
    assert office.recipients == sorted(each.email or "" for each in outbox)


async def test_a_worker_that_is_asked_to_end_gives_everything_back(database: str) -> None:
    await an_outbox(50)
    in_hand, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> str:
        in_hand.set()
        await go_on.wait()
        return ACCEPTED

    async with post_office() as office:
        office.of_messages = [slowly]
        async with working(database, office, DELIVERY_CONNECTIONS="1") as worker:
            await in_hand.wait()
            worker.terminate()
            go_on.set()
            status, _, errors = await end_of(worker)
    assert status == 0
    assert errors == f"Delivering as crm@touchbase.example through 127.0.0.1:{office.port}.\n"
    assert await Delivery.filter(status=SENT).count() == len(office.received) >= 1
    assert await Delivery.filter(status=QUEUED, held_by=None, attempt_count=0).count() == 50 - len(
        office.received
    )
