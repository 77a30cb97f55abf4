"""Deleting contacts; their entries of the log stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.contacts.deleting_many import lock_entries, postponed_with, take_away
from db.errors import Code, Problems, StillUsed, TransactionOvertaken
from db.models import Contact, Interaction, InteractionStatus, Salesperson
from db.segments.open_segments import on_an_open_segment, segments_holding
from db.sql import statements
from db.sql.loaders import only_seen, rows_by_id
from db.sql.row_security import is_restricted, seeing_all
from db.sql.rows import has_row
from db.writes.in_the_way import together, users_of_one
from db.writes.locking import held_rows, locked, locked_rows
from db.writes.names_in_messages import called_within
from db.writes.results import IdOf
from db.writes.transactions import transactional


@dataclass
class ContactDeleted:
    contact_id: Annotated[int, IdOf("Contact")]
    contact_ids: Annotated[list[int], IdOf("Contact")]
    company: Contact | None
    salespeople: list[Salesperson]


@transactional
async def delete_contact(
    contact_id: int, *, with_people: bool = False, expected_revision: int | None = None, now: datetime
) -> ContactDeleted:
    """Refused while on an open segment or with postponed interactions.

    A person's entries move to the company; a company's entries keep its name. The people of a company go with
    it only if the caller says so.
    """
    contact, company = await _locked_with_company(contact_id, expected_revision)
    people = await _locked_people(contact) if with_people else []
    going = sorted([contact.id, *people])
    await lock_entries(going)
    problems = Problems()
    await _check_people(contact, people, with_people, problems)
    await _check_deletable(going, problems)
    problems.refuse_if_any()
    salespeople = await take_away(going, now)
    return ContactDeleted(contact.id, going, await only_seen(company), salespeople)


async def _locked_with_company(
    contact_id: int, expected_revision: int | None
) -> tuple[Contact, Contact | None]:
    """Lock the company before its person, in the order in which changes of the company lock them."""
    known = (await rows_by_id(Contact, [contact_id])).get(contact_id)
    company_id = known.company_id if known else None
    with seeing_all():
        companies = await held_rows(Contact, [company_id])
    contact = await locked(Contact, contact_id, expected_revision, "contact_id")
    if contact.company_id != company_id:
        raise TransactionOvertaken(f"contact {contact_id} has just moved")
    return contact, companies.get(company_id or 0)


async def _locked_people(company: Contact) -> list[int]:
    """The people of a locked company, locked too. Nobody can join it meanwhile, but somebody may just have left."""
    found = await statements.select("SELECT id FROM contact WHERE company_id = :company", company=company.id)
    people = await locked_rows(Contact, [person["id"] for person in found])
    return [person.id for person in people.values() if person.company_id == company.id]


async def _check_people(company: Contact, going: list[int], with_people: bool, problems: Problems) -> None:
    """Refuse while people stay behind. The message counts none: not everybody sees them."""
    if with_people and not is_restricted():
        return
    with seeing_all():
        staying = await Contact.filter(company_id=company.id).count() - len(going)
    if not staying:
        return
    message = f"People belong to {called_within(company)}. Move them, or delete them too (withPeople)."
    if is_restricted():
        message = (
            f"People belong to {called_within(company)}. Move them, or delete your own too (withPeople)."
        )
    by = [await users_of_one(Contact, "company_id", company.id)]
    problems.append(StillUsed(Code.CONTACT_HAS_PEOPLE, message, ("contact_id",), by=by))


async def _check_deletable(contact_ids: list[int], problems: Problems) -> None:
    if await on_an_open_segment(contact_ids):
        message = "An open segment holds this contact. Remove its line first."
        by = together((await segments_holding(contact_ids)).values())
        problems.append(StillUsed(Code.CONTACT_ON_SEGMENT, message, ("contact_id",), by=by))
    if await has_row(Interaction, contact_id__in=contact_ids, status=InteractionStatus.POSTPONED):
        message = "There are postponed interactions with this contact. Resume or delete them first."
        by = together((await postponed_with(contact_ids)).values())
        problems.append(StillUsed(Code.CONTACT_HAS_POSTPONED, message, ("contact_id",), by=by))
