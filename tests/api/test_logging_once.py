"""A segment is logged exactly once, by whoever comes, however many they are, and whoever is killed."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import asyncpg
import httpx2
import pytest

from db import sql
from db.config import is_postgres
from db.models import Interaction, Segment, SegmentLine, SegmentStatus
from schema.ids import encoded, global_id
from tests.api.servers import Server, many_running, running
from tests.builders import a_segment
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.racing import stranger, waiting
from tests.db.segments.lines import a_crowd

CALLERS = 8
MANY = 20_000

LOG = """mutation ($input: LogSegmentInput!) { logSegment(input: $input) {
    loggedCount replayed segment { id status } followUpSegment { lineCount }
    userErrors { __typename code ... on SegmentAlreadyLogged { segment { id status } } } } }"""
ADD = """mutation ($input: AddSegmentContactsInput!) { addSegmentContacts(input: $input) {
    addedCount userErrors { code } } }"""


async def log(server: Server, segment: Segment, **values: Any) -> dict[str, Any]:
    return (await server.ask(LOG, input={"segmentId": global_id(segment), **values}))["logSegment"]


async def log_at_once(servers: list[Server], segment: Segment, **values: Any) -> list[dict[str, Any]]:
    """What eight callers are answered, spread over the servers."""
    asked = [log(servers[place % len(servers)], segment, **values) for place in range(CALLERS)]
    return await asyncio.gather(*asked)


async def a_large_segment(crowd: list[int]) -> Segment:
    """A segment with all of a crowd on it, put there at once."""
    segment = await a_segment(0)
    await sql.change(
        f"""
        INSERT INTO segment_line (segment_id, contact_id, revision, created_at, updated_at)
        SELECT :segment_id, given.id, 1, :now, :now FROM {sql.ordered("contacts")} ORDER BY given.position
        """,
        segment_id=segment.id, contacts=crowd, now=NOW,
    )  # fmt: skip
    return segment


async def assert_logged_once(segment: Segment) -> None:
    """Every line has its entry, no line has two."""
    lines = await SegmentLine.filter(segment_id=segment.id).values_list("id", flat=True)
    entries = await Interaction.filter(segment_id=segment.id).values_list("segment_line_id", flat=True)
    assert sorted(entries) == sorted(lines)
    assert (await Segment.get(id=segment.id)).status is SegmentStatus.LOGGED


async def assert_untouched(segment: Segment) -> None:
    after = await Segment.get(id=segment.id)
    assert (after.status, after.revision, after.logged_at) == (SegmentStatus.OPEN, 1, None)
    assert not await Interaction.filter(segment_id=segment.id).exists()
    assert not await Segment.filter(follow_up_of_id=segment.id).exists()


@pytest.mark.parametrize("count", [1, 2])
async def test_of_eight_callers_one_logs_and_seven_are_shown_the_logged_segment(
    database: str, count: int
) -> None:
    crowd = await a_crowd(500)
    async with many_running(database, count) as servers:
        segment = await a_large_segment(crowd)
        answers = await log_at_once(servers, segment)
        assert sorted(answer["loggedCount"] for answer in answers) == [0] * 7 + [500]
        refused = [answer["userErrors"] for answer in answers if not answer["loggedCount"]]
        told = {
            "__typename": "SegmentAlreadyLogged",
            "code": "SEGMENT_ALREADY_LOGGED",
            "segment": {"id": global_id(segment), "status": "LOGGED"},
        }
        assert refused == [[told]] * 7
        await assert_logged_once(segment)

        segment = await a_large_segment(crowd)
        asked = {"idempotencyKey": "once", "followUp": {}}
        answers = await log_at_once(servers, segment, **asked)
        first = [answer for answer in answers if not answer["userErrors"] and not answer["replayed"]]
        replayed = [answer for answer in answers if answer["replayed"]]
        running_still = [answer for answer in answers if answer["userErrors"]]
        assert len(first) == 1 and len(replayed) + len(running_still) == 7
        assert first[0]["loggedCount"] == first[0]["followUpSegment"]["lineCount"] == 500
        assert {each["userErrors"][0]["code"] for each in running_still} <= {"IDEMPOTENCY_IN_PROGRESS"}
        replayed.append(await log(servers[-1], segment, **asked))
        assert replayed == [first[0] | {"replayed": True}] * len(replayed)
        await assert_logged_once(segment)
        assert await Segment.filter(follow_up_of_id=segment.id).count() == 1


async def test_lines_that_are_added_meanwhile_are_logged_too_or_refused(database: str) -> None:
    crowd, late = await a_crowd(1000), await a_crowd(80)
    async with many_running(database, 2) as servers:
        for _ in range(3):
            segment = await a_large_segment(crowd)

            async def add(place: int, to: Segment = segment) -> dict[str, Any]:
                await asyncio.sleep(place * 0.01)
                ids = [encoded("Contact", each) for each in late[place * 10 : place * 10 + 10]]
                asked = {"segmentId": global_id(to), "contactIds": ids}
                return (await servers[place % 2].ask(ADD, input=asked))["addSegmentContacts"]

            logged, *added = await asyncio.gather(
                log(servers[0], segment), *(add(place) for place in range(8))
            )
            errors = [error["code"] for answer in added for error in answer["userErrors"]]
            assert set(errors) <= {"SEGMENT_ALREADY_LOGGED"}
            assert [answer["addedCount"] for answer in added].count(10) + len(errors) == 8
            assert logged["loggedCount"] == 1000 + 10 * (8 - len(errors))
            await assert_logged_once(segment)


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
            with pytest.raises(httpx2.TransportError):
                await logging
        if await is_logged_in_the_end(segment):
            await assert_logged_once(segment)
        else:
            await assert_untouched(segment)
            nothing.append(segment)
    assert nothing, "no server was killed in time"
    async with running(database) as server:
        assert (await log(server, nothing[0], followUp={}))["followUpSegment"] == {"lineCount": MANY}
    await assert_logged_once(nothing[0])


async def is_logged_in_the_end(segment: Segment) -> bool:
    """Whether a segment is logged once nobody works on it any more: PostgreSQL ends what its client began."""
    if is_postgres():
        await sql.select("SELECT 1 FROM segment WHERE id = :id FOR UPDATE", id=segment.id)
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
    asked = {"followUp": {}, "idempotencyKey": "again"}
    for statement in STANDSTILLS.values():
        async with running(database) as server:
            async with stranger(database, statement) as other:
                logging = asyncio.create_task(log(server, segment, **asked))
                await waiting(other, 1)
                await server.kill()
            with pytest.raises(httpx2.TransportError):
                await logging
        await alone(database)
        await assert_untouched(segment)
    async with running(database) as server:
        answer = await log(server, segment, **asked)
        assert (answer["loggedCount"], answer["replayed"]) == (100, False)
    await assert_logged_once(segment)


OTHERS_AT_WORK = """
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


async def alone(database: str) -> None:
    """Until nobody's transaction is open but our own."""
    connection = await asyncpg.connect(database)
    try:
        async with asyncio.timeout(30):
            while await connection.fetch(OTHERS_AT_WORK):
                await asyncio.sleep(0.01)
                await connection.execute("SELECT pg_stat_clear_snapshot()")
    finally:
        await connection.close()
