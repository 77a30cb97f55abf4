"""The values of contacts: their checks, and the columns that are derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from db.contacts.likeness import name_key
from db.contacts.postal_addresses import POSTAL_ADDRESS_CHECKS
from db.models import (
    Contact,
)
from db.sql.case_folding import folded, searchable
from db.writes.validation import (
    Check,
    anything,
    email_address,
    language,
    line,
    optional,
    phone_number,
    required,
    upper_line,
)

STAYS_A_COMPANY = (
    "Interactions count for this company, and would name a person as their company. Leave it a company, or delete"
    " those interactions first."
)


def contact_checks(country_code: str | None) -> Mapping[str, Check]:
    """The checks of the values of a contact; the country is that of telephone numbers without a country code."""
    return _checks(country_code.upper() if country_code and len(country_code) == len("DE") else None)


@lru_cache(maxsize=1024)
def _checks(country_code: str | None) -> Mapping[str, Check]:
    phone = optional(phone_number(country_code))
    return {
        "number": required(upper_line(20)),
        "external_id": optional(line(100)),
        "kind": required(anything),
        "name": required(line(100)),
        "first_name": optional(line(50)),
        "middle_name": optional(line(50)),
        "surname": optional(line(50)),
        "initials": optional(line(10)),
        "salutation_id": anything,
        "company_id": anything,
        "job_title": optional(line(100)),
        "email": optional(email_address),
        "phone": phone,
        "mobile_phone": phone,
        "language": optional(language),
        **POSTAL_ADDRESS_CHECKS,
        "salesperson_id": anything,
        "correspondence_type": required(anything),
        "excluded_from_segments": required(anything),
        "privacy_blocked": required(anything),
        "is_minor": required(anything),
        "has_parental_consent": required(anything),
    }


def derived(contact: Contact) -> dict[str, Any]:
    """The derived columns, by which contacts are compared and searched."""
    return {
        "name_folded": folded(contact.name),
        "name_key": name_key(contact.name, contact.kind),
        "email_folded": folded(contact.email) if contact.email else None,
        "search_text": searchable(
            contact.name,
            contact.number,
            contact.external_id,
            contact.email,
            contact.phone,
            contact.mobile_phone,
        ),
    }


def search_text_with(phone: str) -> str:
    """The search text, in SQL, of a row whose telephone number becomes `phone`.

    The numbers are at the end of the text, see `derived`, so that only its end is replaced.
    """
    length = f"length({_numbers_at_the_end('phone')})"
    return f"substr(search_text, 1, length(search_text) - {length}) || {_numbers_at_the_end(phone)}"


def guarded(values: dict[str, Any], before: Contact | None = None) -> dict[str, Any]:
    """The values, with `privacy_blocked` set for a minor without parental consent."""
    minor = values.get("is_minor", before.is_minor if before else False)
    consent = values.get("has_parental_consent", before.has_parental_consent if before else False)
    return values | {"privacy_blocked": True} if minor and not consent else values


def _numbers_at_the_end(phone: str) -> str:
    return f"COALESCE(' ' || {phone}, '') || COALESCE(' ' || mobile_phone, '')"
