"""What is given from outside: names with their values, and where each of them stands."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from typing import NamedTuple

from api.settings.errors import SettingsInvalid

ENVIRONMENT = "the environment"


class Given(NamedTuple):
    """A name with a value, of a setting or of anything else."""

    name: str
    value: str
    place: str
    """As in a sentence: `the environment`, or `line 3 of .env`."""

    @property
    def setting(self) -> str:
        """The name as settings are written; capital and small letters are the same."""
        return self.name.upper()


def given_by_environment() -> list[Given]:
    return [Given(name, value, ENVIRONMENT) for name, value in os.environ.items()]


def of_settings(given: Iterable[Given], names: Collection[str]) -> dict[str, Given]:
    """What is given for each setting in one place. A setting that says nothing, or two things, is refused."""
    found: dict[str, Given] = {}
    for each in given:
        if each.setting not in names:
            continue
        if not each.value.strip():
            raise SettingsInvalid(
                f"{each.setting} in {each.place} is empty. Give it a value, or remove it: then its default holds."
            )
        before = found.setdefault(each.setting, each)
        if before.value != each.value:
            raise SettingsInvalid(
                f"{each.setting} in {each.place} says something else than in {before.place}, as {before.name}."
                " Remove one of them."
            )
    return found
