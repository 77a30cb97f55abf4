"""What mailing groups, industry groups and job responsibilities have in common; here each of them is a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from db.errors import Code, Problems, Refused, StillUsed
from db.models import Contact, ContactKind
from db.models.groupings import GroupingRow, MembershipRow
from db.sql import statements
from db.sql.case_folding import folded, upper_case
from db.sql.filters import Where, text
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Link, Listing, Sort
from db.sql.rows import has_row, noun_of
from db.writes.in_the_way import check_free, users_in
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called_within
from db.writes.validation import checked, line, required, upper_line, with_folded

G = TypeVar("G", bound=GroupingRow)

CHECKS = {"code": required(upper_line(20)), "description": required(line(100))}
CONDITIONS = {
    **CREATED_AND_UPDATED,
    "code": text("code", upper_case),
    "description": text("description_folded"),
}
SORTS = {"CODE": Sort("code"), "DESCRIPTION": Sort("description_folded"), **BY_CREATED_AND_UPDATED}
SEARCHED = {"code": upper_case, "description_folded": folded}


@dataclass(frozen=True)
class Grouping(Generic[G]):
    """One way of grouping contacts: the groups, who is in them, and the kind of contact that may be."""

    group: type[G]
    membership: type[MembershipRow]
    of: ContactKind | None = None

    @property
    def noun(self) -> str:
        return noun_of(self.group)

    @property
    def key(self) -> str:
        """The name of the group's id, as a column of its memberships and as a field of inputs."""
        return f"{self.group._meta.db_table}_id"

    @property
    def memberships(self) -> str:
        return self.membership._meta.db_table

    @property
    def contacts_below(self) -> Link:
        return Link(self.key, self.memberships, "contact_id")

    @property
    def below_contact(self) -> Link:
        return Link("contact_id", self.memberships, self.key)


@dataclass
class GroupingCreated(Generic[G]):
    group: G


@dataclass
class GroupingUpdated(Generic[G]):
    group: G
    changed: bool


def find_groups(grouping: Grouping[G], where: Where | None, search: str | None, order: Order) -> Listing[G]:
    return found(grouping.group, where, CONDITIONS, order, SORTS["CODE"], search=search, searched=SEARCHED)


async def create_group(grouping: Grouping[G], values: dict[str, Any], now: datetime) -> GroupingCreated[G]:
    problems = Problems()
    fit = checked(dict.fromkeys(CHECKS) | values, CHECKS, problems)
    await _check_code(grouping, fit.get("code"), problems)
    problems.refuse_if_any()
    group = await grouping.group.create(**with_folded(fit, "description"), created_at=now, updated_at=now)
    return GroupingCreated(group)


async def update_group(
    grouping: Grouping[G], group_id: int, values: dict[str, Any], expected_revision: int | None, now: datetime
) -> GroupingUpdated[G]:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    group = await locked(grouping.group, group_id, expected_revision, grouping.key, problems=problems)
    if fit.get("code") != group.code:
        await _check_code(grouping, fit.get("code"), problems)
    problems.refuse_if_any()
    return GroupingUpdated(group, await save_changes(group, with_folded(fit, "description"), now))


async def delete_group(
    grouping: Grouping[G], group_id: int, with_memberships: bool, expected_revision: int | None
) -> G:
    """Refused while a contact is in the group, unless the memberships are to go with it. The contacts stay."""
    group = await locked(grouping.group, group_id, expected_revision, grouping.key)
    if with_memberships:
        await statements.change(
            f"DELETE FROM {grouping.memberships} WHERE {grouping.key} = :group_id", group_id=group.id
        )
    elif await has_row(grouping.membership, **{grouping.key: group.id}):
        message = (
            f"Contacts are in {called_within(group)}. Take them out first, or with it (withMemberships)."
        )
        by = await users_in(Contact, _MEMBERS.format(of=grouping, given=statements.among("ids")), [group.id])
        raise Refused([StillUsed(Code.IN_USE, message, (grouping.key,), by=list(by.values()))])
    await group.delete()
    return group


async def _check_code(grouping: Grouping[Any], code: str | None, problems: Problems) -> None:
    if code:
        message = f"Another {grouping.noun} has the code {code} already."
        await check_free(grouping.group, {"code": code}, problems, message, "code")


_MEMBERS = """
    SELECT contact.*, {of.memberships}.{of.key} AS used FROM contact
    JOIN {of.memberships} ON {of.memberships}.contact_id = contact.id
    WHERE {of.memberships}.{of.key} {given}
"""
