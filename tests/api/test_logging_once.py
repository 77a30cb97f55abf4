"""A segment is logged exactly once, however many callers come, and to however many servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from db.engine.database import close_db, open_db
from db.models import Segment
from schema.graph.ids import encoded, global_id
from tests.api.logging_segments import (
    ADD,
    a_large_segment,
    assert_logged_once,
    log,
    log_at_once,
)
from tests.api.servers import Server, many_running
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.db.segments.lines import a_crowd


@pytest.fixture(scope="module")
async def servers(databases: SqliteDatabases | PostgresDatabases) -> AsyncIterator[list[Server]]:
    """Two servers on one database, for all tests here; each makes segments of its own."""
    async with databases.fresh() as url, many_running(url, 2) as both:
        await open_db(url)
        yield both
        await close_db()


async def test_of_eight_callers_one_logs_and_seven_are_shown_the_logged_segment(
    servers: list[Server],
) -> None:
    crowd = await a_crowd(500)
    for chosen in (servers[:1], servers):
        segment = await a_large_segment(crowd)
        answers = await log_at_once(chosen, segment)
        assert sorted(answer["loggedCount"] for answer in answers) == [0] * 7 + [500]
        refusal = {
            "__typename": "SegmentAlreadyLogged",
            "code": "SEGMENT_ALREADY_LOGGED",
            "segment": {"id": global_id(segment), "status": "LOGGED"},
        }
        refused = [answer["userErrors"] for answer in answers if not answer["loggedCount"]]
        assert refused == [[refusal]] * 7
        await assert_logged_once(segment)


async def test_of_eight_callers_with_one_key_one_logs_and_all_get_its_answer(servers: list[Server]) -> None:
    crowd = await a_crowd(500)
    for chosen in (servers[:1], servers):
        segment = await a_large_segment(crowd)
        values = {"idempotencyKey": f"once on {len(chosen)}", "followUp": {}}
        answers = await log_at_once(chosen, segment, **values)
        [first] = [answer for answer in answers if not answer["userErrors"] and not answer["replayed"]]
        replayed = [answer for answer in answers if answer["replayed"]]
        codes = [error["code"] for answer in answers for error in answer["userErrors"]]
        assert first["loggedCount"] == first["followUpSegment"]["lineCount"] == 500
        assert len(replayed) + codes.count("IDEMPOTENCY_IN_PROGRESS") == 7
        replayed.append(await log(servers[-1], segment, **values))
        assert replayed == [first | {"replayed": True}] * len(replayed)
        await assert_logged_once(segment)
        assert await Segment.filter(follow_up_of_id=segment.id).count() == 1


async def test_lines_that_are_added_meanwhile_are_logged_too_or_refused(servers: list[Server]) -> None:
    crowd, late = await a_crowd(1000), await a_crowd(80)
    for _ in range(3):
        segment = await a_large_segment(crowd)

        async def add(place: int, to: Segment = segment) -> dict[str, Any]:
            await asyncio.sleep(place * 0.01)
            ids = [encoded("Contact", each) for each in late[place * 10 : place * 10 + 10]]
            values = {"segmentId": global_id(to), "contactIds": ids}
            return (await servers[place % 2].ask(ADD, input=values))["addSegmentContacts"]

        logged, *added = await asyncio.gather(log(servers[0], segment), *(add(place) for place in range(8)))
        errors = [error["code"] for answer in added for error in answer["userErrors"]]
        assert set(errors) <= {"SEGMENT_ALREADY_LOGGED"}
        assert [answer["addedCount"] for answer in added].count(10) + len(errors) == 8
        assert logged["loggedCount"] == 1000 + 10 * (8 - len(errors))
        await assert_logged_once(segment)
