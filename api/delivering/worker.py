"""A worker: takes what is due out of the outbox and hands it to its connections, once or for ever."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from api.delivering.courier import Courier, Job, Outcome
from api.delivering.files import Read, from_storage, remembering
from api.delivering.pacing import Pace
from api.delivering.server import MailServer
from api.delivering.smtp import Connection, ServerTrouble
from db.deliveries.claiming import claim_deliveries
from db.deliveries.recording import give_back
from db.deliveries.waking import listening
from db.letter_contents.letters import Letter, LetterInvalid, letters_of

Letters = Callable[[Sequence[int]], Awaitable[dict[int, Letter | LetterInvalid]]]
Tally = Counter[Outcome]

MOST_TAKEN = 50
MOST_TROUBLES = 3
"""How often in a row the server may be in trouble before a worker that is to come to an end gives up."""
LONGEST_IDLE = 5.0
"""Seconds after which a connection is closed that nothing is sent over."""


@dataclass(frozen=True)
class Terms:
    """How a worker works."""

    server: MailServer
    sender: str
    connections: int = 4
    rate: float | None = 10
    attempts: int = 10
    first_pause: float = 5
    poll: float = 1
    """Seconds between two looks at an outbox in which nothing is due."""

    @property
    def taken_at_once(self) -> int:
        """No more than leave in a minute: what is held is kept from other workers, and cannot be called off."""
        return MOST_TAKEN if self.rate is None else max(1, min(MOST_TAKEN, int(self.rate * 60)))


class Worker:
    """One worker. Several of them share an outbox on PostgreSQL."""

    def __init__(
        self,
        terms: Terms,
        *,
        letters: Letters = letters_of,
        read: Read = from_storage,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        report: Callable[[Tally], None] = lambda tally: None,
    ) -> None:
        self.holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(8)}"
        self.tally: Tally = Counter()
        self._terms = terms
        self._letters = letters
        self._clock = clock
        self._report = report
        self._pace = Pace(terms.rate, terms.first_pause)
        self._courier = Courier(
            self.holder, terms.sender, terms.attempts, self._pace, remembering(read), clock
        )
        self._stopping = asyncio.Event()
        self._fault: Exception | None = None

    @property
    def trouble(self) -> str | None:
        """What was wrong with the mail server the last time that it was used."""
        return self._pace.last_trouble if self._pace.troubles else None

    def stop(self) -> None:
        """Finish the messages in hand, give the others back, and come to an end."""
        self._stopping.set()

    async def run(self, *, once: bool = False) -> Tally:
        """Deliver until nothing is due any more, or until it is stopped. What is held in the end is given back."""
        jobs: asyncio.Queue[Job | None] = asyncio.Queue(self._terms.connections)
        lanes = [asyncio.create_task(self._carry(jobs, once)) for _ in range(self._terms.connections)]
        try:
            await self._feed(jobs, once)
        finally:
            await self._ended(jobs, lanes)
            await give_back(self.holder, now=self._clock())
        if self._fault is not None:
            raise self._fault
        return self.tally

    async def _feed(self, jobs: asyncio.Queue[Job | None], once: bool) -> None:
        """Take deliveries and hand them out, no faster than they are carried away."""
        with listening() as woken:
            while not self._stopping.is_set():
                await self._rest(self._pace.pause)
                woken.clear()
                taken = await self._taken()
                for job in taken:
                    await jobs.put(job)
                if not taken:
                    if once:
                        return
                    await self._rest(self._terms.poll, woken)

    async def _taken(self) -> list[Job]:
        if self._stopping.is_set():
            return []
        claimed = await claim_deliveries(self.holder, self._terms.taken_at_once, now=self._clock())
        letters = await self._letters([each.interaction_id for each in claimed]) if claimed else {}
        return [Job(each, letters.get(each.interaction_id)) for each in claimed]

    async def _carry(self, jobs: asyncio.Queue[Job | None], once: bool) -> None:
        """One connection and the messages that go over it."""
        connection = Connection(self._terms.server)
        try:
            while (job := await self._next(jobs, connection)) is not None:
                try:
                    await self._turn(job, connection)
                    if once and self._pace.troubles >= MOST_TROUBLES:
                        raise ServerTrouble(self._pace.last_trouble)
                except Exception as fault:
                    self._fault = self._fault or fault
                    self.stop()
        finally:
            await connection.close()

    async def _next(self, jobs: asyncio.Queue[Job | None], connection: Connection) -> Job | None:
        try:
            async with asyncio.timeout(LONGEST_IDLE):
                return await jobs.get()
        except TimeoutError:
            await connection.close()
            return await jobs.get()

    async def _turn(self, job: Job, connection: Connection) -> None:
        if not self._may_send():
            return await give_back(self.holder, job.claimed.id, now=self._clock())
        await self._pace.turn(self._stopping)
        if not self._may_send():
            return await give_back(self.holder, job.claimed.id, now=self._clock())
        self.tally[await self._courier.deliver(job, connection)] += 1
        self._report(self.tally)

    def _may_send(self) -> bool:
        return not self._stopping.is_set() and self._pace.pause == 0

    async def _ended(self, jobs: asyncio.Queue[Job | None], lanes: list[asyncio.Task[None]]) -> None:
        """Until every connection has come to the end of its messages; at once if this is canceled."""
        try:
            for _ in lanes:
                await jobs.put(None)
            await asyncio.gather(*lanes)
        finally:
            for lane in lanes:
                lane.cancel()

    async def _rest(self, seconds: float, woken: asyncio.Event | None = None) -> None:
        """For so many seconds, or until it is stopped, or woken because something was queued."""
        if seconds <= 0:
            return
        waiting = [asyncio.create_task(each.wait()) for each in (self._stopping, woken) if each is not None]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
