"""The columns that a file of contacts may have: their headers and words in English, Russian and German."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from db.errors import Code, echoed
from db.models import ContactKind, CorrespondenceType
from db.sql.case_folding import normalized
from db.writes.validation import Unfit

# The first header of each column is the one that an export writes.
HEADERS = {
    "number": "number, no, contact number, contact no, номер, № контакта, номер контакта, nummer, nr, "
    "kontaktnummer",
    "external_id": "external id, ext id, foreign id, внешний id, внешний код, внешний идентификатор, "
    "externe id, externe nummer, fremdnummer",
    "kind": "kind, type, contact type, contact kind, тип, вид, тип контакта, art, typ, kontaktart",
    "name": "name, full name, display name, contact name, имя, фио, название, наименование, имя контакта, "
    "vollständiger name, kontaktname, bezeichnung",
    "first_name": "first name, given name, forename, личное имя, vorname",
    "middle_name": "middle name, second name, отчество, второе имя, zweiter vorname, mittelname",
    "surname": "surname, last name, family name, фамилия, nachname, familienname, zuname",
    "initials": "initials, инициалы, initialen",
    "salutation": "salutation, salutation code, обращение, код обращения, приветствие, код приветствия, "
    "anrede, anredecode",
    "company": "company, organization, organisation, company id, компания, организация, фирма, предприятие, "
    "firma, unternehmen",
    "company_number": "company number, company no, номер компании, номер организации, firmennummer, "
    "firmennr, unternehmensnummer",
    "company_external_id": "company external id, внешний id компании, внешний код компании, "
    "externe firmen id, externe firmennummer",
    "job_title": "job title, position, title, role, должность, berufsbezeichnung, funktion",
    "email": "email, mail, email address, электронная почта, эл почта, почта, емейл, имейл, "
    "адрес электронной почты, email adresse, mailadresse",
    "phone": "phone, phone number, telephone, telephone number, tel, телефон, тел, номер телефона, "
    "рабочий телефон, telefon, telefonnummer",
    "mobile_phone": "mobile phone, mobile, mobile number, mobile phone number, cell phone, cell, мобильный, "
    "мобильный телефон, сотовый, сотовый телефон, mobil, mobiltelefon, handy, handynummer",
    "language": "language, language code, язык, код языка, sprache, sprachcode",
    "line1": "address line 1, address, address 1, line 1, street, street address, адрес, адрес 1, улица, adresse, "
    "adresszeile 1, straße, anschrift",
    "line2": "address line 2, address 2, line 2, адрес 2, дополнение к адресу, adresszeile 2, adresse 2, adresszusatz",
    "city": "city, town, город, населенный пункт, stadt, ort",
    "region": "region, state, province, county, область, регион, край, bundesland, kanton, provinz",
    "postal_code": "postal code, post code, zip, zip code, индекс, почтовый индекс, plz, postleitzahl",
    "country_code": "country code, country, страна, код страны, land, ländercode, landescode",
    "salesperson": "salesperson, salesperson code, менеджер, менеджер по продажам, "
    "код менеджера, ответственный, verkäufer, verkäufercode, vertriebsmitarbeiter",
    "correspondence_type": "correspondence type, correspondence, тип корреспонденции, вид корреспонденции, "
    "способ переписки, korrespondenzart",
    "excluded_from_segments": "excluded from segments, exclude from segment, исключен из сегментов, "
    "исключить из сегментов, исключить из сегмента, von segmenten ausgeschlossen, aus segment ausschließen",
    "privacy_blocked": "privacy blocked, blocked for privacy, заблокирован, "
    "конфиденциальность заблокирована, блокировка конфиденциальности, datenschutzsperre, "
    "wegen datenschutz gesperrt",
    "is_minor": "minor, несовершеннолетний, minderjährig",
    "has_parental_consent": "parental consent, parental consent received, согласие родителей, "
    "согласие родителей получено, einwilligung der eltern",
}

# Columns that an import puts in front of rejected rows, and skips when that file is imported again.
REJECTED_HEADERS = ("rejected line", "rejected because")

# With a surname column this is the first name, without one the full name.
NAME_OR_FIRST_NAME = "имя"

COMPANY_COLUMNS = ("company_external_id", "company_number", "company")
YES_OR_NO = ("excluded_from_segments", "privacy_blocked", "is_minor", "has_parental_consent")

_YES = "yes, y, true, t, 1, x, on, да, д, истина, ja, j, wahr"
_NO = "no, n, false, f, 0, off, нет, н, ложь, nein, falsch"
_KINDS = {
    ContactKind.COMPANY: "company, organization, organisation, компания, организация, фирма, предприятие, "
    "юрлицо, юридическое лицо, firma, unternehmen",
    ContactKind.PERSON: "person, individual, people, лицо, человек, персона, физлицо, физическое лицо, "
    "частное лицо, privatperson",
}
_CORRESPONDENCE = {
    CorrespondenceType.NONE: "none, no, нет, без корреспонденции, keine, kein",
    CorrespondenceType.HARD_COPY: "hard copy, paper, letter, печатная копия, бумага, письмо, почта, brief, "
    "ausdruck, papier",
    CorrespondenceType.EMAIL: "email, mail, электронная почта, эл почта, емейл, имейл",
}


@dataclass(frozen=True)
class Mapping:
    """The index of the cell for each column of a contact."""

    header: list[str]
    places: dict[str, int]

    @property
    def ignored(self) -> list[str]:
        """The headers that name no column of a contact."""
        known = {*self.places.values(), *self.of_rejection}
        return [text for place, text in enumerate(self.header) if place not in known and text.strip()]

    @property
    def of_rejection(self) -> list[int]:
        """The indexes of the columns that an earlier import added to rejected rows."""
        written = {plain(text) for text in REJECTED_HEADERS}
        return [place for place, text in enumerate(self.header) if plain(text) in written]


class AmbiguousHeader(Exception):
    """Two headers name the same column."""


LONGEST_HEADER = 200
"""Characters of a header, or of a word, that are looked at: none of ours is as long."""


def plain(text: str) -> str:
    """Letters and digits alone: case, spaces, dots, hyphens and underscores do not matter."""
    folded = normalized("NFKC", text[:LONGEST_HEADER]).casefold().replace("ё", "е")
    return "".join(letter for letter in folded if letter.isalnum())


def map_header(header: list[str]) -> Mapping:
    places: dict[str, int] = {}
    columns = [_COLUMNS.get(plain(text)) for text in header]
    for place, (text, column) in enumerate(zip(header, columns, strict=True)):
        if plain(text) == NAME_OR_FIRST_NAME and "surname" in columns:
            column = "first_name"
        if column in places:
            raise AmbiguousHeader(
                f"The columns {header[places[column]]!r} and {text!r} mean the same. Keep one of them."
            )
        if column:
            places[column] = place
    return Mapping(header, places)


def header_of(column: str) -> str:
    """The header that an export writes for the column."""
    return HEADERS[column].split(",", 1)[0]


def as_word(column: str, text: str) -> Any:
    """The value of a cell that holds one of a few words, such as "yes"."""
    return _known_word(column, text[:LONGEST_HEADER])


@lru_cache(maxsize=4096)
def _known_word(column: str, text: str) -> Any:
    meanings = _WORDS.get(column, _BOOLEANS)
    try:
        return meanings[plain(text)]
    except KeyError:
        expected = [meaning.value for meaning in meanings.values() if isinstance(meaning, StrEnum)] or [
            "yes",
            "no",
        ]
        choices = " or ".join(dict.fromkeys(expected))
        raise Unfit(Code.INVALID, f"{echoed(text)} is not known here. Write {choices}.") from None


def _meanings(words: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    return {plain(word): meaning for meaning, listed in words for word in listed.split(",")}


_COLUMNS: dict[str, str] = _meanings(HEADERS.items())
_BOOLEANS: dict[str, bool] = _meanings([(True, _YES), (False, _NO)])
_WORDS = {
    "kind": _meanings(_KINDS.items()),
    "correspondence_type": _meanings(_CORRESPONDENCE.items()),
}
