"""Headers and words as people write them."""

from __future__ import annotations

import pytest

from db.contact_files.bulk_writes import written_columns
from db.contact_files.columns import HEADERS, as_word, map_header, plain
from db.models import ContactKind, CorrespondenceType
from db.writes.validation import Unfit


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("E-Mail", "email"),
        ("EMAIL_ADDRESS", "email"),
        ("Эл. почта", "email"),
        ("Телефон", "phone"),
        ("Мобильный телефон", "mobile_phone"),
        ("Название", "name"),
        ("Имя", "name"),
        ("Организация", "company"),
        ("№ контакта", "number"),
        ("Straße", "line1"),
        ("Область", "region"),
        ("State", "region"),
        ("Province", "region"),
        ("County", "region"),
        ("Bundesland", "region"),
        ("Регион", "region"),
        ("Address 2", "line2"),
        ("PLZ", "postal_code"),
        ("postCode", "postal_code"),
        (" company-number ", "company_number"),
        ("Vorname", "first_name"),
        ("Last Name", "surname"),
        ("Отчество", "middle_name"),
        ("Инициалы", "initials"),
        ("Anrede", "salutation"),
    ],
)
def test_a_header_is_known_in_many_spellings(header: str, column: str) -> None:
    assert map_header([header]).places == {column: 0}


def test_a_word_for_name_is_the_first_name_next_to_a_surname() -> None:
    assert map_header(["Фамилия", "Имя", "Отчество"]).places == {
        "surname": 0,
        "first_name": 1,
        "middle_name": 2,
    }


def test_no_header_means_two_columns() -> None:
    headers = [plain(header) for listed in HEADERS.values() for header in listed.split(",")]
    assert len(headers) == len(set(headers))


def test_unknown_columns_are_ignored_and_told() -> None:
    mapping = map_header(["name", "shoe size", "", "rejected line", "rejected because"])
    assert mapping.ignored == ["shoe size"]


@pytest.mark.parametrize(
    ("column", "text", "meaning"),
    [
        ("kind", "Компания", ContactKind.COMPANY),
        ("kind", "person", ContactKind.PERSON),
        ("correspondence_type", "Hard Copy", CorrespondenceType.HARD_COPY),
        ("correspondence_type", "E-MAIL", CorrespondenceType.EMAIL),
        ("is_minor", "Да", True),
        ("is_minor", "FALSE", False),
    ],
)
def test_words_are_known_in_several_languages(column: str, text: str, meaning: object) -> None:
    assert as_word(column, text) == meaning


def test_an_unknown_word_is_refused_with_the_choices() -> None:
    with pytest.raises(Unfit, match=r"perhaps is not known here. Write yes or no."):
        as_word("is_minor", "perhaps")


def test_every_column_of_a_contact_can_be_imported() -> None:
    derived = {"name_folded", "name_key", "email_folded", "search_text"}
    references = {"company_id": "company", "salesperson_id": "salesperson", "salutation_id": "salutation"}
    assert {references.get(name, name) for name in written_columns()} - derived <= set(HEADERS)
