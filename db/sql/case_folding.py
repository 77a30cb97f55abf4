"""Text as it is compared: case, and for a search also accents, do not matter."""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase

from db.errors import InvalidArgument

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_TO_UPPER = str.maketrans(ascii_lowercase, ascii_uppercase)
_TO_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_DIGITS_AND_SIGNS = re.compile(r"\+?[\d\s().\-/]+")


def exact(text: str) -> str:
    """Text as it is, if a database can hold it."""
    if not is_storable(text):
        raise InvalidArgument("Text must not hold a null character or half a surrogate pair.")
    return text


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", exact(text)).casefold()


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
    wanted = [_plain(exact(search)).split()]
    digits = "".join(filter(str.isdigit, search))
    if digits and _DIGITS_AND_SIGNS.fullmatch(search.strip()) and [digits] not in wanted:
        wanted.append([digits])
    return wanted


def _plain(text: str) -> str:
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
