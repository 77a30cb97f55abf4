"""The settings: every environment variable that Touchbase reads, typed."""

from __future__ import annotations

from functools import cache
from typing import Self

from pydantic import ValidationError, model_validator
from pydantic_settings import SettingsConfigDict

from api.settings.callers import CallerSettings
from api.settings.deliveries import DeliverySettings
from api.settings.limits import LimitSettings
from api.settings.misspelled import misspelled
from api.settings.observing import ObservingSettings
from api.settings.providers import is_this_machine
from api.settings.server import ServerSettings

RATE_OF_KNOWN_CALLERS = "1200/minute"


class SettingsInvalid(Exception):
    """A variable has a value that cannot be; the message names the variable and never repeats a password."""


class OpenToOthers(Exception):
    """Other machines could do everything; the message says what to set."""


class Settings(ServerSettings, DeliverySettings, CallerSettings, LimitSettings, ObservingSettings):
    """What can be set from outside, by the environment or by a file `.env` in the current folder."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    @model_validator(mode="after")
    def _rate_of_known_callers(self) -> Self:
        if self.rate_limit is None:
            self.rate_limit = "off" if self.authentication == "off" else RATE_OF_KNOWN_CALLERS
        return self


@cache
def settings() -> Settings:
    """The settings of this process, read when they are first used."""
    if (found := misspelled(Settings)) is not None:
        name, place, meant = found
        raise SettingsInvalid(
            f"{name} is no setting, and looks like {meant}. Correct or remove it in {place}, or name it otherwise."
        )
    try:
        return Settings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        first = error.errors()[0]
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsInvalid(f"{str(first['loc'][0]).upper()} cannot be used: {reason}.") from None


def check_open(chosen: Settings) -> None:
    """Refuse to let other machines reach a server that lets everybody do everything."""
    if chosen.authentication == "off" and not is_this_machine(chosen.host):
        raise OpenToOthers(
            f"HOST is {chosen.host} and AUTHENTICATION is off: whoever reaches this machine could do everything."
            " Set AUTHENTICATION=required, and make a key for each caller:"
            " touchbase key create --name NAME --role ROLE"
        )
