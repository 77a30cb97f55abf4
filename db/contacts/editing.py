"""Making and changing contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.at_once import at_once, changed_row
from db.checks import (
    checked,
)
from db.contacts.merged import check_not_merged
from db.contacts.values import contact_checks, derived, guarded
from db.errors import Code, Problems
from db.loaders import rows_by_id
from db.locking import locked, save_changes
from db.memberships import BOUND_TO_KIND, bound_to_kind
from db.models import (
    Contact,
    ContactKind,
    Salesperson,
)
from db.numbering import check_manual_number, take_number, the_setup
from db.references import check_references
from db.transactions import transactional


@dataclass
class ContactCreated:
    contact: Contact
    company: Contact | None
    replayed: bool = False


@dataclass
class ContactUpdated:
    contact: Contact
    changed: bool


@transactional
async def create_contact(values: dict[str, Any], *, now: datetime) -> ContactCreated:
    setup = await the_setup()
    defaults = {
        "correspondence_type": setup.default_correspondence_type,
        "language": setup.default_language,
        "country": setup.default_country,
        "salesperson_id": setup.default_salesperson_id,
    }
    given = {name: value for name, value in values.items() if name != "number" or value is not None}
    problems = Problems()
    fit = defaults | checked(given, contact_checks(given.get("country") or setup.default_country), problems)
    if fit.get("number") is not None:
        await check_manual_number(setup.contact_number_series_id, fit["number"], Contact, problems)
    await _check_unique(fit, problems)
    await check_not_merged(fit, None, problems)
    await _check_belonging(Contact(**fit), values, problems)
    problems.refuse_if_any()
    if fit.get("number") is None:
        fit["number"] = await take_number(setup.contact_number_series_id, Contact)
    contact = Contact(**guarded(fit), created_at=now, updated_at=now)
    contact.update_from_dict(derived(contact))
    await contact.save(force_create=True)
    companies = await rows_by_id(Contact, [contact.company_id])
    return ContactCreated(contact, companies.get(contact.company_id or 0))


PLAIN = frozenset({"job_title", "address", "city", "post_code", "excluded_from_segments"})
"""Columns that nothing else of a contact, and no other row, has to agree with."""


async def _change_plainly(
    contact_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> ContactUpdated | None:
    problems = Problems()
    if not values.keys() <= PLAIN:
        return None
    fit = checked(values, contact_checks(None), problems)
    if problems:
        return None
    row = await changed_row(Contact, contact_id, fit, expected_revision=expected_revision, now=now)
    return ContactUpdated(row, changed=True) if row else None


@at_once(_change_plainly)
@transactional
async def update_contact(
    contact_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> ContactUpdated:
    contact = await locked(Contact, contact_id, expected_revision, "contact_id")
    setup = await the_setup()
    problems = Problems()
    fit = checked(
        values, contact_checks(values.get("country") or contact.country or setup.default_country), problems
    )
    changed = {name: value for name, value in fit.items() if getattr(contact, name) != value}
    if "number" in changed:
        await check_manual_number(setup.contact_number_series_id, changed["number"], Contact, problems)
    await _check_unique(changed, problems)
    await check_not_merged(changed, contact.id, problems)
    after = contact.clone(pk=contact.pk)
    after.update_from_dict(guarded(changed, contact))
    await _check_belonging(after, changed, problems)
    problems.refuse_if_any()
    written = await save_changes(contact, guarded(changed, contact) | derived(after), now)
    return ContactUpdated(contact, written)


async def _check_unique(values: dict[str, Any], problems: Problems) -> None:
    external_id = values.get("external_id")
    if external_id and await Contact.filter(external_id=external_id).exists():
        problems.add(
            Code.NOT_UNIQUE, f"There is a contact with the external id {external_id} already.", "external_id"
        )


async def _check_belonging(contact: Contact, given: dict[str, Any], problems: Problems) -> None:
    """Only a person belongs to a company, and only a company has people."""
    references = [
        (("company_id",), Contact, given.get("company_id")),
        (("salesperson_id",), Salesperson, given.get("salesperson_id")),
    ]
    found = await check_references(references, problems)
    if contact.kind == ContactKind.COMPANY and contact.company_id:
        problems.add(
            Code.INVALID, "A company belongs to no other company. Leave the company out.", "company_id"
        )
    elif (company := found.get(("company_id",))) and company.kind != ContactKind.COMPANY:
        problems.add(Code.INVALID, f"{company.name} is a person. Choose a company.", "company_id")
    becomes_a_person = "kind" in given and contact.pk and contact.kind == ContactKind.PERSON
    if becomes_a_person and await Contact.filter(company_id=contact.pk).exists():
        problems.add(
            Code.INVALID, "People belong to this company. Move them before it becomes a person.", "kind"
        )
    if "kind" in given and contact.pk and await bound_to_kind([contact.pk]):
        problems.add(Code.INVALID, BOUND_TO_KIND, "kind")
    if (salesperson := found.get(("salesperson_id",))) and salesperson.blocked:
        problems.add(
            Code.SALESPERSON_BLOCKED, f"{salesperson.name} is blocked. Choose another.", "salesperson_id"
        )
