"""Deleting contacts without losing what the log says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import sql
from db.errors import Code, refuse
from db.locking import locked, locked_rows
from db.models import (
    Contact,
    Interaction,
    InteractionStatus,
    SegmentLine,
    SegmentStatus,
)
from db.transactions import transactional


@dataclass
class ContactDeleted:
    contact_id: int
    contact_ids: list[int]
    company: Contact | None


@transactional
async def delete_contact(
    contact_id: int, *, with_people: bool = False, expected_revision: int | None = None, now: datetime
) -> ContactDeleted:
    """Refused while on an open segment or with postponed interactions.

    A person's entries move to the company; a company's entries keep its name. The people of a company go with
    it only if the caller says so.
    """
    contact = await locked(Contact, contact_id, expected_revision, "contact_id")
    people = [each.id for each in await Contact.filter(company_id=contact.id).only("id")]
    if people and not with_people:
        refuse(
            Code.CONTACT_HAS_PEOPLE,
            f"{len(people)} people belong to {contact.name}. Move them, or delete them too (withPeople).",
            "contact_id",
        )
    going = sorted([contact.id, *await locked_rows(Contact, people)])
    await _check_deletable(going)
    company = (
        (await locked_rows(Contact, [contact.company_id])).get(contact.company_id)
        if contact.company_id
        else None
    )
    is_going = f"contact_id {sql.among('going')}"
    await sql.change(
        f"""
        UPDATE interaction SET updated_at = :now, revision = revision + 1,
            contact_id = CASE WHEN {is_going} THEN :company_id ELSE contact_id END,
            company_id = CASE WHEN company_id {sql.among("going")} THEN NULL ELSE company_id END,
            contact_name = CASE WHEN {is_going} THEN COALESCE(
                contact_name, (SELECT name FROM contact WHERE contact.id = interaction.contact_id)
            ) ELSE contact_name END
        WHERE {is_going} OR company_id {sql.among("going")}
        """,
        now=now, company_id=contact.company_id, going=going,
    )  # fmt: skip
    await sql.change(
        f"DELETE FROM contact WHERE id {sql.among('going')} AND company_id IS NOT NULL", going=going
    )
    await sql.change(f"DELETE FROM contact WHERE id {sql.among('going')}", going=going)
    return ContactDeleted(contact.id, going, company)


async def _check_deletable(contact_ids: list[int]) -> None:
    on_open = SegmentLine.filter(
        contact_id__in=contact_ids, removed_by_step_id__isnull=True, segment__status=SegmentStatus.OPEN
    )
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
