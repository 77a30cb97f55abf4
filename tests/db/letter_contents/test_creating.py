"""Rules of creating content: what is no letter is refused before anybody receives it."""

from __future__ import annotations

from typing import Any

import pytest

from db.errors import Code
from db.letter_contents.creating import LONGEST_BODY, MOST_ATTACHMENTS, create_letter_content
from db.letter_contents.merge_fields import NAMES
from db.models import LetterContent, LetterContentAttachment
from tests.builders import an_attachment
from tests.conftest import NOW
from tests.refusals import refused

ENDLESS = "{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}"
DOUBLING = (
    "{% assign s = 'aaaaaaaaaa' %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}{{ s }}"
)


async def test_a_letter_is_kept_as_it_was_written() -> None:
    written = {
        "subject": "Hi {{ contact.name }}",
        "body_html": "<p>\n{{ company.name }}</p>",
        "body_text": "A\nB",
    }
    content = (await create_letter_content(written, now=NOW)).letter_content
    kept = await LetterContent.get(id=content.id)
    assert {name: getattr(kept, name) for name in written} == written


async def test_every_merge_field_can_be_used_with_any_filter_that_liquid_has() -> None:
    body = " ".join(f"{{{{ {name} | upcase | default: 'x' }}}}" for name in NAMES)
    assert (await create_letter_content({"subject": "All", "body_text": body}, now=NOW)).letter_content.id


@pytest.mark.parametrize("bodies", [{}, {"body_text": None, "body_html": None}, {"body_html": ""}])
async def test_a_letter_needs_a_body(bodies: dict[str, Any]) -> None:
    with refused((Code.REQUIRED, "body_text")):
        await create_letter_content({"subject": "Spring", **bodies}, now=NOW)
    assert not await LetterContent.exists()


async def test_each_unknown_merge_field_is_named() -> None:
    body = "{{ contact.name }} {{ contact.shoe_size }} {% if order.total %}{{ order.total }}{% endif %} {{ contact }}"
    unknown = [(Code.MERGE_FIELD_UNKNOWN, "subject"), *[(Code.MERGE_FIELD_UNKNOWN, "body_html")] * 3]
    with refused(*unknown) as caught:
        await create_letter_content({"subject": "{{ subject }}", "body_html": body}, now=NOW)
    _, first, *_ = caught.value.problems
    assert "contact.shoe_size" in first.message and "contact.surname" in first.message


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ contact.name ", "(line 1)"),
        ("Hi\n{% nothing %}", "(line 2)"),
        ("{{ contact.name | shout }}", "shout"),
        ("{% include 'other' %}", "include"),
        ("{% render 'other' %}", "render"),
        ("{{ 1 | divided_by: 0 }}", "divide by 0"),
        ("{% if contact.name %}", "if"),
        (ENDLESS, "10,000 times"),
        (DOUBLING, "500,000 bytes"),
        ("{% for i in (1..9000) %}" + "x" * 99 + "{% endfor %}", "500,000 bytes"),
        ("{% if true %}" * 400 + "{% endif %}" * 400, ""),
    ],
)
async def test_what_cannot_be_rendered_is_refused_with_the_reason(source: str, reason: str) -> None:
    with refused((Code.CONTENT_INVALID, "body_text")) as caught:
        await create_letter_content({"subject": "Spring", "body_text": source}, now=NOW)
    assert reason in caught.value.problems[0].message
    assert not await LetterContent.exists()


async def test_all_problems_of_a_letter_are_reported_together() -> None:
    with refused(
        (Code.REQUIRED, "subject"), (Code.TOO_LONG, "body_html"), (Code.MERGE_FIELD_UNKNOWN, "body_text")
    ):
        too_long = "x" * (LONGEST_BODY + 1)
        await create_letter_content({"subject": " ", "body_html": too_long, "body_text": "{{ x }}"}, now=NOW)
    with refused((Code.INVALID, "subject")):
        await create_letter_content({"subject": "a\nb", "body_text": "Hi"}, now=NOW)
    assert not await LetterContent.exists()


async def test_attachments_go_along_in_their_order_each_once() -> None:
    first, second = await an_attachment(), await an_attachment()
    ids = [second.id, first.id, second.id]
    content = (
        await create_letter_content({"subject": "Spring", "body_text": "Hi"}, ids, now=NOW)
    ).letter_content
    placed = await LetterContentAttachment.filter(letter_content_id=content.id).order_by("position")
    assert [each.attachment_id for each in placed] == [second.id, first.id]


async def test_unknown_and_too_many_attachments_are_refused() -> None:
    known = (await an_attachment()).id
    values = {"subject": "Spring", "body_text": "Hi"}
    with refused((Code.NOT_FOUND, "attachment_ids.1")):
        await create_letter_content(values, [known, 999], now=NOW)
    with refused((Code.OUT_OF_RANGE, "attachment_ids")):
        await create_letter_content(values, [known] * (MOST_ATTACHMENTS + 1), now=NOW)
