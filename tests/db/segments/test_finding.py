"""Rules of the lists of segments and of their lines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from db.models import Segment, SegmentLine, SegmentStatus
from db.segments.canceling import cancel_segment
from db.segments.finding import SORTS, find_lines, find_logged_segments, find_segments
from db.segments.logging import log_segment
from db.sql.keyset_pages import Link, Listing, Window, find_page, find_pages_under
from tests.builders import a_contact, a_segment
from tests.db.segments.lines import a_line, lines_of


async def numbers(listing: Listing[Segment]) -> list[str]:
    return [segment.number for segment in (await find_page(listing, Window(100))).rows]


async def test_segments_are_listed_by_number() -> None:
    for number in ("SM2", "SM10", "SM1"):
        await a_segment(0, number=number)
    assert await numbers(find_segments()) == ["SM1", "SM10", "SM2"]
    assert await numbers(find_segments(order=(SORTS["CREATED_AT"],))) == ["SM2", "SM10", "SM1"]


async def test_segments_are_found_by_what_they_are_and_whom_they_hold(now: datetime) -> None:
    contact = await a_contact()
    one = await a_segment(number="ONE", description="Straße", contact_ids=[contact.id])
    two = await a_segment(1, number="TWO", description="Letter 100%")
    await a_line(two, contact)
    three = await a_segment(1, number="THREE", description="Letter")
    await log_segment(two.id, now=now)
    await log_segment(three.id, now=now)
    await cancel_segment(three.id, now=now)
    found: list[tuple[dict[str, Any], list[str]]] = [
        ({"status": [SegmentStatus.OPEN]}, ["ONE"]),
        ({"status": [SegmentStatus.LOGGED, SegmentStatus.CANCELED]}, ["THREE", "TWO"]),
        ({"contact_id": contact.id}, ["ONE", "TWO"]),
        ({"template": {"eq": one.template_id}}, ["ONE"]),
        ({"salesperson": {"in_": [two.salesperson_id]}}, ["TWO"]),
        ({"number": {"eq": "two"}}, ["TWO"]),
        ({"description": {"contains": "STRASSE"}}, ["ONE"]),
        ({"description": {"contains": "100%"}}, ["TWO"]),
        ({"description": {"starts_with": "letter"}}, ["THREE", "TWO"]),
    ]
    for where, expected in found:
        assert await numbers(find_segments(where)) == expected, where


async def test_logged_segments_are_listed_the_last_first_canceled_ones_too(now: datetime) -> None:
    for place, number in enumerate(("A", "B", "C", "OPEN")):
        segment = await a_segment(1, number=number)
        if number != "OPEN":
            await log_segment(segment.id, now=now + timedelta(minutes=place))
        if number == "B":
            await cancel_segment(segment.id, now=now)
    assert await numbers(find_logged_segments()) == ["C", "B", "A"]


async def test_segments_logged_at_one_moment_are_paged_without_gap_or_repetition(now: datetime) -> None:
    for _ in range(5):
        await log_segment((await a_segment(1)).id, now=now)
    listing, seen = find_logged_segments(), []
    window = Window(2)
    while (page := await find_page(listing, window)).rows:
        seen += [segment.id for segment in page.rows]
        window = Window(2, after=listing.place(page.rows[-1]))
    assert len(set(seen)) == len(seen) == 5


async def test_lines_are_paged_under_their_segments_in_the_order_they_were_added() -> None:
    big, small = await a_segment(5), await a_segment(1)
    listing, link = find_lines(), Link("segment_id")
    pages = await find_pages_under(listing, link, [big.id, small.id], Window(2))
    lines: list[SegmentLine] = await lines_of(big)
    assert [line.id for line in pages[big.id].rows] == [line.id for line in lines[:2]]
    assert (pages[big.id].has_next_page, pages[small.id].has_next_page) == (True, False)
    await a_line(big)
    after = listing.place(lines[1])
    rest = await find_pages_under(listing, link, [big.id], Window(10, after=after))
    assert [line.id for line in rest[big.id].rows] == [line.id for line in (await lines_of(big))[2:]]
    back = await find_pages_under(listing, link, [big.id], Window(2, backward=True, before=after))
    assert [line.id for line in back[big.id].rows] == [lines[0].id]
