"""Keys of contacts that were merged into others: a look-up by such a key finds the contact that stayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from tortoise.models import Model

from db.errors import Code, KeyTaken, Problems
from db.models import Contact, MergedContact
from db.sql import statements
from db.sql.case_folding import exact, upper_case
from db.sql.loaders import rows_by_id
from db.sql.row_security import seeing_all
from db.sql.rows import insert_row

M = TypeVar("M", bound=Model)

FOLDED = {"number": upper_case, "external_id": exact}
"""The keys besides the id, and the functions that bring them into their stored form."""


async def keep_keys(duplicate: Contact, kept: Contact, merged_by: str | None, now: datetime) -> None:
    """Make the duplicate's keys lead to the kept contact, and those that led to the duplicate: no key leads twice."""
    await statements.change(
        "UPDATE merged_contact SET kept_contact_id = :kept WHERE kept_contact_id = :duplicate",
        kept=kept.id, duplicate=duplicate.id,
    )  # fmt: skip
    await insert_row(
        MergedContact,
        id=duplicate.id,
        number=duplicate.number,
        external_id=duplicate.external_id,
        kept_contact_id=kept.id,
        merged_at=now,
        merged_by=merged_by,
    )


async def kept_contacts_of(duplicates: Iterable[int]) -> dict[int, int]:
    """The id of the contact into which each was merged. Contacts that were not merged are left out."""
    records = await statements.select(
        f"SELECT id, kept_contact_id FROM merged_contact WHERE id {statements.among('duplicates')}",
        duplicates=list(duplicates),
    )
    return {record["id"]: record["kept_contact_id"] for record in records}


async def rows_answering(
    model: type[M], identities: Iterable[int], columns: frozenset[str] | None = None
) -> dict[int, M]:
    """The rows by these ids; for a contact that was merged, the one that stayed.

    One statement, and two more only if an id has no row.
    """
    wanted = set(identities)
    rows = await rows_by_id(model, wanted, columns)
    gone = wanted - rows.keys()
    if not gone or model is not Contact:
        return rows
    kept_contacts = await kept_contacts_of(sorted(gone))
    stayed = await rows_by_id(model, kept_contacts.values(), columns)
    return rows | {duplicate: stayed[kept] for duplicate, kept in kept_contacts.items() if kept in stayed}


async def kept_contact_by_key(key: str, value: str) -> int | None:
    """The id of the contact into which the last holder of this number or external id was merged."""
    had = MergedContact.filter(**{key: FOLDED[key](value)}).order_by("-merged_at", "-id")
    with seeing_all():
        merged = await had.first()
    return merged.kept_contact_id if merged else None


async def kept_contact_by(key: str, value: Any) -> int | None:
    """The same by id, number or external id; None for any other key."""
    if key == "id":
        return (await kept_contacts_of([value])).get(value)
    return await kept_contact_by_key(key, value) if key in FOLDED else None


async def check_not_merged(keys: Mapping[str, Any], own_id: int | None, problems: Problems) -> None:
    """Report keys that belonged to a merged contact; only the contact that stayed may get them again."""
    for key in FOLDED:
        if keys.get(key) is None:
            continue
        kept = await kept_contact_by_key(key, keys[key])
        if kept not in (None, own_id):
            message = f"{keys[key]} belonged to a contact that was merged, and leads to the one that stayed."
            with seeing_all():
                stayed = await rows_by_id(Contact, [kept])
            problems.append(KeyTaken(Code.NOT_UNIQUE, message, (key,), existing=stayed.get(kept)))
