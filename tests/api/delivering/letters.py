"""Small letters in the place of content, and the terms that tests work on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from api.delivering.server import MailServer
from api.delivering.worker import Letters, Tally, Terms, Worker
from db.letter_contents.letters import Letter, LetterInvalid
from db.models import Delivery
from tests.conftest import NOW

LETTER = Letter(
    letter_content_id=1, subject="Spring", text="Dear reader,\n\nspring is here.\n", html=None, language="en",
    day="2026-03-02", contact_name="Anna", company_name=None, attachments=(), address=("Anna",),
)  # fmt: skip
SENDER = "crm@touchbase.example"


def all_alike(letter: Letter | LetterInvalid | None = LETTER) -> Letters:
    """The same letter for every entry; none for any."""

    async def letters(interaction_ids: Sequence[int]) -> dict[int, Letter | LetterInvalid]:
        return {} if letter is None else dict.fromkeys(interaction_ids, letter)

    return letters


@dataclass
class Clock:
    """A moment that stays until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


def a_worker(
    server: MailServer, letters: Letters | None = None, clock: Clock | None = None, **terms: Any
) -> Worker:
    """A worker without a limit to its rate, that pauses briefly."""
    named: dict[str, Any] = {"rate": None, "first_pause": 0.01, "poll": 0.05}
    options = {name: terms.pop(name) for name in ("read", "report") if name in terms}
    return Worker(
        Terms(server, SENDER, **named | terms),
        letters=letters or all_alike(),
        clock=clock or Clock(),
        **options,
    )


async def delivered(server: MailServer, letters: Letters | None = None, **terms: Any) -> Tally:
    """Once through the outbox."""
    return await a_worker(server, letters, **terms).run(once=True)


def patient_for(server: MailServer, seconds: float) -> MailServer:
    return replace(server, patience=seconds)


async def until(holds: Callable[[], bool]) -> None:
    """Until something holds."""
    async with asyncio.timeout(30):
        for _ in count():
            if holds():
                return
            await asyncio.sleep(0.01)


async def after(delivery: Delivery) -> Delivery:
    return await Delivery.get(id=delivery.id)
