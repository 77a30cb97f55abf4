"""Rules of what a line shows: its own value, or the one that it inherits, and from where."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from db.contacts.editing import update_contact
from db.models import ContactKind, Interaction, Segment
from db.segments.effective import effective_lines
from db.segments.logging import log_segment
from db.templates import update_interaction_template
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
    unsaid = await a_segment(0, template_id=template.id)
    said = await a_segment(0, template_id=template.id, **of_segment)
    for segment in (unsaid, said):
        await a_line(segment)
        await a_line(segment, template_id=own.id)
        await a_line(segment, **of_line)
        await a_line(segment, template_id=own.id, **of_line)

    async def seen(segment: Segment, place: int) -> tuple[dict[str, Any], set[str]]:
        line = (await shown_on(segment))[place]
        return {name: line[name] for name in GENERAL}, {line[f"{name}_origin"] for name in GENERAL}

    assert await seen(unsaid, 0) == (plain(inherited), {"TEMPLATE"})
    assert await seen(said, 0) == (plain(of_segment), {"SEGMENT"})
    for segment in (unsaid, said):
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


async def test_the_salesperson_is_the_lines_else_the_segments_else_the_contacts() -> None:
    mine, segments, contacts = [(await a_salesperson()).id for _ in range(3)]
    contact = await a_contact(salesperson_id=contacts)
    named = await a_segment(0, salesperson_id=segments)
    unnamed = await a_segment(0, salesperson_id=None)
    for segment in (named, unnamed):
        await a_line(segment, contact)
        await a_line(segment, contact, salesperson_id=mine)
        await a_line(segment)
    seen = [await shown(named, "salesperson_id", place) for place in range(3)]
    assert seen == [(segments, "SEGMENT"), (mine, "LINE"), (segments, "SEGMENT")]
    seen = [await shown(unnamed, "salesperson_id", place) for place in range(3)]
    assert seen == [(contacts, "CONTACT"), (mine, "LINE"), (None, "CONTACT")]


async def test_the_salesperson_of_a_line_with_a_template_of_its_own_is_still_the_segments() -> None:
    segment = await a_segment(0)
    await a_line(segment, template_id=(await a_template()).id)
    assert await shown(segment, "salesperson_id") == (segment.salesperson_id, "SEGMENT")


async def test_the_moment_is_the_lines_else_the_segments_else_open() -> None:
    spring, summer = datetime(2026, 3, 9, 8, tzinfo=UTC), datetime(2026, 7, 9, 8, 30, tzinfo=UTC)
    dated = await a_segment(1, occurred_at=spring)
    await a_line(dated, occurred_at=summer, template_id=(await a_template()).id)
    assert await shown(dated, "occurred_at") == (spring, "SEGMENT")
    assert await shown(dated, "occurred_at", 1) == (summer, "LINE")
    assert await shown(await a_segment(1), "occurred_at") == (None, "SEGMENT")


# What the line, the contact and the segment say, and what comes of it.
LANGUAGE = [
    (("it", "de", "fr"), ("it", "LINE")),
    ((None, "de", "fr"), ("de", "CONTACT")),
    ((None, "ja", "fr"), ("fr", "SEGMENT")),
    ((None, None, "fr"), ("fr", "SEGMENT")),
    ((None, "ja", None), ("en", "TEMPLATE")),
]


async def test_the_language_is_the_lines_else_the_contacts_if_spoken_else_the_segments_else_the_templates(
    now: datetime,
) -> None:
    template = await a_template()
    for language in ("en", "de"):
        await a_template_language(template, language=language)
    await update_interaction_template(template.id, {"default_language": "en"}, now=now)
    for (of_line, of_contact, of_segment), expected in LANGUAGE:
        segment = await a_segment(0, template_id=template.id, language=of_segment)
        await a_line(segment, await a_contact(language=of_contact), language=of_line)
        assert await shown(segment, "language") == expected, (of_line, of_contact, of_segment)


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


# What the line, segment, segment's flag, template, template's flag and contact say, and what comes of it.
CORRESPONDENCE = [
    (("NONE", "EMAIL", True, "EMAIL", True, "EMAIL"), ("NONE", "LINE")),
    ((None, "HARD_COPY", True, "EMAIL", True, "EMAIL"), ("HARD_COPY", "SEGMENT")),
    ((None, "HARD_COPY", False, "EMAIL", False, "EMAIL"), ("EMAIL", "CONTACT")),
    ((None, "HARD_COPY", False, "EMAIL", True, "NONE"), ("EMAIL", "TEMPLATE")),
    ((None, "HARD_COPY", None, "EMAIL", True, "NONE"), ("HARD_COPY", "SEGMENT")),
    ((None, "HARD_COPY", None, "EMAIL", False, "EMAIL"), ("EMAIL", "CONTACT")),
    ((None, None, True, "HARD_COPY", False, "EMAIL"), ("EMAIL", "CONTACT")),
    ((None, None, True, "HARD_COPY", True, "EMAIL"), ("HARD_COPY", "TEMPLATE")),
    ((None, None, None, "HARD_COPY", False, "NONE"), ("HARD_COPY", "TEMPLATE")),
    ((None, None, None, "NONE", True, "EMAIL"), ("NONE", "TEMPLATE")),
]


async def test_the_correspondence_type_is_of_the_line_the_segment_the_template_or_the_contact() -> None:
    for said, expected in CORRESPONDENCE:
        of_line, of_segment, segment_ignores, of_template, template_ignores, of_contact = said
        template = await a_template(
            correspondence_type=of_template, ignore_contact_correspondence_type=template_ignores
        )
        segment = await a_segment(
            0,
            template_id=template.id,
            correspondence_type=of_segment,
            ignore_contact_correspondence_type=segment_ignores,
        )
        contact = await a_contact(correspondence_type=of_contact, email="ann@example.com")
        await a_line(segment, contact, correspondence_type=of_line)
        assert await shown(segment, "correspondence_type") == expected, said


async def test_only_a_segment_that_says_so_itself_goes_before_the_template_of_a_line() -> None:
    ignoring = await a_template(correspondence_type="NONE", ignore_contact_correspondence_type=True)
    polite = await a_template(correspondence_type="NONE", ignore_contact_correspondence_type=False)
    writer = await a_contact(correspondence_type="HARD_COPY", email="ann@example.com")
    seen = []
    for said in (None, False, True):
        segment = await a_segment(
            0,
            template_id=ignoring.id,
            correspondence_type="EMAIL",
            ignore_contact_correspondence_type=said,
        )
        await a_line(segment, writer, template_id=polite.id)
        await a_line(segment, writer, template_id=ignoring.id)
        seen.append([await shown(segment, "correspondence_type", place) for place in range(2)])
    follows = [("HARD_COPY", "CONTACT"), ("NONE", "TEMPLATE")]
    assert seen == [follows, follows, [("EMAIL", "SEGMENT")] * 2]


async def test_an_email_without_an_address_becomes_none_whoever_asked_for_it(now: datetime) -> None:
    for origin in ("LINE", "SEGMENT", "TEMPLATE", "CONTACT"):
        said = {name: "EMAIL" if name == origin else "HARD_COPY" for name in ("TEMPLATE", "CONTACT")}
        template = await a_template(
            correspondence_type=said["TEMPLATE"], ignore_contact_correspondence_type=origin == "TEMPLATE"
        )
        silent = await a_contact(correspondence_type=said["CONTACT"])
        segment = await a_segment(
            0,
            template_id=template.id,
            correspondence_type="EMAIL" if origin == "SEGMENT" else None,
            ignore_contact_correspondence_type=origin == "SEGMENT" or None,
        )
        await a_line(segment, silent, correspondence_type="EMAIL" if origin == "LINE" else None)
        assert await shown(segment, "correspondence_type") == ("NONE", origin)
        await update_contact(silent.id, {"email": "ann@example.com"}, now=now)
        assert await shown(segment, "correspondence_type") == ("EMAIL", origin)


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
        {"cost": euros(7), "information_flow": None, "ignore_contact_correspondence_type": True},
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
