"""Merge fields: what letters may say of the contact and of all around it, and the SQL that freezes it with an entry.

The values are kept with the entry as JSON when it is logged. A letter is made from them and from its content, which
never changes either: so it says the same however often it is read, whatever becomes of the contact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from db.contacts.alternative_addresses import in_force
from db.engine.database import is_postgres
from db.models import Formality
from db.salutations.salutations import salutation_of


class LetterInvalid(Exception):
    """The content cannot be made into a letter; the message says why, in words for whoever wrote it."""


_ELSEWHERE = ("address", "post_code", "city", "country", "phone")
"""What an alternative address that is in force says in place of the contact."""

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
"""Each merge field, and where its value comes from."""

GREETINGS = {f"greeting.{formality.lower()}": formality for formality in Formality}
"""Merge fields that are made of a formula of the contact's salutation and of parts of its name."""

NAMES = (*FIELDS, *GREETINGS)

SAMPLE = dict.fromkeys(NAMES, "Sample")
"""Values to try a letter with."""

_FORMULAS = {
    f"{name}.{column}": f"{formality.lower()}.{column}"
    for name, formality in GREETINGS.items()
    for column in ("text", "parts")
}


def frozen_values(entry: str, moment: str | None = None) -> str:
    """The merge values of an entry as SQL: a JSON object with the columns of the alias `entry` to begin from.

    `moment` is when the interaction happens if the entry does not say it; the statement gives `:today`, the day of
    its address. Columns of the entry must be named with its alias: tables within have some of the same names.
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
    """The merge values that were kept with an entry."""
    return orjson.loads(frozen)


def nested(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The values by noun, as the letter writes them: {"contact": {"name": ...}, ...}."""
    nouns: dict[str, dict[str, Any]] = {}
    for name in NAMES:
        noun, _, field = name.partition(".")
        nouns.setdefault(noun, {})[field] = values.get(name)
    return nouns


def _as_json(pairs: str) -> str:
    return f"CAST(json_build_object({pairs}) AS text)" if is_postgres() else f"json_object({pairs})"


def _day_of(moment: str) -> str:
    """The day of a moment in UTC, as a text."""
    if is_postgres():
        return f"to_char(CAST({moment} AS timestamptz) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    return f"substr({moment}, 1, 10)"
