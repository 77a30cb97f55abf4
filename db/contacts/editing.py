"""Making and changing contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.contacts.belonging import check_companies, held_companies
from db.contacts.inheriting import hand_down, inheritable, lock_heirs, preset, taken_over
from db.contacts.merged import check_not_merged
from db.contacts.naming import PARTS, default_salutation_id, full_name, with_name
from db.contacts.postal_addresses import POSTAL_ADDRESS, checked_with_address, spread
from db.contacts.values import STAYS_A_COMPANY, contact_checks, derived, guarded
from db.errors import Code, Path, Problems, Refused, StillUsed
from db.groupings.memberships import BOUND_TO_KIND, bound_to_kind
from db.models import Contact, ContactKind, Interaction, MarketingSetup, Salesperson, Salutation
from db.numbering import check_manual_number, take_number, the_setup
from db.segments.open_segments import on_an_open_segment, segments_holding
from db.sql.loaders import rows_by_id
from db.sql.row_security import own_salesperson_id, seeing_all
from db.sql.rows import has_row, insert_row
from db.writes.in_the_way import check_free, check_unused
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called
from db.writes.one_statement import changed_row, in_one_statement_if_possible
from db.writes.references import check_references
from db.writes.transactions import transactional
from db.writes.validation import checked

COMPANY, SALESPERSON, SALUTATION = ("company_id",), ("salesperson_id",), ("salutation_id",)

COUNTED_ON = ("kind", "company_id")
"""Columns that the lines of open segments rely on. While others change, entries and lines with the contact may be
made."""


@dataclass
class ContactCreated:
    contact: Contact
    company: Contact | None


@dataclass
class ContactUpdated:
    """The contact, how many people of a company inherited what changed, and both companies of a person who moved."""

    contact: Contact
    changed: bool
    inherited_contact_count: int = 0
    companies: list[Contact] = field(default_factory=list)


@transactional
async def create_contact(values: dict[str, Any], *, now: datetime) -> ContactCreated:
    """Create a contact. Values not given come from the company, if they are inherited, else from marketing setup.

    A caller who sees only their own contacts becomes the salesperson, unless another one is given.
    """
    setup = await the_setup()
    given = _given(spread(values))
    if own := own_salesperson_id():
        given["salesperson_id"] = given.get("salesperson_id") or own
    problems, missing = Problems(), Problems()
    chosen = await _chosen(given, missing)
    company = chosen.get(COMPANY)
    defaults = preset(setup, inheritable(company) if company else None, given)
    at_home_in = given.get("country_code") or defaults.get("country_code") or setup.default_country_code
    fit = _from_setup(setup, given) | defaults
    fit |= _fitting(given, {"kind": given.get("kind")}, at_home_in, problems)
    await _check_keys(fit, setup, problems)
    await check_not_merged(fit, None, problems)
    problems += missing
    await _check_belonging(Contact(**fit), values, chosen, problems)
    problems.refuse_if_any()
    if fit.get("number") is None:
        fit["number"] = await take_number(setup.contact_number_series_id, Contact)
    whole = guarded(fit)
    whole |= derived(Contact(**whole))
    contact = await insert_row(Contact, **whole, created_at=now, updated_at=now)
    return ContactCreated(contact, company)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """The values without an empty number, and without an empty name if the full name follows from its parts."""
    left_out = {name for name in ("number", "name") if values.get(name) is None}
    given = {name: value for name, value in values.items() if name not in left_out}
    return given if "name" in given or full_name(given) else {"name": None} | given


def _from_setup(setup: MarketingSetup, given: dict[str, Any]) -> dict[str, Any]:
    """The defaults of marketing setup that are not inherited from a company."""
    return {
        "correspondence_type": setup.default_correspondence_type,
        "salutation_id": default_salutation_id(setup, given.get("kind")),
    }


def _fitting(
    given: dict[str, Any], called: Mapping[str, Any], country_code: str | None, problems: Problems
) -> dict[str, Any]:
    """The given values in their normal form, with the name that follows from them; `called`: the old name and parts."""
    checks = contact_checks(country_code)
    return with_name(called, checked_with_address(given, checks, problems), checks, problems)


PLAIN = frozenset({"job_title", "excluded_from_segments"})
"""Columns that one UPDATE may change without a lock: no other column or row depends on them."""

PLAIN_OF_PERSONS = frozenset(POSTAL_ADDRESS)
"""The same for persons only, because the people of a company inherit them."""


async def _change_plainly(
    contact_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> ContactUpdated | None:
    values, problems = spread(values), Problems()
    if not values.keys() <= PLAIN | PLAIN_OF_PERSONS:
        return None
    fit = checked(values, contact_checks(None), problems)
    if problems:
        return None
    only = "TRUE" if values.keys() <= PLAIN else "kind = 'PERSON'"
    row = await changed_row(Contact, contact_id, fit, expected_revision=expected_revision, now=now, only=only)
    return ContactUpdated(row, changed=True) if row else None


@in_one_statement_if_possible(_change_plainly)
@transactional
async def update_contact(
    contact_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> ContactUpdated:
    """Change a contact. People of a company inherit the changes; a person who moves inherits from the new company."""
    contact, setup = await _locked(contact_id, values, expected_revision), await the_setup()
    values = spread(values)
    problems, missing = Problems(), Problems()
    differing = {name: value for name, value in values.items() if getattr(contact, name) != value}
    await lock_heirs(contact, differing, setup)
    chosen = await _chosen(differing, missing)
    taken = await _taken_over(contact, chosen.get(COMPANY), values, setup)
    at_home_in = values.get("country_code") or taken.get("country_code") or contact.country_code
    called = {name: getattr(contact, name) for name in ("kind", "name", *PARTS)}
    fit = taken | _fitting(values, called, at_home_in or setup.default_country_code, problems)
    changed = {name: value for name, value in fit.items() if getattr(contact, name) != value}
    await _check_keys(changed, setup, problems)
    await check_not_merged(changed, contact.id, problems)
    problems += missing
    after = contact.clone(pk=contact.pk)
    after.update_from_dict(guarded(changed, contact))
    await _check_belonging(after, changed, chosen, problems)
    problems.refuse_if_any()
    return await _write(contact, guarded(changed, contact) | derived(after), setup, now)


async def _locked(contact_id: int, values: Mapping[str, Any], expected_revision: int | None) -> Contact:
    """The contact under its lock; before it the companies that a person leaves and joins, who stay as they are."""
    moves, stays = "company_id" in values, values.keys().isdisjoint(COUNTED_ON)
    held = await held_companies([contact_id], values["company_id"], lock="FOR SHARE") if moves else set()
    try:
        contact = await locked(Contact, contact_id, expected_revision, "contact_id", pointed_at=stays)
    except Refused as refused:
        given = spread(values)
        region = given.get("country_code") or (await the_setup()).default_country_code
        checked_with_address(given, contact_checks(region), refused.problems)
        raise
    if moves and contact.company_id != values["company_id"]:
        check_companies([contact], held)
    return contact


async def _write(
    contact: Contact, changes: dict[str, Any], setup: MarketingSetup, now: datetime
) -> ContactUpdated:
    """Write the changes, and hand them down to the people of a company."""
    before, left_id = inheritable(contact), contact.company_id
    written = await save_changes(contact, changes, now)
    inherited = await hand_down(contact, before, setup, now)
    moved = [left_id, contact.company_id] if contact.company_id != left_id else []
    companies = await rows_by_id(Contact, moved)
    return ContactUpdated(contact, written, inherited, list(companies.values()))


async def _taken_over(
    person: Contact, company: Contact | None, given: dict[str, Any], setup: MarketingSetup
) -> dict[str, Any]:
    """The values that a person inherits from the company they move to, if any."""
    if company is None:
        return {}
    with seeing_all():
        left = (await rows_by_id(Contact, [person.company_id])).get(person.company_id or 0)
    return taken_over(setup, person, left and inheritable(left), inheritable(company), given)


async def _check_keys(values: dict[str, Any], setup: MarketingSetup, problems: Problems) -> None:
    if values.get("number") is not None:
        await check_manual_number(setup.contact_number_series_id, values["number"], Contact, problems)
    if external_id := values.get("external_id"):
        message = f"There is a contact with the external id {external_id} already."
        await check_free(Contact, {"external_id": external_id}, problems, message, "external_id")


async def _chosen(given: dict[str, Any], problems: Problems) -> dict[Path, Any]:
    """The given company, salesperson and salutation, under shared locks."""
    nouns = {COMPANY: Contact, SALESPERSON: Salesperson, SALUTATION: Salutation}
    return await check_references(
        [(path, noun, given.get(path[0])) for path, noun in nouns.items()], problems
    )


async def _check_belonging(
    contact: Contact, given: dict[str, Any], chosen: Mapping[Path, Any], problems: Problems
) -> None:
    """Report a company that does not fit, a kind that groups or open segments forbid, and a blocked salesperson."""
    if contact.kind == ContactKind.COMPANY and contact.company_id:
        problems.add(
            Code.INVALID, "A company belongs to no other company. Leave the company out.", "company_id"
        )
    elif (company := chosen.get(COMPANY)) and company.kind != ContactKind.COMPANY:
        problems.add(Code.INVALID, f"{called(company)} is a person. Choose a company.", "company_id")
    becomes_a_person = "kind" in given and contact.pk and contact.kind == ContactKind.PERSON
    if becomes_a_person:
        await _check_not_counted_on(contact, problems)
    if "kind" in given and contact.pk and await bound_to_kind([contact.pk]):
        problems.add(Code.INVALID, BOUND_TO_KIND, "kind")
    counted_on = [name for name in COUNTED_ON if contact.pk and name in given]
    if counted_on and await on_an_open_segment([contact.pk]):
        message = "An open segment holds this contact. Remove its line, or log the segment first."
        by = list((await segments_holding([contact.pk])).values())
        problems += [StillUsed(Code.CONTACT_ON_SEGMENT, message, (name,), by=by) for name in counted_on]
    if (salesperson := chosen.get(SALESPERSON)) and salesperson.is_blocked:
        problems.add(
            Code.SALESPERSON_BLOCKED, f"{called(salesperson)} is blocked. Choose another.", "salesperson_id"
        )


async def _check_not_counted_on(company: Contact, problems: Problems) -> None:
    """Report what keeps a company from becoming a person: its people, and entries of the log that count for it."""
    if await has_row(Contact, company_id=company.pk):
        message = "People belong to this company. Move them before it becomes a person."
        problems.add(Code.INVALID, message, "kind")
    await check_unused(company, {Interaction: "company_id"}, problems, STAYS_A_COMPANY, "kind")
