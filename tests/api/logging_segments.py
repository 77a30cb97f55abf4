"""Logging segments over HTTP, and what must be there afterwards."""

from __future__ import annotations

import asyncio
from typing import Any

from db.models import Interaction, Segment, SegmentLine, SegmentStatus
from db.sql import statements
from schema.graph.ids import global_id
from tests.api.servers import Server
from tests.builders import a_segment
from tests.conftest import NOW

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
    calls = [log(servers[place % len(servers)], segment, **values) for place in range(CALLERS)]
    return await asyncio.gather(*calls)


async def a_large_segment(crowd: list[int]) -> Segment:
    """A segment with all of a crowd on it, put there at once."""
    segment = await a_segment(0)
    await statements.change(
        f"""
        INSERT INTO segment_line (segment_id, contact_id, revision, created_at, updated_at)
        SELECT :segment_id, given.id, 1, :now, :now FROM {statements.ordered("contacts")} ORDER BY given.position
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
