"""Rules of values for which a line asks its contact: salesperson, language, and the way to write."""

from __future__ import annotations

from datetime import datetime

from db.contacts.editing import update_contact
from db.templates.editing import update_interaction_template
from tests.builders import a_contact, a_salesperson, a_segment, a_template, a_template_language
from tests.db.segments.lines import a_line, euros, shown

GENERAL = {
    "cost": (euros(1), euros(2), euros(3), euros(4)),
    "duration_minutes": (10, 20, 30, 40),
    "information_flow": ("INBOUND", "OUTBOUND", "INBOUND", "OUTBOUND"),
    "initiated_by": ("US", "THEM", "US", "THEM"),
}
"""Columns under the general rule: of the segment template, the segment, the line template and the line."""


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
    for case, expected in CORRESPONDENCE:
        of_line, of_segment, segment_ignores, of_template, template_ignores, of_contact = case
        template = await a_template(
            correspondence_type=of_template, ignores_contact_correspondence_type=template_ignores
        )
        segment = await a_segment(
            0,
            template_id=template.id,
            correspondence_type=of_segment,
            ignores_contact_correspondence_type=segment_ignores,
        )
        contact = await a_contact(correspondence_type=of_contact, email="ann@example.com")
        await a_line(segment, contact, correspondence_type=of_line)
        assert await shown(segment, "correspondence_type") == expected, case


async def test_only_a_segment_that_says_so_itself_goes_before_the_template_of_a_line() -> None:
    ignoring = await a_template(correspondence_type="NONE", ignores_contact_correspondence_type=True)
    polite = await a_template(correspondence_type="NONE", ignores_contact_correspondence_type=False)
    writer = await a_contact(correspondence_type="HARD_COPY", email="ann@example.com")
    seen = []
    for ignores in (None, False, True):
        segment = await a_segment(
            0,
            template_id=ignoring.id,
            correspondence_type="EMAIL",
            ignores_contact_correspondence_type=ignores,
        )
        await a_line(segment, writer, template_id=polite.id)
        await a_line(segment, writer, template_id=ignoring.id)
        seen.append([await shown(segment, "correspondence_type", place) for place in range(2)])
    follows = [("HARD_COPY", "CONTACT"), ("NONE", "TEMPLATE")]
    assert seen == [follows, follows, [("EMAIL", "SEGMENT")] * 2]


async def test_an_email_without_an_address_becomes_none_whoever_asked_for_it(now: datetime) -> None:
    for origin in ("LINE", "SEGMENT", "TEMPLATE", "CONTACT"):
        types = {name: "EMAIL" if name == origin else "HARD_COPY" for name in ("TEMPLATE", "CONTACT")}
        template = await a_template(
            correspondence_type=types["TEMPLATE"], ignores_contact_correspondence_type=origin == "TEMPLATE"
        )
        silent = await a_contact(correspondence_type=types["CONTACT"])
        segment = await a_segment(
            0,
            template_id=template.id,
            correspondence_type="EMAIL" if origin == "SEGMENT" else None,
            ignores_contact_correspondence_type=origin == "SEGMENT" or None,
        )
        await a_line(segment, silent, correspondence_type="EMAIL" if origin == "LINE" else None)
        assert await shown(segment, "correspondence_type") == ("NONE", origin)
        await update_contact(silent.id, {"email": "ann@example.com"}, now=now)
        assert await shown(segment, "correspondence_type") == ("EMAIL", origin)
