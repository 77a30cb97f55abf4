"""Likely duplicates: contacts of one kind with the same name, e-mail address or telephone number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from db.engine.database import dialect, is_postgres
from db.models import Contact, ContactKind
from db.sql import statements
from db.sql.clauses import ALWAYS
from db.sql.keyset_pages import Page, place_values
from db.sql.lateral import contacts_given, lists_per_parent
from db.sql.listings import Listing, Sort, Window, ordered_by
from db.sql.loaders import rows_by_id
from db.sql.page_statements import beyond

SHOWN = 20
"""The most duplicates that are listed for a contact, and the most contacts for a group."""

COMPARED = ("kind", "name_key", "email_folded", "phone", "mobile_phone")
"""The columns that decide whether two contacts are likely duplicates."""


class DuplicateReason(StrEnum):
    """Why contacts look like one."""

    EMAIL = "EMAIL"
    """The same e-mail address; upper and lower case do not matter."""
    NAME = "NAME"
    """The same name without case, accents, punctuation, legal form and, for persons, the order of the words."""
    PHONE = "PHONE"
    """The same telephone number, be it the mobile one or not."""


@dataclass
class Duplicate:
    """A contact that looks like another, and why."""

    contact: Contact
    reasons: list[DuplicateReason]


@dataclass
class DuplicateGroup:
    """Contacts of one kind with the same name, address or number."""

    contact_count: int
    reason: DuplicateReason
    kind: ContactKind
    value: str


class GroupListing(Listing[Any]):
    """The order of the groups: those with the most contacts first."""

    @property
    def order(self) -> tuple[Sort, ...]:
        return self.sorts

    def kind_of(self, column: str) -> type:
        return int if column == "contact_count" else str


GROUPS = GroupListing(
    Contact, ALWAYS, (Sort("contact_count", descending=True), Sort("reason"), Sort("kind"), Sort("value"))
)


async def duplicates_of(
    contacts: Sequence[Contact], columns: frozenset[str] | None = None
) -> dict[int, list[Duplicate]]:
    """The likely duplicates of each contact, most reasons first, at most SHOWN: two statements for all contacts."""
    by_id = {contact.id: contact for contact in contacts}
    listed = await lists_per_parent(
        contacts_given(*COMPARED), _alike(), ("id",), given_ids=list(by_id), shown=SHOWN
    )
    read = None if columns is None else columns | set(COMPARED)
    rows = await rows_by_id(Contact, {identity for _, [identity] in listed}, read)
    found: dict[int, list[Duplicate]] = {contact: [] for contact in by_id}
    for contact, [identity] in listed:
        if identity in rows and (reasons := reasons_between(by_id[contact], rows[identity])):
            found[contact].append(Duplicate(rows[identity], reasons))
    for alike in found.values():
        alike.sort(key=lambda each: (-len(each.reasons), each.contact.id))
    return {contact: alike[:SHOWN] for contact, alike in found.items()}


def reasons_between(one: Contact, other: Contact) -> list[DuplicateReason]:
    if one.kind != other.kind or one.id == other.id:
        return []
    same = {
        DuplicateReason.EMAIL: one.email_folded is not None and one.email_folded == other.email_folded,
        DuplicateReason.NAME: one.name_key is not None and one.name_key == other.name_key,
        DuplicateReason.PHONE: bool(
            ({one.phone, one.mobile_phone} & {other.phone, other.mobile_phone}) - {None}
        ),
    }
    return [reason for reason, is_same in same.items() if is_same]


async def find_duplicate_groups(window: Window) -> Page[Any]:
    """A page of the groups. Every page groups all contacts again, along the indexes."""
    text = _text_of_groups(window.backward, window.after is not None, window.before is not None, dialect())
    values = [*place_values(window.after), *place_values(window.before), window.size + 1]
    groups = [
        DuplicateGroup(count, DuplicateReason(reason), ContactKind(kind), value)
        for count, reason, kind, value in await statements.records_of(text, values)
    ]
    shown = groups[: window.size]
    return Page(GROUPS, window, shown[::-1] if window.backward else shown, len(groups) > window.size)


async def count_duplicate_groups() -> int:
    return (await statements.select_one(f"SELECT count(*) AS n FROM ({_groups()}) AS grouped"))["n"]


async def contacts_of_groups(
    groups: Sequence[DuplicateGroup], columns: frozenset[str] | None = None
) -> list[list[Contact]]:
    """The first contacts of each group, the oldest first, at most SHOWN: two statements for all groups."""
    given = {name: [str(getattr(group, name)) for group in groups] for name in ("reason", "kind", "value")}
    listed = await lists_per_parent(_groups_given(), _members(), ("id",), **given, shown=SHOWN)
    rows = await rows_by_id(Contact, {identity for _, [identity] in listed}, columns)
    members: list[list[Contact]] = [[] for _ in groups]
    for place, [identity] in listed:
        if identity in rows:
            members[place - 1].append(rows[identity])
    return members


@lru_cache(maxsize=1)
def _alike() -> str:
    """SQL for the contacts that share a key with `parent`: by the index of each key, at most `:shown` rows of each."""
    same = (
        ("name_key", "name_key"), ("email_folded", "email_folded"), ("phone", "phone"),
        ("phone", "mobile_phone"), ("mobile_phone", "phone"), ("mobile_phone", "mobile_phone"),
    )  # fmt: skip
    branches = [
        f"SELECT contact.id FROM contact WHERE contact.{theirs} = parent.{ours} AND contact.kind = parent.kind"
        f" AND contact.id <> parent.id AND {_not_distinct('parent', 'contact')} ORDER BY contact.id LIMIT :shown"
        for theirs, ours in same
    ]
    together = " UNION ".join(f"SELECT id FROM ({branch}) AS branch" for branch in branches)
    return f"SELECT id FROM ({together}) AS alike ORDER BY id LIMIT 6 * :shown"


@lru_cache(maxsize=1)
def _members() -> str:
    """SQL for the contacts of the group `parent`, by the index of its reason."""
    owned = (
        ("EMAIL", "email_folded", ("email_folded",)), ("NAME", "name_key", ("name_key",)),
        ("PHONE", "phone", ("phone", "mobile_phone")), ("PHONE", "mobile_phone", ("phone", "mobile_phone")),
    )  # fmt: skip
    branches = [
        f"SELECT contact.id FROM contact WHERE parent.reason = '{reason}' AND contact.{column} = parent.value"
        f" AND contact.kind = parent.kind AND ({_has_twin(twins)}) ORDER BY contact.id LIMIT :shown"
        for reason, column, twins in owned
    ]
    together = " UNION ".join(f"SELECT id FROM ({branch}) AS branch" for branch in branches)
    return f"SELECT id FROM ({together}) AS member ORDER BY id LIMIT :shown"


def _not_distinct(one: str, other: str) -> str:
    """SQL: nobody has said of two contacts that they are not one."""
    return (
        "NOT EXISTS (SELECT 1 FROM distinct_contact AS known"
        f" WHERE known.contact_id = {one}.id AND known.other_contact_id = {other}.id)"
    )


def _has_twin(columns: Sequence[str]) -> str:
    """SQL: some member of the group `parent` may still be the same as `contact`."""
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM contact AS twin WHERE twin.{column} = parent.value AND twin.kind = parent.kind"
        f" AND twin.id <> contact.id AND {_not_distinct('contact', 'twin')})"
        for column in columns
    )


def _groups_given() -> str:
    """The given groups as the table `parent`, with their position as its id."""
    if is_postgres():
        arrays = ", ".join(f"CAST(:{name} AS text[])" for name in ("reason", "kind", "value"))
        return f"unnest({arrays}) WITH ORDINALITY AS parent(reason, kind, value, id)"
    return (
        "(SELECT reason.key + 1 AS id, reason.value AS reason, kind.value AS kind, named.value AS value"
        " FROM json_each(:reason) AS reason JOIN json_each(:kind) AS kind ON kind.key = reason.key"
        " JOIN json_each(:value) AS named ON named.key = reason.key) AS parent"
    )


@lru_cache(maxsize=16)
def _text_of_groups(backward: bool, after: bool, before: bool, of_dialect: str) -> str:
    order = GROUPS.order
    conditions = [beyond(order, "found", forward=True)] if after else []
    conditions += [beyond(order, "found", forward=False)] if before else []
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return statements.numbered(
        f"SELECT contact_count, reason, kind, value FROM ({_groups()}) AS found {where}"
        f" ORDER BY {ordered_by(order, 'found', backward=backward)} LIMIT ?",
        of_dialect,
    )


def _groups() -> str:
    """SQL for the values that several contacts of a kind have. A number in two columns of one contact counts once.

    A contact that is known to be another than all others with its value does not belong to them.
    """
    by_code_point = 'COLLATE "C"' if is_postgres() else ""
    mobile = "(SELECT id, kind, mobile_phone FROM contact WHERE phone IS NULL OR mobile_phone <> phone)"
    phones = f"(SELECT id, kind, phone FROM contact UNION ALL SELECT * FROM {mobile} AS mobile)"
    sources = (
        ("EMAIL", "email_folded", "contact"), ("NAME", "name_key", "contact"), ("PHONE", "phone", phones),
    )  # fmt: skip
    return " UNION ALL ".join(
        f"SELECT grouped.n - count(apart.id) AS contact_count, CAST('{reason}' AS text) {by_code_point} AS reason,"
        f" CAST(grouped.kind AS text) {by_code_point} AS kind, CAST(grouped.value AS text) {by_code_point} AS value"
        f" FROM (SELECT kind, {column} AS value, count(*) AS n FROM {source} AS alike"
        f" WHERE {column} IS NOT NULL GROUP BY kind, {column} HAVING count(*) > 1) AS grouped"
        f" LEFT JOIN ({_apart(column, source)}) AS apart ON apart.kind = grouped.kind"
        " AND apart.value = grouped.value AND apart.marks = grouped.n - 1"
        " GROUP BY grouped.kind, grouped.value, grouped.n HAVING grouped.n - count(apart.id) > 1"
        for reason, column, source in sources
    )


def _apart(column: str, source: str) -> str:
    """SQL for the contacts that share a value with others of which they are known to be distinct: how many others."""
    return (
        f"SELECT one.id, one.kind, one.{column} AS value, count(*) AS marks FROM distinct_contact AS known"
        f" JOIN {source} AS one ON one.id = known.contact_id JOIN {source} AS other"
        f" ON other.id = known.other_contact_id AND other.kind = one.kind AND other.{column} = one.{column}"
        f" GROUP BY one.id, one.kind, one.{column}"
    )
