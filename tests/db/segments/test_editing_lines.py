"""Rules of what a change of a segment does to its lines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.models import Segment, SegmentLine
from db.segments.editing import ApplyTo, update_segment
from tests.builders import a_segment, a_template
from tests.db.segments.lines import a_crowd, a_line, euros, lines_of, shown, shown_on
from tests.statements import counted_statements

CHANGES: dict[str, tuple[Any, ...]] = {
    "description": ("Before", "Personal", "After"),
    "cost": (euros(1), euros(2), euros(3)),
    "duration_minutes": (1, 2, 3),
    "information_flow": ("INBOUND", "INBOUND", "OUTBOUND"),
    "initiated_by": ("US", "US", "THEM"),
    "language": ("de", "fr", "it"),
    "occurred_at": tuple(datetime.fromisoformat(f"2026-0{month}-01T00:00:00Z") for month in (1, 2, 3)),
}
"""A column, with values of the segment before, of a personalized line, and of the segment after."""


async def changed_in_turn(apply_to: ApplyTo, now: datetime) -> AsyncIterator[tuple[str, Segment]]:
    """For each column a segment with a line that personalized it and one that did not, after the change."""
    for column, (before, personal, after) in CHANGES.items():
        segment = await a_segment(1, **{column: before})
        await a_line(segment, **{column: personal})
        top, values = ({column: after}, {}) if column == "description" else ({}, {column: after})
        changed = await update_segment(segment.id, top, values, apply_to=apply_to, now=now)
        assert (changed.changed, changed.segment.revision) == (True, 4)
        assert plain(getattr(await Segment.get(id=segment.id), column)) == plain(after)
        yield column, segment


def plain(value: Any) -> Any:
    return getattr(value, "amount", value)


async def test_a_change_reaches_the_lines_that_did_not_personalize_the_field(now: datetime) -> None:
    async for column, segment in changed_in_turn(ApplyTo.INHERITED, now):
        _, personal, after = map(plain, CHANGES[column])
        assert await shown(segment, column) == (after, "SEGMENT")
        assert await shown(segment, column, 1) == (personal, "LINE")
        assert [line.revision for line in await lines_of(segment)] == [1, 2]


async def test_applied_to_all_a_change_clears_what_lines_personalized(now: datetime) -> None:
    async for column, segment in changed_in_turn(ApplyTo.ALL, now):
        _, _, after = map(plain, CHANGES[column])
        assert await shown(segment, column) == (after, "SEGMENT")
        assert await shown(segment, column, 1) == (after, "SEGMENT")
        assert [line.revision for line in await lines_of(segment)] == [1, 3]


async def test_applied_to_none_a_change_leaves_the_lines_what_they_showed(now: datetime) -> None:
    async for column, segment in changed_in_turn(ApplyTo.NONE, now):
        before, personal, _ = map(plain, CHANGES[column])
        assert await shown(segment, column) == (before, "LINE")
        assert await shown(segment, column, 1) == (personal, "LINE")
        assert [line.revision for line in await lines_of(segment)] == [2, 2]


async def test_applied_to_all_only_the_fields_given_are_cleared(now: datetime) -> None:
    segment = await a_segment(0, cost=euros(1))
    await a_line(segment, description="Dear Ann", cost=euros(2))
    await update_segment(segment.id, {}, {"cost": euros(3)}, apply_to=ApplyTo.ALL, now=now)
    assert await shown(segment, "description") == ("Dear Ann", "LINE")


async def test_applied_to_all_the_same_value_still_brings_the_lines_back(now: datetime) -> None:
    segment = await a_segment(0, cost=euros(1))
    await a_line(segment, cost=euros(3))
    same = await update_segment(segment.id, {}, {"cost": euros(1)}, apply_to=ApplyTo.ALL, now=now)
    assert (same.changed, same.segment.revision) == (True, 4)
    assert await shown(segment, "cost") == (Decimal(1), "SEGMENT")


async def test_applied_to_all_a_template_goes_to_lines_with_one_of_their_own(now: datetime) -> None:
    segment, own, new = await a_segment(1), await a_template(), await a_template()
    await a_line(segment, template_id=own.id, cost=euros(3))
    await update_segment(segment.id, {}, {"template_id": new.id}, apply_to=ApplyTo.ALL, now=now)
    assert [line["template_id"] for line in await shown_on(segment)] == [new.id, new.id]
    assert await shown(segment, "cost", 1) == (Decimal(3), "LINE")


async def test_the_number_of_statements_does_not_depend_on_the_number_of_lines(now: datetime) -> None:
    template = await a_template()
    for apply_to in ApplyTo:
        counts = []
        for size in (3, 300):
            segment = await a_segment(contact_ids=await a_crowd(size), cost=euros(1))
            await SegmentLine.filter(segment_id=segment.id).update(duration_minutes=5)
            values = {"template_id": template.id, "cost": euros(2), "duration_minutes": 6}
            with counted_statements() as statements:
                changed = await update_segment(segment.id, {}, values, apply_to=apply_to, now=now)
            assert changed.changed
            counts.append(len(statements))
        assert counts[0] == counts[1], apply_to
