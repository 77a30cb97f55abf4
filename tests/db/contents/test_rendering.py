"""How content becomes text: escaped in HTML, never in plain text, and the same at any time."""

from __future__ import annotations

import pytest

from db.contents.merge_fields import SAMPLE, LetterInvalid, nested
from db.contents.rendering import rendered, unknown_fields

VALUES = nested(
    {**SAMPLE, "contact.name": "Tom & <b>Jerry</b>", "interaction.date": "2026-03-02", "company.name": None}
)


def test_values_are_escaped_in_html_and_nowhere_else() -> None:
    source = "<p>{{ contact.name }}</p>"
    assert rendered(source, VALUES, html=True) == "<p>Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;</p>"
    assert rendered(source, VALUES) == "<p>Tom & <b>Jerry</b></p>"


def test_what_is_not_there_is_nothing_and_can_have_a_default() -> None:
    assert rendered("[{{ company.name }}]{{ company.name | default: 'you' }}", VALUES) == "[]you"
    assert rendered("{% if company.name %}a{% else %}b{% endif %}", VALUES) == "b"


def test_a_day_is_written_in_any_form() -> None:
    assert rendered("{{ interaction.date | date: '%d.%m.%Y' }}", VALUES) == "02.03.2026"
    assert rendered("{{ company.name | date: '%Y' }}", VALUES) == ""


@pytest.mark.parametrize("moment", ["now", "today", "10:30", "5", "May"])
def test_a_letter_cannot_ask_what_day_it_is(moment: str) -> None:
    assert rendered(f"{{{{ '{moment}' | date: '%Y-%m-%d' }}}}", VALUES) == moment


def test_a_field_that_does_not_exist_is_no_letter() -> None:
    with pytest.raises(LetterInvalid, match="shoe_size"):
        rendered("{{ contact.shoe_size }}", VALUES)
    assert unknown_fields("{{ contact.shoe_size }} {% assign x = contact.name %}{{ x }}") == [
        "contact.shoe_size"
    ]


def test_a_name_cannot_become_part_of_the_program() -> None:
    injected = nested({**SAMPLE, "contact.name": "{{ salesperson.email }}{% break %}"})
    assert rendered("{{ contact.name }}", injected) == "{{ salesperson.email }}{% break %}"
