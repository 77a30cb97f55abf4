"""What greetings look like when parts of the name are there and when they are not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.salutations.greetings import greeting

NAMES = {"FIRST_NAME": "Tove", "MIDDLE_NAME": None, "SURNAME": "Öström", "INITIALS": "", "JOB_TITLE": " "}


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("Dear Ms %1,", ["SURNAME"], "Dear Ms Öström,"),
        ("Dear %1 %2,", ["FIRST_NAME", "SURNAME"], "Dear Tove Öström,"),
        ("Dear %2 %1,", ["SURNAME", "FIRST_NAME"], "Dear Tove Öström,"),
        ("%1, dear %1,", ["FIRST_NAME"], "Tove, dear Tove,"),
        ("Sehr geehrte Damen und Herren,", [], "Sehr geehrte Damen und Herren,"),
    ],
)
def test_each_slot_becomes_its_part(text: str, parts: list[str], expected: str) -> None:
    assert greeting(text, parts, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("Dear %1 %2 %3,", ["FIRST_NAME", "MIDDLE_NAME", "SURNAME"], "Dear Tove Öström,"),
        ("Dear %1 %2,", ["FIRST_NAME", "MIDDLE_NAME"], "Dear Tove,"),
        ("Dear %1 %2,", ["MIDDLE_NAME", "SURNAME"], "Dear Öström,"),
        ("Dear %1 %2,", ["MIDDLE_NAME", "INITIALS"], "Dear,"),
        ("Dear %1%2,", ["MIDDLE_NAME", "SURNAME"], "Dear Öström,"),
        ("Dear %1%2!", ["FIRST_NAME", "MIDDLE_NAME"], "Dear Tove!"),
        ("Dear %1 ,", ["JOB_TITLE"], "Dear,"),
        ("Уважаемый %1 %2!", ["FIRST_NAME", "MIDDLE_NAME"], "Уважаемый Tove!"),
        ("Bonjour %1 !", ["MIDDLE_NAME"], "Bonjour !"),
        ("Bonjour %1\N{NO-BREAK SPACE}!", ["FIRST_NAME"], "Bonjour Tove\N{NO-BREAK SPACE}!"),
        ("%1 %2", ["MIDDLE_NAME", "SURNAME"], "Öström"),
        ("%1 %2", ["SURNAME", "MIDDLE_NAME"], "Öström"),
        ("%1", ["COMPANY_NAME"], ""),
        ("To %1 (%2)", ["SURNAME", "INITIALS"], "To Öström ()"),
        ("Dear  %1 ,", ["FIRST_NAME"], "Dear Tove,"),
    ],
)
def test_an_empty_part_drops_its_slot_and_the_blank_around_it(
    text: str, parts: list[str], expected: str
) -> None:
    assert greeting(text, parts, NAMES) == expected


def test_a_part_that_looks_like_a_slot_is_not_replaced_again() -> None:
    names = {"FIRST_NAME": "%2", "SURNAME": "%1 %2"}
    assert greeting("Dear %1 %2,", ["FIRST_NAME", "SURNAME"], names) == "Dear %2 %1 %2,"


def test_a_slot_without_a_part_is_empty() -> None:
    assert greeting("Dear %1 %5,", ["SURNAME"], NAMES) == "Dear Öström,"


WORDS = st.text(
    st.characters(exclude_characters="%", exclude_categories=("C", "Z")) | st.just(" "), max_size=9
)
TEXTS = st.lists(WORDS | st.sampled_from(["%1", "%2", "%3", "%4", "%5", " ", ",", " , "]), max_size=12).map(
    "".join
)
PARTS = st.lists(st.sampled_from(sorted(NAMES)), max_size=5)
PEOPLE = st.dictionaries(st.sampled_from(sorted(NAMES)), st.none() | WORDS)


@given(TEXTS, PARTS, PEOPLE)
def test_no_greeting_has_a_slot_a_double_blank_or_a_blank_at_an_end_or_before_a_comma(
    text: str, parts: list[str], names: dict[str, str | None]
) -> None:
    greeted = greeting(text, parts, names)
    assert not re.search("%[1-5]|  | ,", greeted)
    assert greeted == greeted.strip(" ")


@given(TEXTS, PARTS, PEOPLE)
def test_every_part_that_has_a_slot_is_said(
    text: str, parts: list[str], names: dict[str, str | None]
) -> None:
    greeted = greeting(text, parts, names).replace(" ", "")
    for place, part in enumerate(parts, 1):
        if f"%{place}" in text:
            assert (names.get(part) or "").replace(" ", "") in greeted


@given(TEXTS, PARTS)
def test_without_any_part_only_blanks_and_slots_are_missing(text: str, parts: list[str]) -> None:
    left = re.sub("%[1-5]", "", text).replace(" ", "")
    assert greeting(text, parts, {}).replace(" ", "") == left
