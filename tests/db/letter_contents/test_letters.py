"""Letters of the log: each merge field has its value, and what was logged says the same for ever."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.errors import Code
from db.letter_contents.letters import Letter, LetterInvalid, letters_of
from db.letter_contents.merge_fields import FIELDS, OF_BEFORE
from db.models import Contact, Interaction, LetterContent
from db.salespeople import update_salesperson
from db.segments.logging import log_segment
from db.templates.languages import update_template_language
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_content,
    a_salesperson,
    a_segment,
    a_template,
    a_template_language,
    an_alternative_address,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.segments.lines import a_crowd, entries_of
from tests.refusals import refused
from tests.statements import counted_statements

OUT = {
    "contact.name": "Ann", "contact.job_title": "Buyer", "contact.email": "ann@example.com",
    "contact.phone": "+493012345678", "contact.mobile_phone": "+4915112345678", "contact.line1": "Road 1",
    "contact.line2": "Flat 2", "contact.region": "Berlin",
    "contact.postal_code": "10115", "contact.city": "Berlin", "contact.country_code": "DE", "company.name": "Acme",
    "salesperson.name": "Sam", "salesperson.job_title": "Seller", "salesperson.email": "sam@example.com",
    "salesperson.phone": "+493087654321", "interaction.description": "Spring letter",
    "interaction.date": "2026-03-02", "segment.number": "SPRING", "segment.description": "Spring letter",
    "campaign.number": "FAIR", "campaign.description": "Spring fair",
}  # fmt: skip
"""What a letter says of a whole world; parts of names have tests of their own."""


async def letter_of(entry: Interaction) -> Letter:
    letter = (await letters_of([entry.id]))[entry.id]
    assert isinstance(letter, Letter)
    return letter


async def a_whole_contact(**values: object) -> Contact:
    salesperson = await a_salesperson(
        name="Sam", job_title="Seller", email="sam@example.com", phone="+49 30 87654321"
    )
    return await a_contact(
        name="Ann", company_id=(await a_company(name="Acme")).id, job_title="Buyer", email="ann@example.com",
        phone="+49 30 12345678", mobile_phone="+49 151 12345678", line1="Road 1", line2="Flat 2",
        city="Berlin", region="Berlin", postal_code="10115", country_code="DE", salesperson_id=salesperson.id, **values,
    )  # fmt: skip


async def test_every_merge_field_says_what_it_is_called() -> None:
    body = "\n".join(f"{name}={{{{ {name} }}}}" for name in FIELDS)
    template = await a_template()
    content = await a_content(body_text=body)
    contact = await a_whole_contact()
    segment = await a_segment(
        number="SPRING", contact_ids=[contact.id], salesperson_id=None, template_id=template.id,
        campaign_id=(await a_campaign("FAIR")).id,
    )  # fmt: skip
    await a_template_language(template, language="en", letter_content_id=content.id)
    await update_contact(contact.id, {"language": "en"}, now=NOW)
    await log_segment(segment.id, now=NOW)
    [entry] = await entries_of(segment)
    fields = dict(row.split("=") for row in ((await letter_of(entry)).text or "").splitlines())
    assert {name: fields[name] for name in OUT} == OUT
    assert fields["contact.number"] == contact.number


async def test_what_was_logged_says_the_same_whatever_changes() -> None:
    contact = await a_whole_contact(language="en")
    template = await a_template()
    content = await a_content(
        subject="For {{ contact.name }}", body_text="{{ salesperson.name }}, {{ company.name }}"
    )
    spoken = await a_template_language(template, language="en", letter_content_id=content.id)
    sam = contact.salesperson_id
    entry = await an_interaction(contact_id=contact.id, template_id=template.id, salesperson_id=sam)
    before = await letter_of(entry)
    assert (before.subject, before.text) == ("For Ann", "Sam, Acme")
    other = await a_content(subject="Another")
    await update_template_language(spoken.id, {"letter_content_id": other.id}, now=NOW)
    await update_contact(contact.id, {"name": "Bea", "company_id": None, "salesperson_id": None}, now=NOW)
    await update_salesperson(sam or 0, {"name": "Tim"}, now=NOW)
    assert await letter_of(entry) == before
    await delete_contact(contact.id, now=NOW)
    assert await letter_of(entry) == before


async def test_a_letter_goes_to_the_alternative_address_that_is_in_force() -> None:
    contact = await a_whole_contact()
    today = NOW.date()
    await an_alternative_address(
        contact, city="Windermere", country_code="GB", periods=[{"starts_on": today, "ends_on": today}]
    )
    content = await a_content(body_text="{{ contact.line1 }}|{{ contact.city }}|{{ contact.email }}")
    away = await an_interaction(contact_id=contact.id, letter_content_id=content.id)
    back = await an_interaction(
        contact_id=contact.id, letter_content_id=content.id, now=NOW + timedelta(days=1)
    )
    assert (await letter_of(away)).text == "|Windermere|ann@example.com"
    assert (await letter_of(back)).text == "Road 1|Berlin|ann@example.com"


async def test_content_and_values_with_names_of_before_make_the_letters_that_they_made() -> None:
    """Content never changes, and neither does what was frozen with an entry."""
    old = " ".join(f"{{{{ {name} }}}}" for name in OF_BEFORE)
    content = await a_content(body_text="x")
    await LetterContent.filter(id=content.id).update(body_text=old)
    contact = await a_whole_contact()
    entry = await an_interaction(contact_id=contact.id, letter_content_id=content.id)
    assert (await letter_of(entry)).text == "Road 1 10115 DE"
    frozen = {"contact.name": "Ann", **dict(zip(OF_BEFORE, ("Lane 2", "3000", "CH"), strict=True))}
    await Interaction.filter(id=entry.id).update(merge_values=orjson.dumps(frozen).decode())
    letter = await letter_of(entry)
    assert (letter.text, letter.address) == ("Lane 2 3000 CH", ("Ann", "Lane 2", "3000", "CH"))


@pytest.mark.parametrize("name", OF_BEFORE)
async def test_new_content_with_a_name_of_before_is_refused(name: str) -> None:
    with refused((Code.MERGE_FIELD_UNKNOWN, "body_text")):
        await a_content(body_text=f"{{{{ {name} }}}}")


async def test_a_subject_is_one_line_of_bounded_length() -> None:
    content = await a_content(subject="{{ contact.name | append: '  ' | append: contact.name }}  x")
    contact = await a_contact(name="A" * 100)
    letter = await letter_of(await an_interaction(contact_id=contact.id, letter_content_id=content.id))
    assert letter.subject == f"{'A' * 100} {'A' * 99}"


async def test_an_entry_without_content_has_no_letter() -> None:
    entry = await an_interaction()
    assert await letters_of([entry.id]) == {}


async def test_a_letter_that_cannot_be_made_costs_no_other() -> None:
    content = await a_content(body_text="{{ contact.name | plus: 1 | ceil }}")
    people = [await a_contact(name=name) for name in ("1", "inf", "nan", "1e400", "2")]
    ids = [(await an_interaction(contact_id=each.id, letter_content_id=content.id)).id for each in people]
    letters = await letters_of(ids)
    made = [letters[each] for each in ids]
    assert [each.text for each in made if isinstance(each, Letter)] == ["2", "3"]
    assert [each.contact_name for each in made if isinstance(each, LetterInvalid)] == ["inf", "nan", "1e400"]


async def test_letters_of_many_cost_three_statements() -> None:
    template = await a_template()
    await a_template_language(template, language="en", letter_content_id=(await a_content()).id)
    segment = await a_segment(contact_ids=await a_crowd(20, language="en"), template_id=template.id)
    await log_segment(segment.id, now=NOW)
    ids = [each.id for each in await entries_of(segment)]
    with counted_statements() as statements:
        assert len(await letters_of(ids)) == 20
    assert len(statements) == 3
