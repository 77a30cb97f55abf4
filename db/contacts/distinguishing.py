"""Contacts that look like one and are not: somebody has looked, and lists of duplicates leave the pair out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.errors import Code, Problems, not_found
from db.models import Contact
from db.sql import statements
from db.sql.row_security import seeing_all
from db.writes.locking import kept_rows
from db.writes.transactions import transactional

MOST_CONTACTS = 20
"""As many as a group of duplicates shows."""

AMONG_THEM = "contact_id {ids} AND other_contact_id {ids}"


@dataclass
class ContactsDistinguished:
    """The contacts in the order in which they were named, and how many pairs of them are new, or no longer."""

    contacts: list[Contact]
    pair_count: int

    @property
    def changed(self) -> bool:
        return self.pair_count > 0


@transactional
async def mark_contacts_as_distinct(contact_ids: Sequence[int], *, now: datetime) -> ContactsDistinguished:
    """Keep that each of these contacts is another than all the others. Pairs that are marked already stay so.

    Nobody merges or deletes one of them meanwhile; marking others with them at the same time is no matter.
    """
    contacts = _checked(contact_ids, await kept_rows(Contact, _few(contact_ids)))
    chosen = statements.among("ids")
    rows = await statements.change(
        f"""
        INSERT INTO distinct_contact (contact_id, other_contact_id, created_at)
        SELECT contact.id, other.id, :now FROM contact JOIN contact AS other ON other.id <> contact.id
        WHERE contact.id {chosen} AND other.id {chosen} ORDER BY contact.id, other.id
        ON CONFLICT DO NOTHING
        """,
        ids=[each.id for each in contacts], now=now,
    )  # fmt: skip
    return ContactsDistinguished(contacts, rows // 2)


@transactional
async def unmark_contacts_as_distinct(contact_ids: Sequence[int]) -> ContactsDistinguished:
    """Forget it again for each pair of these contacts: they are looked at as others are."""
    contacts = _checked(contact_ids, await kept_rows(Contact, _few(contact_ids)))
    ids, among_them = [each.id for each in contacts], AMONG_THEM.format(ids=statements.among("ids"))
    with seeing_all():
        await statements.lock_rows("distinct_contact", among_them, "FOR UPDATE", ids=ids)
    rows = await statements.change(f"DELETE FROM distinct_contact WHERE {among_them}", ids=ids)
    return ContactsDistinguished(contacts, rows // 2)


async def move_marks(kept: int, duplicate: int) -> None:
    """What the duplicate of a merge is not, the kept contact is not either. Both are locked; of the two themselves
    nothing is kept, as the merge says that they are one.
    """
    both = {"kept": kept, "duplicate": duplicate}
    pair = AMONG_THEM.format(ids="IN (:kept, :duplicate)")
    await statements.change(f"DELETE FROM distinct_contact WHERE {pair}", **both)
    for one, other in (("contact_id", "other_contact_id"), ("other_contact_id", "contact_id")):
        await statements.change(
            f"""
            INSERT INTO distinct_contact ({one}, {other}, created_at)
            SELECT CAST(:kept AS bigint), {other}, created_at FROM distinct_contact WHERE {one} = :duplicate
            ORDER BY {other} ON CONFLICT DO NOTHING
            """,
            **both,
        )


def _few(contact_ids: Sequence[int]) -> Sequence[int]:
    problems = Problems()
    if not 2 <= len(set(contact_ids)) <= MOST_CONTACTS:
        message = f"Give from 2 to {MOST_CONTACTS} different contacts."
        problems.add(Code.OUT_OF_RANGE, message, "contact_ids")
    problems.refuse_if_any()
    return contact_ids


def _checked(contact_ids: Sequence[int], found: dict[int, Contact]) -> list[Contact]:
    """The contacts in the order in which they were named, if all are there and of one kind."""
    problems = Problems()
    kinds = [found[identity].kind for identity in contact_ids if identity in found]
    for place, identity in enumerate(contact_ids):
        if identity not in found:
            problems.append(not_found("contact", identity, "contact_ids", str(place)))
        elif found[identity].kind != kinds[0]:
            message = "A company and a person never look like one. Give companies, or persons."
            problems.add(Code.INVALID, message, "contact_ids", str(place))
    problems.refuse_if_any()
    return [found[identity] for identity in dict.fromkeys(contact_ids)]
