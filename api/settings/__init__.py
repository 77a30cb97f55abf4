"""The settings: every environment variable that Touchbase reads, typed."""

from __future__ import annotations

from functools import cache
from typing import Self

from pydantic import ValidationError, model_validator
from pydantic_settings import SettingsConfigDict

from api.settings.callers import CallerSettings
from api.settings.deliveries import DeliverySettings
from api.settings.errors import OpenToOthers, SettingsInvalid
from api.settings.given import ENVIRONMENT, Given, given_by_environment, of_settings
from api.settings.limits import LimitSettings
from api.settings.misspelled import misspelled, refuse_misspelled, said_otherwise
from api.settings.observing import ObservingSettings
from api.settings.providers import is_this_machine
from api.settings.server import ServerSettings
from api.settings.settings_file import given_by_file

__all__ = ["OpenToOthers", "Settings", "SettingsInvalid", "check_open", "read_settings", "settings"]

RATE_OF_KNOWN_CALLERS = "1200/minute"


class Settings(ServerSettings, DeliverySettings, CallerSettings, LimitSettings, ObservingSettings):
    """What can be set from outside; `read_settings` knows from where."""

    model_config = SettingsConfigDict(extra="ignore")

    @model_validator(mode="after")
    def _rate_of_known_callers(self) -> Self:
        if self.rate_limit is None:
            self.rate_limit = "off" if self.authentication == "off" else RATE_OF_KNOWN_CALLERS
        return self


NAMES = frozenset(name.upper() for name in Settings.model_fields)


@cache
def settings() -> Settings:
    """The settings of this process, read when they are first used."""
    return read_settings()


def read_settings() -> Settings:
    """The settings by the environment and, for what that does not name, by `.env` in the current folder.

    Whatever there cannot be understood raises SettingsInvalid: passed over, it could leave a server open.
    """
    in_file, in_environment = given_by_file(_is_ours), given_by_environment()
    refuse_misspelled(in_file, in_environment, NAMES)
    given = of_settings(in_file, NAMES) | of_settings(in_environment, NAMES)
    values = {each.setting.lower(): each.value for each in given.values() if each.place != ENVIRONMENT}
    try:
        return Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsInvalid(_unusable(str(first["loc"][0]).upper(), str(first["msg"]), given)) from None
    except FileNotFoundError:
        raise SettingsInvalid("The current folder is no longer there. Go to one that is.") from None


def _is_ours(name: str) -> bool:
    return name.upper() in NAMES or (misspelled(name, NAMES) or said_otherwise(name, NAMES)) is not None


def _unusable(name: str, reason: str, given: dict[str, Given]) -> str:
    from_file = name in given and given[name].place != ENVIRONMENT
    place = f" in {given[name].place}" if from_file else ""
    return f"{name}{place} cannot be used: {reason.removeprefix('Value error, ')}."


def check_open(chosen: Settings) -> None:
    """Refuse to let other machines reach a server that lets everybody do everything."""
    if chosen.authentication == "off" and not is_this_machine(chosen.host):
        raise OpenToOthers(
            f"HOST is {chosen.host} and AUTHENTICATION is off: whoever reaches this machine could do everything."
            " Set AUTHENTICATION=required, and make a key for each caller:"
            " touchbase key create --name NAME --role ROLE"
        )
