"""The companies that people belong to: held before their people are locked, in the one order of locks."""

from __future__ import annotations

from collections.abc import Container, Iterable

from db.errors import TransactionOvertaken
from db.models import Contact
from db.sql import statements
from db.sql.row_security import seeing_all


async def held_companies(
    contact_ids: Iterable[int | None], *joined: int | None, lock: str = "FOR KEY SHARE"
) -> set[int]:
    """Hold the companies of these contacts, and others that somebody joins, seen or not; their ids.

    Who was in which company is read before it is held: `check_companies` looks again once the contacts are locked.
    The weakest lock keeps a company from being deleted or merged, `FOR SHARE` from being changed as well.
    """
    of = sorted({identity for identity in contact_ids if identity is not None})
    also = [identity for identity in joined if identity is not None]
    if not of and not also:
        return set()
    # One list, because PostgreSQL reads the whole table for two of them with OR in between.
    belonging = f"SELECT company_id FROM contact WHERE id {statements.among('of')}"
    chosen = f"id IN ({belonging} UNION SELECT id FROM {statements.ordered('also')})"
    with seeing_all():
        records = await statements.select_locking("contact", chosen, lock, columns="id", of=of, also=also)
    return {record["id"] for record in records}


def check_companies(contacts: Iterable[Contact], held: Container[int]) -> None:
    """Try again if one of the locked contacts has moved to another company than those held."""
    for contact in contacts:
        if contact.company_id is not None and contact.company_id not in held:
            raise TransactionOvertaken(f"contact {contact.id} has just moved")
