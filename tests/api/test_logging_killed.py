"""A server that is killed while it logs a segment leaves nothing or all, and the log can be done again."""

from __future__ import annotations

import asyncio
import time

import httpx2
import pytest

from db.engine.database import is_postgres
from db.models import Segment
from db.sql import statements
from tests.api.logging_segments import (
    MANY,
    a_large_segment,
    assert_logged_once,
    assert_untouched,
    log,
)
from tests.api.servers import running
from tests.databases import on_postgres
from tests.db.interactions.racing import alone, stranger, waiting
from tests.db.segments.lines import a_crowd


async def test_a_server_killed_while_it_logs_leaves_nothing_or_all(database: str) -> None:
    """At moments spread over the time that logging takes; afterwards it is done again."""
    crowd = await a_crowd(MANY)
    warm = await a_large_segment(crowd)
    async with running(database) as server:
        began = time.perf_counter()
        assert (await log(server, warm, followUp={}))["loggedCount"] == MANY
        takes = time.perf_counter() - began
    segments = [await a_large_segment(crowd) for _ in range(3)]
    nothing = []
    for place, segment in enumerate(segments):
        async with running(database) as server:
            logging = asyncio.create_task(log(server, segment, followUp={}))
            await asyncio.sleep(takes * (place + 1) / (len(segments) + 1))
            await server.kill()
            [answer] = await asyncio.gather(logging, return_exceptions=True)
        answered = isinstance(answer, dict)
        assert answered or isinstance(answer, httpx2.TransportError)
        if await is_logged_in_the_end(segment):
            await assert_logged_once(segment)
        else:
            assert not answered
            await assert_untouched(segment)
            nothing.append(segment)
    assert nothing, "no server was killed in time"
    async with running(database) as server:
        assert (await log(server, nothing[0], followUp={}))["followUpSegment"] == {"lineCount": MANY}
    await assert_logged_once(nothing[0])


async def is_logged_in_the_end(segment: Segment) -> bool:
    """Whether a segment is logged once nobody works on it any more: PostgreSQL ends what its client began."""
    if is_postgres():
        await statements.select_locking("segment", "id = :id", "FOR UPDATE", id=segment.id)
    return (await Segment.get(id=segment.id)).logged_at is not None


# Where a server is certain to stand when it is killed: held by a stranger's lock.
STANDSTILLS = {
    "before the entries": "LOCK TABLE interaction IN EXCLUSIVE MODE",
    "after the entries, before the follow-up": "SELECT 1 FROM number_series FOR UPDATE",
    "before the answer is kept": "LOCK TABLE idempotent_answer IN EXCLUSIVE MODE",
}


@on_postgres
async def test_a_server_killed_before_it_commits_leaves_nothing(database: str) -> None:
    """With everything written but the last, and the same key used again for the log that succeeds."""
    segment = await a_large_segment(await a_crowd(100))
    values = {"followUp": {}, "idempotencyKey": "again"}
    for statement in STANDSTILLS.values():
        async with running(database) as server:
            async with stranger(database, statement) as other:
                logging = asyncio.create_task(log(server, segment, **values))
                await waiting(other, 1)
                await server.kill()
            with pytest.raises(httpx2.TransportError):
                await logging
        await alone(database)
        await assert_untouched(segment)
    async with running(database) as server:
        answer = await log(server, segment, **values)
        assert (answer["loggedCount"], answer["replayed"]) == (100, False)
    await assert_logged_once(segment)
