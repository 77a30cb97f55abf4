"""Merge fields of letters, and the SQL that stores their values with an entry of the log.

The values are stored as JSON when the entry is logged. Content never changes either, so that a letter reads the same
whenever it is rendered, even if the contact has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from db.contacts.alternative_addresses import in_force
from db.contacts.postal_addresses import POSTAL_ADDRESS
from db.engine.database import is_postgres
from db.models import Formality
from db.salutations.salutations import salutation_of


class LetterInvalid(Exception):
    """The content cannot be rendered; the message tells its author why."""

    def __init__(self, message: str, contact_name: str = "", company_name: str | None = None) -> None:
        """The names are those of whom the letter would go to, if it is known."""
        super().__init__(message)
        self.contact_name = contact_name
        self.company_name = company_name


_ELSEWHERE = (*POSTAL_ADDRESS, "phone")
"""Fields that come from an alternative address if one is in force."""

_OF_CONTACT = (
    "number",
    "name",
    "first_name",
    "middle_name",
    "surname",
    "initials",
    "job_title",
    "mobile_phone",
)

FIELDS: Mapping[str, str] = {
    **{f"contact.{name}": f"receiver.{name}" for name in _OF_CONTACT},
    **{
        f"contact.{name}": f"CASE WHEN elsewhere.id IS NULL THEN receiver.{name} ELSE elsewhere.{name} END"
        for name in _ELSEWHERE
    },
    "contact.email": "COALESCE(elsewhere.email, receiver.email)",
    "company.name": "CASE WHEN receiver.kind = 'COMPANY' THEN receiver.name ELSE employer.name END",
    **{f"salesperson.{name}": f"responsible.{name}" for name in ("name", "job_title", "email", "phone")},
    "interaction.description": "{entry}.description",
    "interaction.date": "{day}",
    "segment.number": "its_segment.number",
    "segment.description": "its_segment.description",
    "campaign.number": "its_campaign.number",
    "campaign.description": "its_campaign.description",
}
"""The merge fields, and the SQL expression for the value of each."""

GREETINGS = {f"greeting.{formality.lower()}": formality for formality in Formality}
"""Merge fields that are made of a formula of the contact's salutation and the parts of its name."""

NAMES = (*FIELDS, *GREETINGS)

OF_BEFORE = {
    "contact.address": "contact.line1",
    "contact.post_code": "contact.postal_code",
    "contact.country": "contact.country_code",
}
"""Merge fields by the names that they had. Content and entries that have these are read; new content is refused."""

SAMPLE = dict.fromkeys(NAMES, "Sample")
"""Values with which new content is rendered once, to see whether it can be."""

_FORMULAS = {
    f"{name}.{column}": f"{formality.lower()}.{column}"
    for name, formality in GREETINGS.items()
    for column in ("text", "parts")
}


def frozen_values(entry: str, moment: str | None = None) -> str:
    """SQL for the merge values of an entry, as a JSON object. `entry` is the alias of the row in the outer statement.

    `moment` is an SQL expression for the moment of the interaction; None: the column `occurred_at` of the entry. The
    statement must have a parameter `:today`, the day for which alternative addresses are looked up.
    """
    day = _day_of(moment or f"{entry}.occurred_at")
    pairs = ", ".join(
        f"'{name}', {source.format(entry=entry, day=day)}" for name, source in {**FIELDS, **_FORMULAS}.items()
    )
    formulas = "\n".join(
        f"""LEFT JOIN salutation_formula AS {formality.lower()} ON {formality.lower()}.formality = '{formality.value}'
            AND {formality.lower()}.language = {entry}.language
            AND {formality.lower()}.salutation_id = {salutation_of("receiver")}"""
        for formality in Formality
    )
    return f"""(SELECT {_as_json(pairs)}
        FROM contact AS receiver
        JOIN marketing_setup AS setup ON setup.id = 1
        LEFT JOIN contact AS employer ON employer.id = receiver.company_id
        LEFT JOIN alternative_address AS elsewhere ON elsewhere.id = {in_force("receiver.id", ":today")}
        LEFT JOIN salesperson AS responsible ON responsible.id = {entry}.salesperson_id
        LEFT JOIN segment AS its_segment ON its_segment.id = {entry}.segment_id
        LEFT JOIN campaign AS its_campaign ON its_campaign.id = {entry}.campaign_id
        {formulas}
        WHERE receiver.id = {entry}.contact_id)"""


def as_values(frozen: str) -> dict[str, str | None]:
    """The merge values that were stored with an entry, by the names of today."""
    values: dict[str, str | None] = orjson.loads(frozen)
    return {OF_BEFORE.get(name, name): value for name, value in values.items()}


def nested(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The values by noun, as templates of today and of before name them: {"contact": {"name": ...}, ...}."""
    nouns: dict[str, dict[str, Any]] = {}
    for name in (*NAMES, *OF_BEFORE):
        noun, _, field = name.partition(".")
        nouns.setdefault(noun, {})[field] = values.get(OF_BEFORE.get(name, name))
    return nouns


def _as_json(pairs: str) -> str:
    return f"CAST(json_build_object({pairs}) AS text)" if is_postgres() else f"json_object({pairs})"


def _day_of(moment: str) -> str:
    """The day of a moment in UTC, as a text."""
    if is_postgres():
        return f"to_char(CAST({moment} AS timestamptz) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    return f"substr({moment}, 1, 10)"
