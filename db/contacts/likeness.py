"""The key by which names are compared to find duplicates, without case, accents, punctuation and legal forms."""

from __future__ import annotations

import re
import unicodedata

from db.models import ContactKind
from db.sql.case_folding import normalized

LONGEST = 300

LEADING = frozenset({"ао", "зао", "ип", "нао", "оао", "ооо", "пао"})
LEGAL_FORMS = LEADING | {
    *("ag", "aps", "as", "ab", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated"),
    *(
        "kg",
        "kgaa",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "mbh",
        "nv",
        "ohg",
        "oy",
        "oyj",
        "plc",
        "pte",
        "pty",
    ),
    *("sa", "sarl", "sas", "se", "spa", "srl", "sro", "ug"),
}
"""At the end of the name of a company; the Russian ones also at its beginning."""


_SEPARATORS = re.compile(r"[^\w]+|_+")
_MARKS_INSIDE = re.compile(r"['’`´.]")


def name_key(name: str, kind: ContactKind) -> str | None:
    """The key of a name: no case, accents or punctuation, no legal form of a company, a person's names sorted."""
    decomposed = normalized("NFKD", name.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = _SEPARATORS.sub(" ", _MARKS_INSIDE.sub("", plain)).split()
    words = sorted(words) if kind == ContactKind.PERSON else _without_legal_form(words)
    return " ".join(words)[:LONGEST] or None


def _without_legal_form(words: list[str]) -> list[str]:
    """The words without legal forms; a name that consists of nothing else keeps one."""
    first, last = 0, len(words)
    while last - first > 1 and words[last - 1] in LEGAL_FORMS:
        last -= 1
    while last - first > 1 and words[first] in LEADING:
        first += 1
    return words[first:last]
