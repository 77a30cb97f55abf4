"""Text as it is compared: case, and for a search also accents, do not matter."""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase
from typing import Literal

from db.errors import InvalidArgument, LimitExceeded

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_TO_UPPER = str.maketrans(ascii_lowercase, ascii_uppercase)
_TO_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_DIGITS_AND_SIGNS = re.compile(r"\+?[\d\s().\-/]+")

MOST_MARKS = 30
STACKED = f"Text must not have more than {MOST_MARKS} marks on one letter. Remove them."
_STACKED = re.compile(rb"[^\x00]{%d,}" % (MOST_MARKS + 1))
"""In the combining classes of a text, of which each is a byte, and that of a letter 0."""
_MADE_OF_MARKS: dict[int, str | int | None] = dict.fromkeys(
    (0x0F73, 0x0F75, 0x0F81, 0xFF9E, 0xFF9F), "\u0301"
)
"""The only letters that come apart into nothing but marks."""

MOST_WORDS = 20
"""Of a search."""


def exact(text: str) -> str:
    """Text as it is, if a database can hold it."""
    if not is_storable(text):
        raise InvalidArgument("Text must not hold a null character or half a surrogate pair.")
    return text


def normalized(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """`unicodedata.normalize`, unless so many marks stand on one letter that it would take its time.

    It sorts them in a time that grows with the square of their number. No language stacks more than a few.
    """
    if text.isascii():
        return text
    if has_stacked_marks(text):
        raise InvalidArgument(STACKED)
    return unicodedata.normalize(form, text)


def has_stacked_marks(text: str) -> bool:
    """Whether more than MOST_MARKS marks stand on one letter, as Unicode counts for streams (UAX 15)."""
    if len(text) <= MOST_MARKS or text.isascii():
        return False
    return _STACKED.search(bytes(map(unicodedata.combining, text.translate(_MADE_OF_MARKS)))) is not None


def folded(text: str) -> str:
    return normalized("NFC", exact(text)).casefold()


def upper_case(text: str) -> str:
    """How numbers and codes are kept."""
    return exact(text).strip().upper()


def ascii_upper_case(text: str) -> str:
    """Text in which a to z became capital letters, and nothing else changed."""
    return text.translate(_TO_UPPER)


def ascii_lower_case(text: str) -> str:
    """Text in which A to Z became small letters, and nothing else changed."""
    return text.translate(_TO_LOWER)


def is_storable(text: str) -> bool:
    return not _UNSTORABLE.search(text)


def searchable(*parts: str | None) -> str:
    """What a search looks through: every part without case and accents."""
    return " ".join(_plain(part) for part in parts if part)


def search_words(search: str) -> list[list[str]]:
    """What has to occur, each anywhere: all of one of these lists. A telephone number is meant by its digits."""
    words = _plain(exact(search)).split()
    if len(words) > MOST_WORDS:
        raise LimitExceeded("The search", "words", len(words), MOST_WORDS)
    wanted = [words]
    digits = "".join(filter(str.isdigit, search))
    if digits and _DIGITS_AND_SIGNS.fullmatch(search.strip()) and [digits] not in wanted:
        wanted.append([digits])
    return wanted


def _plain(text: str) -> str:
    if text.isascii():
        return text.casefold()
    decomposed = normalized("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
