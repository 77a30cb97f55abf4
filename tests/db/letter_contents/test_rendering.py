"""How content becomes text: escaped in HTML, never in plain text, and the same at any time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from db.letter_contents import liquid, rendering
from db.letter_contents.merge_fields import SAMPLE, LetterInvalid, nested

VALUES = nested(
    {**SAMPLE, "contact.name": "Tom & <b>Jerry</b>", "interaction.date": "2026-03-02", "company.name": None}
)


async def rendered(source: str, values: Mapping[str, Any], *, html: bool = False) -> str:
    """One body, rendered for one contact."""
    content = ("Subject", None, source) if html else ("Subject", source, None)
    [made] = await rendering.rendered([content], [(0, values)])
    if isinstance(made, LetterInvalid):
        raise made
    return (made[2] if html else made[1]) or ""


async def test_values_are_escaped_in_html_and_nowhere_else() -> None:
    source = "<p>{{ contact.name }}</p>"
    assert await rendered(source, VALUES, html=True) == "<p>Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;</p>"
    assert await rendered(source, VALUES) == "<p>Tom & <b>Jerry</b></p>"


async def test_what_is_not_there_is_nothing_and_can_have_a_default() -> None:
    assert await rendered("[{{ company.name }}]{{ company.name | default: 'you' }}", VALUES) == "[]you"
    assert await rendered("{% if company.name %}a{% else %}b{% endif %}", VALUES) == "b"


async def test_a_day_is_written_in_any_form() -> None:
    assert await rendered("{{ interaction.date | date: '%d.%m.%Y' }}", VALUES) == "02.03.2026"
    assert await rendered("{{ company.name | date: '%Y' }}", VALUES) == ""


@pytest.mark.parametrize("moment", ["now", "today", "10:30", "5", "May"])
async def test_a_letter_cannot_ask_what_day_it_is(moment: str) -> None:
    assert await rendered(f"{{{{ '{moment}' | date: '%Y-%m-%d' }}}}", VALUES) == moment


async def test_a_field_that_does_not_exist_is_no_letter() -> None:
    with pytest.raises(LetterInvalid, match="shoe_size"):
        await rendered("{{ contact.shoe_size }}", VALUES)
    source = "{{ contact.shoe_size }} {% assign x = contact.name %}{{ x }}"
    assert await rendering.unknown_fields([(source, False)]) == [["contact.shoe_size"]]


async def test_a_name_cannot_become_part_of_the_program() -> None:
    injected = nested({**SAMPLE, "contact.name": "{{ salesperson.email }}{% break %}"})
    assert await rendered("{{ contact.name }}", injected) == "{{ salesperson.email }}{% break %}"


NO_NUMBERS = (
    "inf",
    "-inf",
    "nan",
    "1e400",
    "-1e400",
    "9" * 5000,
    "",
    "0",
    "\x00",
    "\ud7ff\U0010ffff",
    "%",
    "{{",
)
ARGUMENTS = ("", ": 1", ": 0", ": -1", ": 'inf'", ": 1, 2", ": contact.name", ": contact.name, contact.name")


async def test_no_filter_costs_another_letter_whatever_it_is_given() -> None:
    """Each filter that there is, with values that are no numbers, no dates and no lists, and before each a number."""
    sources = [
        f"{{{{ contact.name {first} | {name}{arguments} }}}}"
        for name in sorted(liquid._PLAIN.filters)
        for first in ("", "| plus: 1", "| split: ''")
        for arguments in ARGUMENTS
    ]
    contents = [("Subject", source, None) for source in sources]
    for value in NO_NUMBERS:
        values = nested({**SAMPLE, "contact.name": value})
        made = await rendering.rendered(contents, [(place, values) for place in range(len(contents))])
        told = [each for each in made if isinstance(each, LetterInvalid) and str(each).endswith(".")]
        assert len(told) + len([each for each in made if isinstance(each, tuple)]) == len(sources)


SORTING = (
    "{% assign a = 'b,a,' %}{% for i in (1..13) %}{% assign a = a | append: a %}{% endfor %}"
    "{% for i in (1..2000) %}{% assign b = a | split: ',' | sort | join: ',' %}{% endfor %}{{ b }}"
)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ contact.name | plus: 1 | ceil }}", "OverflowError"),
        ("{{ contact.name | split: '' | compact: 1 }}", "IndexError"),
        (SORTING, "more than 1 s"),
        ("{{ (1..30000000) | reverse | size }}", "more than 256 MB of memory"),
    ],
)
async def test_what_runs_away_within_one_expression_is_that_letters_own_trouble(
    source: str, reason: str
) -> None:
    values = nested({**SAMPLE, "contact.name": "inf"})
    contents = [("Subject", "Hello {{ contact.name }}", None), ("Subject", source, None)]
    first, bad, last = await rendering.rendered(contents, [(0, values), (1, values), (0, values)])
    assert first == last == ("Subject", "Hello inf", None)
    assert isinstance(bad, LetterInvalid) and reason in str(bad)
    [tried] = await rendering.unknown_fields([(source.replace("contact.name", "'inf'"), False)])
    assert isinstance(tried, LetterInvalid) and reason in str(tried)
