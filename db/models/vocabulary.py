"""The enums that the columns of several tables share."""

from enum import StrEnum

from tortoise.migrations.constraints import CheckConstraint


class CorrespondenceType(StrEnum):
    """How the contact is written to."""

    NONE = "NONE"
    """Not written to."""
    HARD_COPY = "HARD_COPY"
    """A letter on paper."""
    EMAIL = "EMAIL"
    """An e-mail."""


class InformationFlow(StrEnum):
    """Which way the information went."""

    INBOUND = "INBOUND"
    """From the contact to us."""
    OUTBOUND = "OUTBOUND"
    """From us to the contact."""


class InitiatedBy(StrEnum):
    """Who made the first step."""

    US = "US"
    """We began."""
    THEM = "THEM"
    """The contact began."""


def one_of(column: str, words: type[StrEnum], name: str) -> CheckConstraint:
    """The database refuses a word that is not in the list."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(check=f"{column} IN ({listed})", name=name)


def not_negative(name: str) -> CheckConstraint:
    return CheckConstraint(check="cost >= 0 AND duration_minutes >= 0", name=name)
