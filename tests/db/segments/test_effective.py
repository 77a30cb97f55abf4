"""Rules of what a line shows: its own value, or the one that it inherits, and from where."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from db.contacts.editing import update_contact
from db.models import ContactKind, Interaction, Segment
from db.segments.effective import effective_lines
from db.segments.logging import log_segment
from db.templates.editing import update_interaction_template
from tests.builders import a_contact, a_salesperson, a_segment, a_template, a_template_language
from tests.db.segments.lines import VALUES, a_line, euros, lines_of, shown, shown_on

GENERAL = {
    "cost": (euros(1), euros(2), euros(3), euros(4)),
    "duration_minutes": (10, 20, 30, 40),
    "information_flow": ("INBOUND", "OUTBOUND", "INBOUND", "OUTBOUND"),
    "initiated_by": ("US", "THEM", "US", "THEM"),
}
"""Columns under the general rule: of the segment template, the segment, the line template and the line."""


def plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "amount", value) for name, value in values.items()}


async def test_a_value_is_the_lines_else_its_templates_else_the_segments_else_the_segments_templates() -> (
    None
):
    inherited, of_segment, of_own_template, of_line = (
        {column: values[place] for column, values in GENERAL.items()} for place in range(4)
    )
    template, own = await a_template(**inherited), await a_template(**of_own_template)
    without_values = await a_segment(0, template_id=template.id)
    with_values = await a_segment(0, template_id=template.id, **of_segment)
    for segment in (without_values, with_values):
        await a_line(segment)
        await a_line(segment, template_id=own.id)
        await a_line(segment, **of_line)
        await a_line(segment, template_id=own.id, **of_line)

    async def seen(segment: Segment, place: int) -> tuple[dict[str, Any], set[str]]:
        line = (await shown_on(segment))[place]
        return {name: line[name] for name in GENERAL}, {line[f"{name}_origin"] for name in GENERAL}

    assert await seen(without_values, 0) == (plain(inherited), {"TEMPLATE"})
    assert await seen(with_values, 0) == (plain(of_segment), {"SEGMENT"})
    for segment in (without_values, with_values):
        assert await seen(segment, 1) == (plain(of_own_template), {"TEMPLATE"})
        assert await seen(segment, 2) == (plain(of_line), {"LINE"})
        assert await seen(segment, 3) == (plain(of_line), {"LINE"})


async def test_a_line_of_a_segment_without_a_template_still_takes_what_the_segment_says() -> None:
    segment = await a_segment(1, template_id=None, cost=euros("2.50"))
    assert await shown(segment, "template_id") == (None, "SEGMENT")
    assert await shown(segment, "cost") == (Decimal("2.50"), "SEGMENT")
    assert await shown(segment, "duration_minutes") == (None, "TEMPLATE")
    assert await shown(segment, "description") == ("Spring letter", "SEGMENT")


async def test_nothing_is_a_value_when_it_is_zero() -> None:
    template = await a_template(cost=euros(9), duration_minutes=9)
    segment = await a_segment(1, template_id=template.id, cost=euros(0))
    await a_line(segment, duration_minutes=0)
    assert await shown(segment, "cost") == (Decimal(0), "SEGMENT")
    assert await shown(segment, "duration_minutes", 1) == (0, "LINE")


async def test_the_template_is_the_lines_else_the_segments() -> None:
    segment, own = await a_segment(1), await a_template()
    await a_line(segment, template_id=own.id)
    assert await shown(segment, "template_id") == (segment.template_id, "SEGMENT")
    assert await shown(segment, "template_id", 1) == (own.id, "LINE")


async def test_the_moment_is_the_lines_else_the_segments_else_open() -> None:
    spring, summer = datetime(2026, 3, 9, 8, tzinfo=UTC), datetime(2026, 7, 9, 8, 30, tzinfo=UTC)
    dated = await a_segment(1, occurred_at=spring)
    await a_line(dated, occurred_at=summer, template_id=(await a_template()).id)
    assert await shown(dated, "occurred_at") == (spring, "SEGMENT")
    assert await shown(dated, "occurred_at", 1) == (summer, "LINE")
    assert await shown(await a_segment(1), "occurred_at") == (None, "SEGMENT")


async def test_the_description_of_a_line_with_its_own_template_is_written_in_the_contacts_language() -> None:
    segment, own = await a_segment(0), await a_template(description="Call")
    await a_template_language(own, language="de", description="Anruf")
    await a_line(segment, await a_contact(language="de"))
    await a_line(segment, await a_contact(language="de"), template_id=own.id)
    await a_line(segment, await a_contact(language="fr"), template_id=own.id)
    await a_line(segment, await a_contact(), template_id=own.id, language="de")
    await a_line(segment, await a_contact(language="de"), template_id=own.id, description="Dear Ann")
    assert [await shown(segment, "description", place) for place in range(5)] == [
        ("Spring letter", "SEGMENT"),
        ("Anruf", "TEMPLATE"),
        ("Call", "TEMPLATE"),
        ("Anruf", "TEMPLATE"),
        ("Dear Ann", "LINE"),
    ]


async def test_a_line_counts_towards_the_company_of_its_contact(now: datetime) -> None:
    company = await a_contact(kind=ContactKind.COMPANY)
    person, alone = await a_contact(company_id=company.id), await a_contact()
    segment = await a_segment(contact_ids=[company.id, person.id, alone.id])
    await log_segment(segment.id, now=now)
    entries = await Interaction.filter(segment_id=segment.id).order_by("id")
    assert [entry.company_id for entry in entries] == [company.id, company.id, None]


async def test_a_logged_line_shows_what_was_logged_whatever_changes_afterwards(now: datetime) -> None:
    template = await a_template(cost=euros(5), information_flow="OUTBOUND")
    salesperson = await a_salesperson()
    contact = await a_contact(salesperson_id=salesperson.id, correspondence_type="HARD_COPY", language="de")
    await a_template_language(template, language="de")
    segment = await a_segment(template_id=template.id, salesperson_id=None, contact_ids=[contact.id])
    await log_segment(segment.id, now=now)
    [before] = await shown_on(segment)
    await update_interaction_template(
        template.id,
        {"cost": euros(7), "information_flow": None, "ignores_contact_correspondence_type": True},
        now=now,
    )
    other = await a_salesperson()
    await update_contact(contact.id, {"salesperson_id": other.id, "language": "fr"}, now=now)
    [after] = await shown_on(segment)
    assert {name: after[name] for name in VALUES} == {name: before[name] for name in VALUES}
    assert (after["cost"], after["salesperson_id"]) == (Decimal(5), salesperson.id)
    assert (after["language"], after["correspondence_type"]) == ("de", "HARD_COPY")


async def test_lines_of_many_segments_are_read_together() -> None:
    cheap, dear = await a_segment(2, cost=euros(1)), await a_segment(2, cost=euros(2))
    ids = [line.id for segment in (cheap, dear) for line in await lines_of(segment)]
    read = await effective_lines(ids)
    assert [read[each]["cost"] for each in ids] == [Decimal(1), Decimal(1), Decimal(2), Decimal(2)]
