"""One message: begun, written, sent, and what came of it recorded before the next one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from api.delivering.files import Read
from api.delivering.message import EnclosedFile, Headers, Mail, MessageInvalid, mail_of
from api.delivering.pacing import Pace, delay_after
from api.delivering.smtp import Connection, Deferred, Rejected, ServerTrouble, Unwelcome
from db.deliveries import recording
from db.deliveries.claiming import LEASE, Attempt, Claimed, begin_attempt
from db.letter_contents.letters import Letter, LetterInvalid

logger = logging.getLogger("touchbase")

LONGEST_ATTEMPT = LEASE.total_seconds() / 2
"""Seconds; with the lease twice as long nobody else begins with a message that is still being sent."""

PAUSES = (0.1, 1, 5, 15, 30, 60)
"""Seconds between attempts to record; together less than what is left of a lease."""

NO_CONTENT = "There is no content."
GIVEN_UP = "No attempt came to an end. The log of the worker may say why."
UNWRITTEN = "The message could not be made. The log of the worker says why."
TOOK_TOO_LONG = "The mail server took too long."


class Outcome(StrEnum):
    """What came of a turn."""

    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELED = "canceled"
    PUT_OFF = "put off"
    LOST = "lost"


@dataclass(frozen=True)
class Job:
    """A delivery that this worker holds, and what it says."""

    claimed: Claimed
    letter: Letter | LetterInvalid | None


@dataclass(frozen=True)
class Courier:
    """Carries messages for one worker."""

    holder: str
    sender: str
    attempts: int
    pace: Pace
    read: Read
    clock: Callable[[], datetime]

    async def deliver(self, job: Job, connection: Connection) -> Outcome:
        identity = job.claimed.id
        if job.letter is None:
            return await self._ended(Outcome.SKIPPED, identity, NO_CONTENT)
        attempt = await begin_attempt(self.holder, identity, self._message_id(job.claimed), now=self.clock())
        if attempt is None:
            return Outcome.LOST
        if attempt.canceled_because:
            return Outcome.CANCELED
        if attempt.number > self.attempts:
            return await self._ended(Outcome.FAILED, identity, GIVEN_UP)
        try:
            mail = await self._written(job.claimed, job.letter, attempt)
        except (LetterInvalid, MessageInvalid) as invalid:
            return await self._ended(Outcome.FAILED, identity, str(invalid))
        except Exception:
            logger.exception("delivery %s could not be written", identity)
            return await self._later(identity, attempt, UNWRITTEN)
        return await self._sent(identity, attempt, mail, connection)

    async def _sent(self, identity: int, attempt: Attempt, mail: Mail, connection: Connection) -> Outcome:
        try:
            async with asyncio.timeout(LONGEST_ATTEMPT):
                words = await connection.send(mail)
        except Rejected as rejected:
            self.pace.went_well()
            return await self._ended(Outcome.FAILED, identity, str(rejected))
        except Deferred as deferred:
            self.pace.went_well()
            return await self._later(identity, attempt, str(deferred))
        except ServerTrouble as trouble:
            return await self._troubled(identity, attempt, trouble)
        except TimeoutError:
            connection.drop()
            return await self._troubled(
                identity, attempt, ServerTrouble(TOOK_TOO_LONG, spoke_of_message=True)
            )
        except Unwelcome as unwelcome:
            await self._put_off(identity, str(unwelcome), timedelta(), counted=False)
            raise
        self.pace.went_well()
        return await self._ended(Outcome.SENT, identity, words)

    async def _troubled(self, identity: int, attempt: Attempt, trouble: ServerTrouble) -> Outcome:
        """All wait. This message waits no longer than the others, unless the server broke off over it."""
        self.pace.trouble(str(trouble))
        logger.warning("the mail server is in trouble: %s", trouble)
        if trouble.spoke_of_message:
            return await self._later(identity, attempt, str(trouble))
        await self._put_off(identity, str(trouble), timedelta(seconds=self.pace.pause), counted=False)
        return Outcome.PUT_OFF

    async def _later(self, identity: int, attempt: Attempt, words: str) -> Outcome:
        if attempt.number >= self.attempts:
            return await self._ended(Outcome.FAILED, identity, words)
        await self._put_off(identity, words, delay_after(attempt.number), counted=True)
        return Outcome.PUT_OFF

    async def _put_off(self, identity: int, words: str, delay: timedelta, *, counted: bool) -> None:
        now = self.clock()
        await self._kept(
            lambda: recording.put_off(self.holder, identity, words, now + delay, counted=counted, now=now)
        )

    async def _ended(self, outcome: Outcome, identity: int, words: str) -> Outcome:
        record = {
            Outcome.SENT: recording.record_sent,
            Outcome.FAILED: recording.record_failed,
            Outcome.SKIPPED: recording.record_skipped,
        }[outcome]
        if await self._kept(lambda: record(self.holder, identity, words, now=self.clock())):
            return outcome
        logger.warning("delivery %s was %s, but somebody else holds it by now", identity, outcome)
        return Outcome.LOST

    async def _kept(self, record: Callable[[], Awaitable[bool]]) -> bool:
        """What came of a message has to be kept, also by a database that is away for a moment: else it goes twice."""
        for pause in PAUSES:
            try:
                return await record()
            except Exception:
                logger.exception("what came of a delivery is not recorded yet")
                await asyncio.sleep(pause)
        return await record()

    async def _written(self, claimed: Claimed, letter: Letter | LetterInvalid, attempt: Attempt) -> Mail:
        if isinstance(letter, LetterInvalid):
            raise letter
        headers = Headers(
            self.sender, claimed.email, claimed.salesperson_name, claimed.contact_name,
            claimed.salesperson_email, attempt.message_id, self.clock(),
        )  # fmt: skip
        files = [
            EnclosedFile(each.name, each.media_type, await self.read(each)) for each in letter.attachments
        ]
        return mail_of(letter, headers, files)

    def _message_id(self, claimed: Claimed) -> str:
        microseconds = round(claimed.created_at.timestamp() * 1_000_000)
        return f"<{claimed.id}.{microseconds}@{self.sender.rpartition('@')[2]}>"
