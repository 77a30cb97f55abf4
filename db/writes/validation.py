"""What a single value must look like, whoever sends it: the API, an import, the demo."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_precision, list_currencies
from email_validator import EmailNotValidError, validate_email

from db.errors import Code, Problems, echoed
from db.sql.case_folding import STACKED, folded, has_stacked_marks, normalized

Check = Callable[[Any], Any]

FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2200, 1, 1, tzinfo=UTC)
LONGEST_MINUTES = 527_040
LONGEST_UNREAD = 4
"""So many times as long as it may be in the end a text is read: spaces around it go, and accents join their letters."""
HIGHEST_AMOUNT = Decimal(1_000_000_000_000)

# Control characters, and halves of surrogate pairs, which no database can hold.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS_BUT_BREAKS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Unfit(Exception):
    """A value fails its check."""

    def __init__(self, code: Code, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


@dataclass(frozen=True)
class Money:
    """An amount as a client gives it; without a currency it is the local one."""

    amount: Decimal
    currency: str | None = None


def checked(
    values: Mapping[str, Any], checks: Mapping[str, Check], problems: Problems, *path: str
) -> dict[str, Any]:
    """The values that were given, in their normal form; what is wrong with the others goes to the problems."""
    fit: dict[str, Any] = {}
    for name, value in values.items():
        try:
            fit[name] = checks[name](value)
        except Unfit as unfit:
            problems.add(unfit.code, unfit.message, *path, name)
    return fit


def required(check: Check) -> Check:
    def present(value: Any) -> Any:
        fit = None if value is None else check(value)
        if fit is None:
            raise Unfit(Code.REQUIRED, "This must not be empty. Give a value.")
        return fit

    return present


def optional(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def line(limit: int) -> Check:
    """One line of text; blank counts as empty."""
    return _text(limit, _CONTROLS)


def paragraph(limit: int) -> Check:
    """Text that may go over several lines."""
    return _text(limit, _CONTROLS_BUT_BREAKS)


def upper_line(limit: int) -> Check:
    """A number or a code: kept in upper case."""
    check = line(limit)
    return lambda value: check(value.upper())


def anything(value: Any) -> Any:
    return value


def email_address(value: str) -> str | None:
    text = line(254)(value)
    if text is None:
        return None
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Unfit(Code.INVALID, f"{echoed(text)} is not an e-mail address: {error}") from None


def phone_number(region: str | None) -> Check:
    """A telephone number, kept in its international form (E.164)."""

    def check(value: str) -> str | None:
        text = line(40)(value)
        if text is None:
            return None
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise Unfit(
                Code.INVALID,
                f"{text} is not a telephone number. Write it with + and the country code, or give the country.",
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    return check


def language(value: str) -> str | None:
    """A language as BCP 47 writes it: en, de-CH, zh-Hant."""
    text = _language_line(value)
    return None if text is None else _known_language(text)


@lru_cache(maxsize=1024)
def _known_language(text: str) -> str:
    try:
        locale = Locale.parse(text.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        raise Unfit(
            Code.INVALID, f"{text} is not a known language. Write it as BCP 47 does, such as en or de-CH."
        ) from None
    return str(locale).replace("_", "-")


def country(value: str) -> str | None:
    """A country by its two letters of ISO 3166."""
    text = line(40)(value)
    if text is None:
        return None
    if text.upper() not in _countries():
        raise Unfit(Code.INVALID, f"{text} is not a country. Give its two letters of ISO 3166, such as DE.")
    return text.upper()


def currency(value: str) -> str:
    if value not in list_currencies():
        raise Unfit(
            Code.INVALID, f"{value} is not a currency. Give its three letters of ISO 4217, such as USD."
        )
    return value


def money(local_currency: str) -> Check:
    """An amount of the local currency, with no more decimals than the currency has."""

    def check(value: Money) -> Decimal:
        if value.currency not in (None, local_currency):
            raise Unfit(
                Code.INVALID, f"Costs are kept in {local_currency}. Give the amount in {local_currency}."
            )
        if not 0 <= value.amount < HIGHEST_AMOUNT:
            raise Unfit(Code.OUT_OF_RANGE, f"An amount is at least 0 and less than {HIGHEST_AMOUNT}.")
        decimals = get_currency_precision(local_currency)
        if value.amount != round(value.amount, decimals):
            raise Unfit(Code.INVALID, f"{local_currency} has {decimals} decimals. Round the amount.")
        return round(value.amount, decimals)

    return check


def minutes(value: int) -> int:
    if not 0 <= value <= LONGEST_MINUTES:
        raise Unfit(Code.OUT_OF_RANGE, f"A duration is from 0 to {LONGEST_MINUTES} minutes, which is a year.")
    return value


def moment(value: datetime) -> datetime:
    if not FIRST_MOMENT <= value < LAST_MOMENT:
        raise Unfit(Code.OUT_OF_RANGE, "A moment lies in the years 1900 to 2199.")
    return value


def day(value: date) -> date:
    if not FIRST_MOMENT.date() <= value < LAST_MOMENT.date():
        raise Unfit(Code.OUT_OF_RANGE, "A day lies in the years 1900 to 2199.")
    return value


@cache
def _countries() -> frozenset[str]:
    no_countries = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - no_countries


def _text(limit: int, unwanted: re.Pattern[str]) -> Check:
    def check(value: str) -> str | None:
        if len(value) > limit * LONGEST_UNREAD:
            raise _too_long(len(value), limit)
        if has_stacked_marks(value):
            raise Unfit(Code.INVALID, STACKED)
        text = normalized("NFC", value.replace("\r\n", "\n")).strip()
        if unwanted.search(text):
            raise Unfit(Code.INVALID, "Text must not hold control characters. Remove them.")
        if len(text) > limit:
            raise _too_long(len(text), limit)
        return text or None

    return check


def _too_long(length: int, limit: int) -> Unfit:
    return Unfit(Code.TOO_LONG, f"This is {length} characters long; at most {limit} are kept. Shorten it.")


_language_line = line(35)


def with_folded(fit: dict[str, Any], *names: str) -> dict[str, Any]:
    """The values, with the folded form of some texts, by which rows are found and sorted (`name_folded`)."""
    texts = {name: fit[name] for name in names if name in fit}
    return fit | {f"{name}_folded": text and folded(text) for name, text in texts.items()}
