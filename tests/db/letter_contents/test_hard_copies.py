"""Letters on paper: which entries of a segment have one, and what their files are called."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from db.interactions.canceling import cancel_interactions
from db.letter_contents import hard_copies
from db.letter_contents.hard_copies import hard_copies_of, hard_copy_of
from db.letter_contents.letters import Letter, LetterInvalid
from db.segments.logging import log_segment
from tests.builders import (
    a_company,
    a_contact,
    a_content,
    a_segment,
    a_template,
    a_template_language,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.segments.lines import a_line, entries_of
from tests.statements import counted_statements


async def a_paper_template(**values: Any) -> int:
    template = await a_template(correspondence_type="HARD_COPY", ignores_contact_correspondence_type=True)
    content = await a_content(subject="Spring for {{ contact.name }}", **values)
    await a_template_language(template, language="en", letter_content_id=content.id)
    return template.id


async def names_of(segment_id: int) -> list[str]:
    return [copy.name async for copies in hard_copies_of(segment_id) for copy in copies]


async def test_files_are_called_by_company_and_name_each_once() -> None:
    company = await a_company(name="Acme: Tools / Parts")
    people = [
        company,
        *[await a_contact(name=name, company_id=company.id) for name in ("Ann", "ANN", "../../etc")],
        await a_contact(name="Zoë Öström"),
        await a_contact(name="..."),
    ]
    segment = await a_segment(
        template_id=await a_paper_template(), contact_ids=[each.id for each in people], language="en"
    )
    await log_segment(segment.id, now=NOW)
    assert await names_of(segment.id) == [
        "Acme Tools Parts",
        "Acme Tools Parts - Ann",
        "Acme Tools Parts - ANN (2)",
        "Acme Tools Parts - .. .. etc",
        "Zoë Öström",
        "Letter",
    ]


async def test_a_name_is_never_longer_than_file_systems_allow_and_never_a_device() -> None:
    company = await a_company(name="Ö" * 100)
    long = [await a_contact(name="漢" * 100, company_id=company.id) for _ in range(12)]
    devices = [await a_contact(name=name) for name in ("CON", "con.txt", "Lpt9 .x", "COM¹", "NUL", "Connor")]
    alike = [await a_contact(name=name) for name in ("Zoë", "Zoe\u0308", "ZOË")]
    people = [*long, *devices, *alike]
    segment = await a_segment(
        template_id=await a_paper_template(), contact_ids=[each.id for each in people], language="en"
    )
    await log_segment(segment.id, now=NOW)
    names = await names_of(segment.id)
    assert max(len(f"{name}.pdf".encode()) for name in names) <= 200
    assert len({unicodedata.normalize("NFC", name).casefold() for name in names}) == len(people)
    assert names[11].endswith(" (12)")
    assert names[12:18] == ["_CON", "_con.txt", "_Lpt9 .x", "_COM¹", "_NUL", "Connor"]
    assert [name[-3:] for name in names[-2:]] == ["(2)", "(3)"]


async def test_a_letter_that_cannot_be_made_is_named_with_its_reason() -> None:
    people = [await a_contact(name=name) for name in ("1", "inf")]
    template = await a_paper_template(body_text="{{ contact.name | plus: 1 | ceil }}")
    segment = await a_segment(template_id=template, contact_ids=[each.id for each in people], language="en")
    await log_segment(segment.id, now=NOW)
    copies = [copy async for copies in hard_copies_of(segment.id) for copy in copies]
    assert [(copy.name, type(copy.letter)) for copy in copies] == [("1", Letter), ("inf", LetterInvalid)]
    entry = (await entries_of(segment))[1]
    assert isinstance((await hard_copy_of(entry.id) or copies[0]).letter, LetterInvalid)


async def test_only_logged_entries_that_go_out_on_paper_and_have_content_are_printed() -> None:
    segment = await a_segment(0, template_id=await a_paper_template(), language="en")
    for name, values in (
        ("Paper", {}),
        ("Mail", {"correspondence_type": "EMAIL"}),
        ("Nothing", {"correspondence_type": "NONE"}),
        ("French", {"language": "fr"}),
        ("Mistake", {}),
    ):
        await a_line(segment, await a_contact(name=name, email=f"{name}@example.com"), **values)
    await log_segment(segment.id, now=NOW)
    *_, mistake = await entries_of(segment)
    await cancel_interactions([mistake.id], now=NOW)
    assert await names_of(segment.id) == ["Paper"]


async def test_a_single_letter_is_called_by_its_subject() -> None:
    contact = await a_contact(name="Ann?", language="en")
    entry = await an_interaction(contact_id=contact.id, template_id=await a_paper_template())
    copy = await hard_copy_of(entry.id)
    assert copy is not None and copy.name == "Spring for Ann"
    assert await hard_copy_of((await an_interaction()).id) is None


async def test_an_envelope_has_company_name_and_address() -> None:
    company = await a_company(name="Acme")
    contact = await a_contact(
        name="Ann",
        company_id=company.id,
        line1="Road 1",
        postal_code="10115",
        city="Berlin",
        country_code="DE",
    )
    content = (await a_content()).id
    copies = [
        await hard_copy_of((await an_interaction(contact_id=each.id, letter_content_id=content)).id)
        for each in (contact, company)
    ]
    letters = [copy.letter for copy in copies if copy]
    assert [letter.address for letter in letters if isinstance(letter, Letter)] == [
        ("Acme", "Ann", "Road 1", "10115 Berlin", "DE"), ("Acme",)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "lines"),
    [
        ({"line2": "Flat 2", "region": "Oregon"}, ("Ann", "Road 1", "Flat 2", "10115 Salem", "Oregon")),
        ({"region": "Salem"}, ("Ann", "Road 1", "10115 Salem")),
    ],
)
async def test_an_envelope_names_a_second_line_and_a_region_that_is_no_city(
    place: dict[str, str], lines: tuple[str, ...]
) -> None:
    contact = await a_contact(name="Ann", line1="Road 1", postal_code="10115", city="Salem", **place)
    entry = await an_interaction(contact_id=contact.id, letter_content_id=(await a_content()).id)
    copy = await hard_copy_of(entry.id)
    assert copy and isinstance(copy.letter, Letter) and copy.letter.address == lines


async def test_letters_are_read_some_at_a_time_in_the_order_of_the_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hard_copies, "LETTERS_PER_ROUND", 2)
    people = [await a_contact(name=f"Contact {place}") for place in range(5)]
    segment = await a_segment(
        template_id=await a_paper_template(), contact_ids=[each.id for each in people], language="en"
    )
    await log_segment(segment.id, now=NOW)
    with counted_statements() as statements:
        assert await names_of(segment.id) == [each.name for each in people]
    assert len(statements) == 4 + 3 * 3  # four times the ids, three times entries, contents and attachments
