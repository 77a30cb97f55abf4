"""How far the deliveries of segments have come."""

from __future__ import annotations

from db.deliveries.counting import delivery_counts
from db.deliveries.finding import find_deliveries
from db.models import DeliveryStatus
from db.sql.keyset_pages import Link, Window, find_pages_under
from tests.builders import a_segment
from tests.db.deliveries.outbox import an_outbox
from tests.statements import counted_statements

QUEUED, SENDING, SENT, FAILED, SKIPPED, CANCELED = DeliveryStatus


async def test_deliveries_are_counted_by_status_in_one_statement_for_all_segments() -> None:
    first, second, empty = [await a_segment(0) for _ in range(3)]
    for size, segment, status in (
        (3, first, QUEUED),
        (2, first, SENT),
        (5, first, SENDING),
        (1, second, FAILED),
        (4, second, SKIPPED),
        (6, second, CANCELED),
    ):
        await an_outbox(size, segment, status)
    await an_outbox(1)
    with counted_statements() as statements:
        counts = await delivery_counts([first.id, second.id, empty.id])
    assert len(statements) == 1
    shown = {each: (*vars(counts[each]).values(), counts[each].total) for each in counts}
    assert shown == {
        first.id: (3, 5, 2, 0, 0, 0, 10),
        second.id: (0, 0, 0, 1, 4, 6, 11),
        empty.id: (0, 0, 0, 0, 0, 0, 0),
    }


async def test_deliveries_are_listed_as_they_were_written_those_of_one_status_if_asked() -> None:
    segment = await a_segment(0)
    sent, queued = await an_outbox(2, segment, SENT), await an_outbox(2, segment)
    listed = {}
    for status in (None, QUEUED):
        pages = await find_pages_under(
            find_deliveries({"status": [status]} if status else None),
            Link("segment_id"),
            [segment.id],
            Window(10),
            None,
            counted=False,
        )
        listed[status] = [row.id for row in pages[segment.id].rows]
    assert listed == {None: [each.id for each in (*sent, *queued)], QUEUED: [each.id for each in queued]}
