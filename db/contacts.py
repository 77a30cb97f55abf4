"""Contacts: companies and persons, the lists of them, and the verbs that change them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pypika_tortoise import Table

from db import sql
from db.checks import (
    Check,
    anything,
    check_references,
    checked,
    country,
    email_address,
    language,
    line,
    optional,
    phone_number,
    required,
    upper_line,
)
from db.errors import Code, Problems, refuse
from db.filters import ALWAYS, Where, contains_words, has_row, is_value, matching, text
from db.folding import exact, folded, search_words, searchable, upper_case
from db.loaders import rows_by_id
from db.locking import locked, locked_rows, save_changes
from db.models import (
    Contact,
    ContactKind,
    Interaction,
    InteractionStatus,
    Salesperson,
    SegmentLine,
    SegmentStatus,
)
from db.numbering import check_manual_number, take_number, the_setup
from db.paging import Listing, Sort
from db.transactions import transactional

_table = Table("contact")
CONDITIONS = {
    "number": text(_table.number, upper_case),
    "external_id": text(_table.external_id, exact),
    "name": text(_table.name_folded),
    "email": text(_table.email_folded),
    "kind": is_value(_table.kind),
    "company_id": is_value(_table.company_id),
    "salesperson_id": is_value(_table.salesperson_id),
    "segment_id": has_row(_table.id, Table("segment_line"), "contact_id", "segment_id"),
}
SORTS = {"NUMBER": Sort("number"), "NAME": Sort("name_folded"), "CREATED_AT": Sort("created_at")}


@dataclass
class ContactCreated:
    contact: Contact
    company: Contact | None
    replayed: bool = False


@dataclass
class ContactUpdated:
    contact: Contact
    changed: bool


@dataclass
class ContactDeleted:
    contact_id: int
    contact_ids: list[int]
    company: Contact | None


def find_contacts(
    where: Where | None = None, search: str | None = None, order: tuple[Sort, ...] = ()
) -> Listing[Contact]:
    criterion = ALWAYS & matching(where, CONDITIONS)
    if search:
        criterion &= contains_words(_table.search_text, search_words(search))
    return Listing(Contact, criterion, order or (SORTS["NUMBER"],))


async def last_interactions(contact_ids: list[int]) -> dict[int, datetime]:
    """When each contact was last reached: failed attempts, postponed and canceled entries do not count."""
    records = await sql.select(
        f"""
        SELECT contact_id, max(occurred_at) AS moment FROM interaction
        WHERE contact_id {sql.among("ids")} AND status = 'LOGGED' AND NOT attempt_failed
        GROUP BY contact_id
        """,
        ids=contact_ids,
    )
    return {record["contact_id"]: sql.as_moment(record["moment"]) for record in records}


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
    await _check_belonging(Contact(**fit), values, problems)
    problems.refuse_if_any()
    if fit.get("number") is None:
        fit["number"] = await take_number(setup.contact_number_series_id, Contact)
    contact = Contact(**guarded(fit), created_at=now, updated_at=now)
    contact.update_from_dict(derived(contact))
    await contact.save(force_create=True)
    companies = await rows_by_id(Contact, [contact.company_id])
    return ContactCreated(contact, companies.get(contact.company_id or 0))


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
    after = contact.clone(pk=contact.pk)
    after.update_from_dict(guarded(changed, contact))
    await _check_belonging(after, changed, problems)
    problems.refuse_if_any()
    written = await save_changes(contact, guarded(changed, contact) | derived(after), now)
    return ContactUpdated(contact, written)


@transactional
async def delete_contact(
    contact_id: int, *, with_people: bool = False, expected_revision: int | None = None, now: datetime
) -> ContactDeleted:
    """Refused while on an open segment or with postponed interactions.

    A person's entries move to the company; a company's entries keep its name. The people of a company go with
    it only if the caller says so.
    """
    contact = await locked(Contact, contact_id, expected_revision, "contact_id")
    people = await Contact.filter(company_id=contact.id).values_list("id", flat=True)
    if people and not with_people:
        refuse(
            Code.CONTACT_HAS_PEOPLE,
            f"{len(people)} people belong to {contact.name}. Move them, or delete them too (withPeople: true).",
            "contact_id",
        )
    going = sorted([contact.id, *await locked_rows(Contact, list(people))])
    await _check_deletable(going)
    company = (
        (await locked_rows(Contact, [contact.company_id])).get(contact.company_id)
        if contact.company_id
        else None
    )
    await sql.change(
        f"""
        UPDATE interaction SET updated_at = :now, revision = revision + 1, contact_id = :company_id,
            company_id = CASE WHEN company_id {sql.among("going")} THEN NULL ELSE company_id END,
            contact_name = COALESCE(contact_name, (SELECT name FROM contact WHERE contact.id = interaction.contact_id))
        WHERE contact_id {sql.among("going")} OR company_id {sql.among("going")}
        """,
        now=now, company_id=contact.company_id, going=going,
    )  # fmt: skip
    await sql.change(
        f"DELETE FROM contact WHERE id {sql.among('going')} AND company_id IS NOT NULL", going=going
    )
    await sql.change(f"DELETE FROM contact WHERE id {sql.among('going')}", going=going)
    return ContactDeleted(contact.id, going, company)


def contact_checks(region: str | None) -> dict[str, Check]:
    """The checks of the values of a contact; the region is the country of numbers without a country code."""
    phone = optional(phone_number(region.upper() if region else None))
    return {
        "number": required(upper_line(20)),
        "external_id": optional(line(100)),
        "kind": required(anything),
        "name": required(line(100)),
        "company_id": anything,
        "job_title": optional(line(100)),
        "email": optional(email_address),
        "phone": phone,
        "mobile_phone": phone,
        "language": optional(language),
        "country": optional(country),
        "address": optional(line(200)),
        "city": optional(line(100)),
        "post_code": optional(line(20)),
        "salesperson_id": anything,
        "correspondence_type": required(anything),
        "excluded_from_segments": required(anything),
        "privacy_blocked": required(anything),
        "minor": required(anything),
        "parental_consent": required(anything),
    }


def derived(contact: Contact) -> dict[str, Any]:
    """The columns that follow from others: what is compared and searched."""
    return {
        "name_folded": folded(contact.name),
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


def guarded(values: dict[str, Any], before: Contact | None = None) -> dict[str, Any]:
    """A minor without consent is privacy-blocked, whatever else was asked for."""
    minor = values.get("minor", before.minor if before else False)
    consent = values.get("parental_consent", before.parental_consent if before else False)
    return values | {"privacy_blocked": True} if minor and not consent else values


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
    if "kind" in given and contact.pk and contact.kind == ContactKind.PERSON:
        if await Contact.filter(company_id=contact.pk).exists():
            problems.add(
                Code.INVALID, "People belong to this company. Move them before it becomes a person.", "kind"
            )
    if (salesperson := found.get(("salesperson_id",))) and salesperson.blocked:
        problems.add(
            Code.SALESPERSON_BLOCKED, f"{salesperson.name} is blocked. Choose another.", "salesperson_id"
        )


async def _check_deletable(contact_ids: list[int]) -> None:
    on_open = SegmentLine.filter(contact_id__in=contact_ids, segment__status=SegmentStatus.OPEN)
    if await on_open.exists():
        refuse(
            Code.CONTACT_ON_SEGMENT,
            "An open segment holds this contact. Remove its line first.",
            "contact_id",
        )
    postponed = Interaction.filter(contact_id__in=contact_ids, status=InteractionStatus.POSTPONED)
    if await postponed.exists():
        refuse(
            Code.CONTACT_HAS_POSTPONED,
            "There are postponed interactions with this contact. Resume or delete them first.",
            "contact_id",
        )
