"""Which contacts are in which mailing groups, industry groups and job responsibilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from db.errors import Code, Problems, not_found
from db.groupings.grouping import G, Grouping
from db.models import Contact, ContactKind
from db.segments.lines import MOST_CONTACTS
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.writes.locking import held_rows, locked_rows, missing_among
from db.writes.names_in_messages import called

BOUND_TO_KIND = (
    "Industry groups are for companies and job responsibilities for persons."
    " Take the contact out of its own before it becomes something else."
)


@dataclass
class ContactsGrouped(Generic[G]):
    """The group, and the contacts whose membership changed."""

    group: G
    contacts: list[Contact]

    @property
    def changed(self) -> bool:
        return bool(self.contacts)


async def add_contacts(
    grouping: Grouping[G], group_id: int, contact_ids: Sequence[int], now: datetime
) -> ContactsGrouped[G]:
    """Put contacts into a group; those in it already are passed over.

    Adding takes a shared lock on the group, removing an exclusive one.
    """
    _check_number(contact_ids)
    contacts = await held_rows(Contact, contact_ids)
    groups = await held_rows(grouping.group, [group_id])
    _check_found(grouping, group_id, groups, contact_ids, contacts)
    records = await statements.change_returning(
        f"""
        INSERT INTO {grouping.memberships} ({grouping.key}, contact_id, created_at)
        SELECT :group_id, given.id, :now FROM {statements.ordered("contact_ids")} WHERE TRUE ORDER BY given.id
        ON CONFLICT DO NOTHING RETURNING contact_id
        """,
        group_id=group_id, contact_ids=sorted(contacts), now=now,
    )  # fmt: skip
    return ContactsGrouped(groups[group_id], _named_by(records, contacts))


async def remove_contacts(
    grouping: Grouping[G], group_id: int, contact_ids: Sequence[int]
) -> ContactsGrouped[G]:
    """Take contacts out of a group; those not in it are passed over."""
    _check_number(contact_ids)
    groups = await locked_rows(grouping.group, [group_id])
    contacts = await rows_by_id(Contact, contact_ids)
    _check_found(grouping, group_id, groups, contact_ids, contacts)
    records = await statements.change_returning(
        f"""
        DELETE FROM {grouping.memberships}
        WHERE {grouping.key} = :group_id AND contact_id {statements.among("contact_ids")} RETURNING contact_id
        """,
        group_id=group_id, contact_ids=sorted(contacts),
    )  # fmt: skip
    return ContactsGrouped(groups[group_id], _named_by(records, contacts))


async def bound_to_kind(contact_ids: Sequence[int]) -> set[int]:
    """The ids of the contacts in groups that hold only contacts of their kind."""
    records = await statements.select(
        f"""
        SELECT contact_id FROM contact_industry_group WHERE contact_id {statements.among("ids")}
        UNION SELECT contact_id FROM contact_job_responsibility WHERE contact_id {statements.among("ids")}
        """,
        ids=list(contact_ids),
    )
    return {record["contact_id"] for record in records}


def _check_number(contact_ids: Sequence[int]) -> None:
    problems = Problems()
    if len(contact_ids) > MOST_CONTACTS:
        problems.add(Code.OUT_OF_RANGE, f"Give at most {MOST_CONTACTS:,} contacts at once.", "contact_ids")
    problems.refuse_if_any()


def _check_found(
    grouping: Grouping[Any],
    group_id: int,
    groups: Mapping[int, Any],
    contact_ids: Sequence[int],
    contacts: Mapping[int, Contact],
) -> None:
    """Report a group or contacts that do not exist, and contacts whose kind the group does not hold."""
    problems = Problems(missing_among([group_id], dict(groups), grouping.noun, grouping.key))
    for place, identity in enumerate(contact_ids):
        path = ("contact_ids", str(place))
        contact = contacts.get(identity)
        if contact is None:
            problems.append(not_found("contact", identity, *path))
        elif grouping.of not in (None, contact.kind):
            problems.add(Code.INVALID, _of_the_other_kind(contact), *path)
    problems.refuse_if_any()


def _of_the_other_kind(contact: Contact) -> str:
    if contact.kind is ContactKind.PERSON:
        return (
            f"{called(contact)} is a person and shares the industry groups of the company. Give the company."
        )
    return f"{called(contact)} is a company. Only persons have job responsibilities. Give one of its people."


def _named_by(records: Sequence[Mapping[str, Any]], contacts: Mapping[int, Contact]) -> list[Contact]:
    changed = {record["contact_id"] for record in records}
    return [contact for identity, contact in sorted(contacts.items()) if identity in changed]
