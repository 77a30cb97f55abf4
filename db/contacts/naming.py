"""The names of persons: their parts, the full name made of them, and the default salutation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.errors import Code, Problems
from db.models import ContactKind, MarketingSetup
from db.writes.validation import Check, checked

IN_THE_NAME = ("first_name", "middle_name", "surname")
PARTS = (*IN_THE_NAME, "initials")


def full_name(values: Mapping[str, Any]) -> str | None:
    """The full name made of the parts: first name, middle name and surname."""
    parts = ((values.get(part) or "").strip() for part in IN_THE_NAME)
    return " ".join(filter(None, parts)) or None


def with_name(
    before: Mapping[str, Any], given: dict[str, Any], checks: Mapping[str, Check], problems: Problems
) -> dict[str, Any]:
    """The given values of a contact, with the name that follows from them.

    If the old name was made of its parts, the new one is too, unless a name is given. A person that becomes a company
    loses the parts.
    """
    if given.get("kind", before["kind"]) != before["kind"]:
        given = dict.fromkeys(PARTS) | given
    after = {**before, **given}
    if after["kind"] == ContactKind.COMPANY:
        _check_company(after, problems)
    elif "name" not in given and full_name(before) == before.get("name") and (name := full_name(after)):
        return given | checked({"name": name}, checks, problems)
    return given


def default_salutation_id(setup: MarketingSetup, kind: ContactKind | None) -> int | None:
    """The salutation of a new contact to which none is given."""
    if kind == ContactKind.COMPANY:
        return setup.default_company_salutation_id
    return setup.default_person_salutation_id


def _check_company(values: Mapping[str, Any], problems: Problems) -> None:
    for part in PARTS:
        if values.get(part):
            problems.add(Code.INVALID, "Only a person's name has parts. Leave them out for a company.", part)
