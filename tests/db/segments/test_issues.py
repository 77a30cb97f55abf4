"""Rules of looking before logging: what a segment would write, and what keeps its lines from it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from db.errors import Code
from db.models import Interaction, Segment
from db.segments.issues import count_issues, find_issues
from db.segments.lines import add_segment_contacts
from db.segments.logging import log_segment
from db.segments.previewing import preview_segment_log
from tests.builders import a_contact, a_segment, a_template
from tests.conftest import NOW
from tests.db.segments.lines import a_crowd, a_line, euros, lines_of
from tests.statements import counted_statements


async def test_a_preview_adds_up_what_the_lines_show(now: datetime) -> None:
    template = await a_template(cost=euros("1.10"), duration_minutes=10)
    segment = await a_segment(2, template_id=template.id)
    twice = await a_contact()
    await a_line(segment, twice, cost=euros("0.05"))
    await a_line(segment, twice, duration_minutes=0)
    preview = await preview_segment_log(segment.id, now=NOW)
    assert (preview.contact_count, preview.total_cost) == (3, Decimal("3.35"))
    assert preview.total_duration_minutes == 30
    await log_segment(segment.id, now=now)
    entries = await Interaction.filter(segment_id=segment.id)
    assert sum(entry.cost for entry in entries) == preview.total_cost


async def test_costs_add_up_beyond_what_a_number_of_the_database_holds(now: datetime) -> None:
    highest = "999999999999.99"
    segment = await a_segment(0, template_id=(await a_template(cost=euros(highest))).id)
    contact = await a_contact()
    await add_segment_contacts(segment.id, [contact.id] * 1_000, allow_existing=True, now=now)
    assert (await preview_segment_log(segment.id, now=NOW)).total_cost == 1_000 * Decimal(highest)


async def test_a_preview_of_an_empty_segment_is_all_zero() -> None:
    segment = await a_segment(0)
    preview = await preview_segment_log(segment.id, now=NOW)
    assert (preview.contact_count, preview.total_cost, preview.total_duration_minutes) == (0, 0, 0)
    assert (await find_issues(segment.id, 10), await count_issues(segment.id)) == ([], 0)


async def test_looking_writes_nothing() -> None:
    segment = await a_segment(2, template_id=None)
    await preview_segment_log(segment.id, now=NOW)
    await find_issues(segment.id, 10)
    assert (await Segment.get(id=segment.id)).revision == 1
    assert {line.revision for line in await lines_of(segment)} == {1}


async def test_issues_are_paged_by_line_and_check() -> None:
    blocked = await a_crowd(5, privacy_blocked=True)
    segment = await a_segment(contact_ids=blocked, template_id=None, salesperson_id=None)
    whole = [(issue.line.id, issue.position) for issue in await find_issues(segment.id, 100)]
    assert len(whole) == await count_issues(segment.id) == 15
    assert whole == sorted(whole)
    paged: list[tuple[int, int]] = []
    while page := await find_issues(segment.id, 4, *([paged[-1]] if paged else [])):
        assert len(page) <= 4
        paged += [(issue.line.id, issue.position) for issue in page]
    assert paged == whole


async def test_lines_that_are_added_while_paging_neither_shift_nor_repeat_a_page(now: datetime) -> None:
    segment = await a_segment(contact_ids=await a_crowd(3), template_id=None)
    first = await find_issues(segment.id, 2)
    await a_line(segment)
    last = first[-1]
    rest = await find_issues(segment.id, 10, (last.line.id, last.position))
    lines = [line.id for line in await lines_of(segment)]
    assert [issue.line.id for issue in first + rest] == lines


async def test_issues_of_other_segments_are_theirs() -> None:
    mine, yours = await a_segment(1, template_id=None), await a_segment(1, salesperson_id=None)
    [issue] = await find_issues(mine.id, 10)
    assert (issue.code, issue.line.segment_id) == (Code.REQUIRED, mine.id)
    assert "template" in issue.message
    [issue] = await find_issues(yours.id, 10)
    assert "salesperson" in issue.message


async def test_the_number_of_statements_does_not_depend_on_the_number_of_lines() -> None:
    counts = []
    for size in (3, 300):
        segment = await a_segment(contact_ids=await a_crowd(size, privacy_blocked=True), template_id=None)
        with counted_statements() as statements:
            await preview_segment_log(segment.id, now=NOW)
            issues = await find_issues(segment.id, 1000)
            assert await count_issues(segment.id) == len(issues) == size * 2
        counts.append(len(statements))
    assert counts[0] == counts[1]
