"""Rules of what is personalized on lines: single fields, set and cleared."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from db.errors import Code
from db.models import SegmentLine
from db.segments.lines import (
    personalize_segment_lines,
)
from tests.builders import a_campaign, a_salesperson, a_segment, a_template
from tests.db.segments.lines import VALUES, a_line, euros, lines_of, shown, shown_on
from tests.refusals import refused

PERSONAL: dict[str, Any] = {
    "description": "Dear Ann",
    "cost": euros("3.50"),
    "duration_minutes": 15,
    "information_flow": "OUTBOUND",
    "initiated_by": "THEM",
    "correspondence_type": "HARD_COPY",
    "language": "de-CH",
    "occurred_at": datetime(2026, 5, 1, 12, 30, tzinfo=UTC),
    "is_campaign_target": True,
    "is_campaign_response": False,
}


async def test_every_value_is_set_once_and_cleared_by_null(now: datetime) -> None:
    own = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    values = PERSONAL | own | {"campaign_id": (await a_campaign()).id}
    assert set(values) == set(VALUES)
    segment = await a_segment(1)
    [line] = await lines_of(segment)
    [before] = await shown_on(segment)
    for changed in (True, False):
        done = await personalize_segment_lines([line.id], values, now=now)
        assert (done.changed, done.segment.revision, done.lines[0].revision) == (changed, 2, 2)
        [after] = await shown_on(segment)
        assert {name: after[name] for name in VALUES} == values | {"cost": Decimal("3.50")}
        assert {after[f"{name}_origin"] for name in VALUES} == {"LINE"}
    for changed in (True, False):
        done = await personalize_segment_lines([line.id], dict.fromkeys(VALUES), now=now)
        assert (done.changed, done.segment.revision, done.lines[0].revision) == (changed, 3, 3)
        assert await shown_on(segment) == [before]


async def test_what_is_left_out_stays_personal(now: datetime) -> None:
    segment = await a_segment(0)
    line = await a_line(segment, **PERSONAL)
    await personalize_segment_lines([line.id], {"cost": None}, now=now)
    assert await shown(segment, "cost") == (Decimal(0), "TEMPLATE")
    assert await shown(segment, "duration_minutes") == (15, "LINE")
    nothing = await personalize_segment_lines([line.id], {}, now=now)
    assert (nothing.changed, nothing.segment.revision) == (False, 4)


async def test_many_lines_are_personalized_at_once_and_only_those_that_differ_change(now: datetime) -> None:
    segment = await a_segment(3)
    first, second, third = await lines_of(segment)
    await personalize_segment_lines([second.id], {"duration_minutes": 5}, now=now)
    done = await personalize_segment_lines([third.id, second.id, third.id], {"duration_minutes": 5}, now=now)
    assert [line.id for line in done.lines] == [third.id, second.id]
    assert (done.changed, done.segment.revision) == (True, 3)
    assert [line.revision for line in await lines_of(segment)] == [1, 2, 2]
    assert (await SegmentLine.get(id=first.id)).duration_minutes is None


async def test_all_problems_of_personal_values_are_reported_together(now: datetime) -> None:
    segment, blocked = await a_segment(1), await a_salesperson(is_blocked=True)
    [line] = await lines_of(segment)
    with refused(
        (Code.INVALID, "values.description"),
        (Code.INVALID, "values.cost"),
        (Code.OUT_OF_RANGE, "values.duration_minutes"),
        (Code.INVALID, "values.language"),
        (Code.OUT_OF_RANGE, "values.occurred_at"),
        (Code.NOT_FOUND, "values.template_id"),
        (Code.SALESPERSON_BLOCKED, "values.salesperson_id"),
    ):
        await personalize_segment_lines(
            [line.id],
            {
                "description": "Dear\x00Ann",
                "cost": euros("1.001"),
                "duration_minutes": 527_041,
                "language": "klingon",
                "occurred_at": datetime(1899, 12, 31, tzinfo=UTC),
                "template_id": 99,
                "salesperson_id": blocked.id,
            },
            now=now,
        )
    assert (await lines_of(segment))[0].revision == 1
