"""The words that several nouns choose from."""

from enum import StrEnum

from tortoise.migrations.constraints import CheckConstraint


class CorrespondenceType(StrEnum):
    """How the contact is written to."""

    NONE = "NONE"
    HARD_COPY = "HARD_COPY"
    EMAIL = "EMAIL"


class InformationFlow(StrEnum):
    """Which way the information went."""

    INBOUND = "INBOUND"
    OUTBOUND = "OUTBOUND"


class InitiatedBy(StrEnum):
    """Who made the first step."""

    US = "US"
    THEM = "THEM"


def one_of(column: str, words: type[StrEnum], name: str) -> CheckConstraint:
    """The database refuses a word that is not in the list."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(check=f"{column} IN ({listed})", name=name)


def not_negative(name: str) -> CheckConstraint:
    return CheckConstraint(check="cost >= 0 AND duration_minutes >= 0", name=name)
