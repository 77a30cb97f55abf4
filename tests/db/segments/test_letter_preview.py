"""A preview shows exactly what is kept once it is logged."""

from __future__ import annotations

from db.errors import Code
from db.letter_contents.letters import letters_of
from db.segments.letter_preview import preview_contact_letter, preview_line_letter
from db.segments.logging import log_segment
from tests.builders import (
    a_campaign,
    a_contact,
    a_content,
    a_segment,
    a_segment_letter_content,
    a_template,
    a_template_language,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.segments.lines import a_line, entries_of, lines_of
from tests.refusals import refused
from tests.statements import counted_statements

BODY = (
    "{{ contact.name }}, {{ company.name }}, {{ salesperson.name }}, {{ interaction.description }},"
    " {{ interaction.date }}, {{ segment.number }}, {{ campaign.number }}"
)


async def test_each_line_is_shown_as_it_is_logged() -> None:
    template = await a_template()
    await a_template_language(template, language="de", letter_content_id=(await a_content(body_text=BODY)).id)
    campaign = await a_campaign()
    segment = await a_segment(2, template_id=template.id, language="de", campaign_id=campaign.id)
    await a_segment_letter_content(segment, "en", subject="Adapted", body_html=f"<p>{BODY}</p>")
    await a_line(
        segment, await a_contact(language="en"), letter_content_id=(await a_content(subject="Own")).id
    )
    await a_line(segment, await a_contact(language="en"), language="en", description="Dear <Ann>")
    await a_line(segment, occurred_at=NOW.replace(year=2027))
    before = [await preview_line_letter(line.id, now=NOW) for line in await lines_of(segment)]
    await log_segment(segment.id, now=NOW)
    entries = [each.id for each in await entries_of(segment)]
    kept = await letters_of(entries)
    assert before == [kept[each] for each in entries]
    assert [each.subject for each in before] == ["Spring", "Spring", "Own", "Adapted", "Spring"]
    assert "Dear &lt;Ann&gt;" in (before[3].html or "") and "2027-03-02" in (before[4].text or "")


async def test_a_contact_is_shown_what_an_interaction_with_it_would_say() -> None:
    template = await a_template(description="Letter", default_language=None)
    await a_template_language(template, language="en", letter_content_id=(await a_content(body_text=BODY)).id)
    contact = await a_contact(language="en")
    entry = await an_interaction(contact_id=contact.id, template_id=template.id)
    salesperson = entry.salesperson_id  # type: ignore[attr-defined]
    shown = await preview_contact_letter(
        contact.id, template_id=template.id, salesperson_id=salesperson, path="given", now=NOW
    )
    assert shown == (await letters_of([entry.id]))[entry.id]
    own = await a_content(subject="Own")
    other = await preview_contact_letter(
        contact.id, template_id=template.id, letter_content_id=own.id, path="given", now=NOW
    )
    assert (other.subject, other.letter_content_id) == ("Own", own.id)
    with refused((Code.CONTENT_MISSING, "given.template_id")):
        await preview_contact_letter(contact.id, template_id=template.id, spoken="de", path="given", now=NOW)


async def test_what_cannot_be_shown_is_refused() -> None:
    contact, segment = await a_contact(), await a_segment(1)
    [line] = await lines_of(segment)
    with refused((Code.NOT_FOUND, "line_id")):
        await preview_line_letter(line.id + 1, now=NOW)
    with refused((Code.CONTENT_MISSING, "line_id")):
        await preview_line_letter(line.id, now=NOW)
    with refused((Code.NOT_FOUND, "given.contact_id")):
        await preview_contact_letter(999, letter_content_id=(await a_content()).id, path="given", now=NOW)
    with refused((Code.CONTENT_MISSING, "given.template_id")):
        await preview_contact_letter(contact.id, template_id=segment.template_id, path="given", now=NOW)


async def test_a_preview_costs_as_many_statements_as_it_names_rows() -> None:
    contact, content = await a_contact(), await a_content()
    with counted_statements() as statements:
        await preview_contact_letter(contact.id, letter_content_id=content.id, path="given", now=NOW)
    assert len(statements) == 5
