"""Names that are no settings and look like one: what was to close a server must not be passed over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from itertools import permutations

from api.settings.errors import SettingsInvalid
from api.settings.given import Given

ALIKE = 0.83
"""How much of two names is the same in the same order, from which on one is taken for the other: a letter that is
missing, doubled or changed places with its neighbour."""
SHORT = 6
"""Names with fewer letters, such as HOST, look like many that other programs read from the environment."""
SHORTEST_BEGINNING = 3
"""Letters from which on the beginning of a name, or of a word in it, stands for the whole."""
OURS = "TOUCHBASE_"
"""What somebody may write in front of a name; none of ours begins so."""
OPENING = "AUTHENTICATION"
"""The setting without which a server is open."""

SAID_OTHERWISE = {
    **dict.fromkeys(("AUTHORIZATION", "AUTHORISATION", "AUTHN", "AUTHZ"), "AUTHENTICATION"),
    **dict.fromkeys(("DB", "PG", "POSTGRES", "POSTGRESQL"), "DATABASE"),
    **dict.fromkeys(("URI", "DSN"), "URL"),
    **dict.fromkeys(("MAIL", "EMAIL"), "SMTP"),
    "DOCS": "DOCUMENTS",
    "LOGGING": "LOG",
}
"""Words that other programs have for those in our names."""
SAYING_NOTHING = frozenset(
    ("ENABLE", "ENABLED", "DISABLE", "DISABLED", "REQUIRE", "REQUIRED", "REQUIRES", "USE", "MODE", "IS", "ON")
)
"""Words that others add to a name whose value says it."""


def refuse_misspelled(file: Iterable[Given], environment: Iterable[Given], names: Collection[str]) -> None:
    """Raise SettingsInvalid for the first name that looks like one of ours.

    The environment holds what other programs read. There only a mistake of spelling counts, and what looks like the
    setting that closes a server, as long as that is given nowhere.
    """
    file, environment = list(file), list(environment)
    for each in file:
        _refuse(each, said_otherwise(each.name, names) or misspelled(each.name, names))
    long = [name for name in names if len(name) >= SHORT]
    is_decided = any(each.setting == OPENING for each in (*file, *environment))
    for each in environment:
        if each.setting not in names:
            opening = None if is_decided else said_otherwise(each.name, [OPENING])
            _refuse(each, opening or misspelled(each.name, long))


def misspelled(name: str, names: Collection[str]) -> str | None:
    """The setting whose name this is with a wrong letter or two, or with that of this program in front."""
    plain = _plain(name)
    if name.upper() in names:
        return None
    if (rest := plain.removeprefix(OURS)) in names:
        return rest
    return next(iter(get_close_matches(plain, names, 1, ALIKE)), None)


def said_otherwise(name: str, names: Collection[str]) -> str | None:
    """The setting whose name this begins, abbreviates, or says in other words or in another order."""
    if name.upper() in names:
        return None
    words = [each for each in _plain(name).removeprefix(OURS).split("_") if each not in ("", *SAYING_NOTHING)]
    beginning = "_".join(words)
    for each in sorted(names):
        if len(beginning) >= SHORTEST_BEGINNING and each.startswith(beginning):
            return each
        if _are_said_by(words, each.split("_")):
            return each
    return None


def _are_said_by(words: list[str], ours: list[str]) -> bool:
    if len(words) != len(ours):
        return False
    return any(
        all(_is_said_by(word, own) for word, own in zip(words, order, strict=True))
        for order in permutations(ours)
    )


def _is_said_by(word: str, own: str) -> bool:
    return SAID_OTHERWISE.get(word, word) == own or (len(word) >= SHORTEST_BEGINNING and own.startswith(word))


def _plain(name: str) -> str:
    return re.sub(r"[.-]", "_", name.upper())


def _refuse(each: Given, meant: str | None) -> None:
    if meant is not None:
        raise SettingsInvalid(
            f"{each.name} in {each.place} is no setting. Did you mean {meant}?"
            " Correct or remove it, or name it otherwise."
        )
