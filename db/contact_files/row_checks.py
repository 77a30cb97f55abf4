"""Checking one row of a file: its cells become values of a contact, or reasons why they cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from db.contact_files.columns import COMPANY_COLUMNS, YES_OR_NO, Mapping, as_word
from db.contact_files.reading import FileRow
from db.contacts.naming import PARTS, full_name
from db.contacts.postal_addresses import POSTAL_ADDRESS
from db.contacts.values import contact_checks
from db.errors import Code, Problems
from db.models import ContactKind
from db.sql.case_folding import folded
from db.writes.validation import Check, Unfit, checked, optional, upper_line

PHONES = ("phone", "mobile_phone")
WORDS = ("kind", "correspondence_type", *YES_OR_NO)
# Columns that an empty cell clears if the options say so; the others cannot be empty.
CLEARABLE = frozenset(
    ("external_id", "job_title", "email", *PHONES, "language", *POSTAL_ADDRESS)
) | frozenset(PARTS)

checks_in = lru_cache(maxsize=300)(contact_checks)
CODES = {"salesperson": optional(upper_line(20)), "salutation": optional(upper_line(10))}
"""Columns that hold the code of a row of that noun."""


@dataclass(frozen=True)
class ImportOptions:
    """The options of an import."""

    match_email: bool = False
    clear_empty: bool = False
    default_kind: ContactKind = ContactKind.PERSON
    default_country: str | None = None


@dataclass(slots=True)
class CheckedRow:
    """The checked values of one row. `national`: columns with a phone number without a country code."""

    row: FileRow
    values: dict[str, Any] = field(default_factory=dict)
    company: list[tuple[str, str]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    national: dict[str, str] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    @property
    def email_folded(self) -> str | None:
        email = self.values.get("email")
        return folded(email) if email else None

    @property
    def name(self) -> str | None:
        """The given name, else the full name made of its parts."""
        return self.values.get("name") or full_name(self.values)

    def kind_if_new(self, default: ContactKind) -> ContactKind:
        if "kind" in self.values:
            return self.values["kind"]
        return ContactKind.PERSON if self.company else default


def is_company_row(mapping: Mapping, options: ImportOptions) -> Callable[[FileRow], bool]:
    """A test whether a row is a company. These are imported first, so that a person may precede its company."""
    kind_place = mapping.places.get("kind", -1)
    company_places = [mapping.places[column] for column in COMPANY_COLUMNS if column in mapping.places]

    def states_company(row: FileRow) -> bool:
        text = _cell(row, kind_place)
        if text:
            try:
                return as_word("kind", text) == ContactKind.COMPANY
            except Unfit:
                return False
        belongs = any(_cell(row, place) for place in company_places)
        return not belongs and options.default_kind == ContactKind.COMPANY

    return states_company


def check_row(row: FileRow, mapping: Mapping, options: ImportOptions) -> CheckedRow:
    fit = CheckedRow(row)
    if row.unread:
        fit.problems.add(Code.INVALID, row.unread)
        return fit
    if any(cell.strip() for cell in row.cells[len(mapping.header) :]):
        fit.problems.add(
            Code.INVALID,
            f"The row has {len(row.cells)} cells, the header {len(mapping.header)}. "
            "Put text that holds the delimiter in quotes.",
        )
        return fit
    texts = {column: _cell(row, place) for column, place in mapping.places.items()}
    given = {column: text for column, text in texts.items() if text}
    _take_words(given, fit)
    _take_company(given, texts, fit, options)
    _take_codes(given, texts, fit, options)
    _take_texts(given, fit, options.default_country)
    if options.clear_empty:
        fit.values |= {column: None for column, text in texts.items() if not text and column in CLEARABLE}
    return fit


def phone_values(row: CheckedRow, country: str | None, problems: Problems) -> dict[str, Any]:
    """Check phone numbers without a country code again, with the country of the contact that was found."""
    return checked(row.national, checks_in(country), problems)


def _take_words(given: dict[str, str], fit: CheckedRow) -> None:
    for column in WORDS:
        if column in given:
            _take(fit, column, lambda text, column=column: as_word(column, text), given.pop(column))


def _take_company(
    given: dict[str, str], texts: dict[str, str], fit: CheckedRow, options: ImportOptions
) -> None:
    """The keys of the company, in the order in which they are tried: `company` is an external id, else a number."""
    checks = checks_in(None)
    present = [column for column in COMPANY_COLUMNS if column in texts]
    for column in present:
        text = given.pop(column, "")
        if text and column != "company_number":
            fit.company.append(("external_id", text))
        if text and column != "company_external_id":
            fit.company.append(("number", text.upper()))
    for key, text in fit.company:
        _verify(fit, "company", checks[key], text)
    if present and not fit.company and options.clear_empty:
        fit.values["company_id"] = None


def _take_codes(
    given: dict[str, str], texts: dict[str, str], fit: CheckedRow, options: ImportOptions
) -> None:
    for column, check in CODES.items():
        if column in given:
            if code := _verify(fit, column, check, given.pop(column)):
                fit.codes[column] = code
        elif column in texts and options.clear_empty:
            fit.values[f"{column}_id"] = None


def _take_texts(given: dict[str, str], fit: CheckedRow, default_country: str | None) -> None:
    if "country_code" not in given:
        fit.national = {
            name: given[name] for name in PHONES if name in given and not given[name].startswith("+")
        }
    at_home_in = given.get("country_code", default_country)
    known = at_home_in.upper() if at_home_in and len(at_home_in) == 2 else None
    fit.values |= checked(given, checks_in(known), fit.problems)


def _take(fit: CheckedRow, column: str, check: Check, text: str) -> None:
    value = _verify(fit, column, check, text)
    if value is not None:
        fit.values[column] = value


def _verify(fit: CheckedRow, column: str, check: Check, text: str) -> Any:
    try:
        return check(text)
    except Unfit as unfit:
        fit.problems.add(unfit.code, unfit.message, column)
        return None


def _cell(row: FileRow, place: int) -> str:
    return row.cells[place].strip() if 0 <= place < len(row.cells) else ""
