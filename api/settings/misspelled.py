"""Variables that are no settings and look like one: a word with a missing letter must not open a server."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import chain

from pydantic_settings import BaseSettings, DotEnvSettingsSource

ALIKE = 0.83
"""How much of two names is the same in the same order, from which on one is taken for the other: a letter that is
missing, doubled or changed places with its neighbour."""
SHORT = 6
"""Names with fewer letters, such as HOST, look like many that other programs read from the environment."""
OURS = "TOUCHBASE_"
"""What somebody may write in front of a name; none of ours begins so."""


def misspelled(known: type[BaseSettings]) -> tuple[str, str, str] | None:
    """The first such variable: its name, where it stands, and which setting it looks like. None if there is none."""
    names = [each.upper() for each in known.model_fields]
    long = [each for each in names if len(each) >= SHORT]
    in_file = _found(DotEnvSettingsSource(known).env_vars, names, names, ".env")
    return next(chain(in_file, _found(os.environ, names, long, "the environment")), None)


def _found(
    given: Iterable[str], known: list[str], looked_like: list[str], place: str
) -> Iterator[tuple[str, str, str]]:
    for name in map(str.upper, given):
        if name not in known and (meant := _meant(name, looked_like)):
            yield name, place, meant


def _meant(name: str, names: list[str]) -> str | None:
    if (rest := name.removeprefix(OURS)) != name and rest in names:
        return rest
    return next(iter(get_close_matches(name, names, 1, ALIKE)), None)
