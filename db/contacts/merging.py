"""Merging two contacts that are one: everything moves to the kept contact, and the duplicate's keys answer with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from db.contacts.belonging import check_companies, held_companies
from db.contacts.distinguishing import move_marks
from db.contacts.inheriting import hand_down, inheritable
from db.contacts.merged import keep_keys, kept_contacts_of
from db.contacts.moving import move
from db.contacts.naming import PARTS
from db.contacts.postal_addresses import POSTAL_ADDRESS
from db.contacts.values import derived
from db.errors import Code, Problem, Problems, Refused, TransactionOvertaken, not_found, refuse
from db.models import Contact, Segment
from db.numbering import the_setup
from db.sql import statements
from db.sql.case_folding import folded
from db.sql.loaders import rows_by_id
from db.sql.row_security import seeing_all
from db.sql.rows import as_models
from db.writes.locking import locked_rows, save_changes, stale
from db.writes.names_in_messages import called, called_within, may_name
from db.writes.results import IdOf
from db.writes.transactions import transactional

TAKEN = (
    "external_id", "company_id", "job_title", "email", "phone", "mobile_phone", "language",
    "salesperson_id", "salutation_id",
)  # fmt: skip
"""Columns that the kept contact takes from the duplicate where its own are empty; name, number and kind stay."""

KEPT_IF_EITHER = ("excluded_from_segments", "privacy_blocked", "is_minor", "has_parental_consent")
"""Flags that are set afterwards if either contact has them: a merge takes no protection away."""

SHOWN_SEGMENTS = 100

DUPLICATES_OPEN = (
    "status = 'OPEN' AND id IN (SELECT segment_id FROM segment_line WHERE contact_id = :duplicate)"
)
"""The open segments that hold the duplicate."""


@dataclass
class ContactsMerged:
    """`moved` holds for each table its kind, the number of rows moved and the number of rows deleted instead."""

    kept_contact: Contact
    duplicate_contact_id: Annotated[int, IdOf("Contact")]
    moved: list[list[Any]]
    segments: list[Segment] = field(default_factory=list)


@transactional
async def merge_contacts(
    kept_contact_id: int,
    duplicate_contact_id: int,
    *,
    take_missing_values: bool = True,
    allow_other_company: bool = False,
    expected_kept_contact_revision: int | None = None,
    expected_duplicate_contact_revision: int | None = None,
    merged_by: str | None = None,
    now: datetime,
) -> ContactsMerged:
    """Delete the duplicate and make what points at it point at the kept contact, in a fixed number of statements.

    If the kept contact is a company, its people inherit the values that it takes from the duplicate.
    """
    if kept_contact_id == duplicate_contact_id:
        refuse(Code.INVALID, "A contact is not merged with itself. Choose two.", "duplicate_contact_id")
    locked_segments = await _locked_segments(duplicate_contact_id)
    kept, duplicate = await _locked_pair(kept_contact_id, duplicate_contact_id)
    await _lock_below(kept, duplicate)
    conflicts = [
        stale(kept, expected_kept_contact_revision, "expected_kept_contact_revision"),
        stale(duplicate, expected_duplicate_contact_revision, "expected_duplicate_contact_revision"),
    ]
    _check(kept, duplicate, allow_other_company, conflicts)
    segment_ids = await _open_segments(duplicate, locked_segments)
    moved = await move(kept.id, duplicate.id, now=now)
    await move_marks(kept.id, duplicate.id)
    await keep_keys(duplicate, kept, merged_by, now)
    await statements.change("DELETE FROM contact WHERE id = :duplicate", duplicate=duplicate.id)
    await _take_values(kept, duplicate, take_missing_values, now)
    segments = await _bump(segment_ids, now)
    counts = [[each.kind.value, each.moved, each.dropped] for each in moved]
    return ContactsMerged(kept, duplicate.id, counts, segments[:SHOWN_SEGMENTS])


async def _open_segments(duplicate: Contact, locked_segments: set[int]) -> list[int]:
    """The ids of the open segments that hold the duplicate; tried again if one of them is not locked yet."""
    open_with = await statements.select(
        f"SELECT id FROM segment WHERE {DUPLICATES_OPEN}", duplicate=duplicate.id
    )
    segment_ids = [each["id"] for each in open_with]
    if not locked_segments.issuperset(segment_ids):
        raise TransactionOvertaken("the duplicate was put on another segment before it was locked")
    return segment_ids


async def _take_values(kept: Contact, duplicate: Contact, take_missing_values: bool, now: datetime) -> None:
    """Write the values that the kept contact takes from the duplicate, and hand them down to its people."""
    before, after = inheritable(kept), kept.clone(pk=kept.pk)
    after.update_from_dict(_values_after(kept, duplicate, take_missing_values))
    values = {name: getattr(after, name) for name in (*TAKEN, *PARTS, *POSTAL_ADDRESS, *KEPT_IF_EITHER)}
    await save_changes(kept, values | derived(after), now)
    await hand_down(kept, before, await the_setup(), now)


async def _locked_segments(duplicate: int) -> set[int]:
    """Lock the open segments that hold the duplicate; their ids."""
    with seeing_all():
        segments = await statements.select_locking(
            "segment", DUPLICATES_OPEN, "FOR UPDATE", columns="id", duplicate=duplicate
        )
    return {each["id"] for each in segments}


async def _lock_below(kept: Contact, duplicate: Contact) -> None:
    """Lock the people of both, who move or inherit, and the interactions that move."""
    both = {"kept": kept.id, "duplicate": duplicate.id}
    with seeing_all():
        await statements.lock_rows(
            "contact", "company_id IN (:kept, :duplicate)", "FOR NO KEY UPDATE", **both
        )
        await statements.lock_rows(
            "interaction",
            "contact_id = :duplicate OR company_id = :duplicate",
            "FOR NO KEY UPDATE",
            duplicate=duplicate.id,
        )


async def _locked_pair(kept_contact_id: int, duplicate_contact_id: int) -> tuple[Contact, Contact]:
    """Both contacts, after their companies: merging them the other way round waits and then finds one deleted."""
    held = await held_companies((kept_contact_id, duplicate_contact_id))
    found = await locked_rows(Contact, (kept_contact_id, duplicate_contact_id))
    check_companies(found.values(), held)
    problems = Problems()
    for identity, name in (
        (kept_contact_id, "kept_contact_id"),
        (duplicate_contact_id, "duplicate_contact_id"),
    ):
        if identity not in found:
            problems.append(await _gone(identity, name))
    problems.refuse_if_any()
    return found[kept_contact_id], found[duplicate_contact_id]


async def _gone(identity: int, name: str) -> Problem:
    kept_contacts = await kept_contacts_of([identity])
    if identity not in kept_contacts:
        return not_found("contact", identity, name)
    kept = (await rows_by_id(Contact, [kept_contacts[identity]]))[kept_contacts[identity]]
    into = kept.number if may_name(kept) else "another one"
    return Problem(Code.NOT_FOUND, f"This contact was merged into {into}. Use that one.", (name,))


def _check(
    kept: Contact, duplicate: Contact, allow_other_company: bool, revisions: Sequence[Problem | None]
) -> None:
    problems = Problems(each for each in revisions if each is not None)
    if kept.kind != duplicate.kind:
        message = "A company and a person are not the same. Choose two companies, or two persons."
        problems.add(Code.INVALID, message, "duplicate_contact_id")
    elif not allow_other_company and len({kept.company_id, duplicate.company_id} - {None}) > 1:
        message = f"{called(kept)} and {called_within(duplicate)} belong to different companies. Say allowOtherCompany."
        problems.add(Code.CONTACTS_OF_TWO_COMPANIES, message, "duplicate_contact_id")
    if problems:
        raise Refused(problems)


def _values_after(kept: Contact, duplicate: Contact, take_missing_values: bool) -> dict[str, Any]:
    values = {name: getattr(kept, name) or getattr(duplicate, name) for name in KEPT_IF_EITHER}
    if not take_missing_values:
        return values
    missing = [name for name in TAKEN if getattr(kept, name) is None]
    if _lacks_an_address(kept, duplicate):
        missing += [part for part in POSTAL_ADDRESS if getattr(kept, part) is None]
    if _may_be_one_name(kept, duplicate):
        missing += [part for part in PARTS if getattr(kept, part) is None]
    return values | {name: getattr(duplicate, name) for name in missing}


def _lacks_an_address(kept: Contact, duplicate: Contact) -> bool:
    """Whether nothing is known of where the kept contact is but a country, in which the duplicate may be as well.

    Else all parts stay as they are, because parts of two addresses make no address.
    """
    if any(getattr(kept, part) for part in POSTAL_ADDRESS if part != "country_code"):
        return False
    return kept.country_code is None or duplicate.country_code in (None, kept.country_code)


def _may_be_one_name(kept: Contact, duplicate: Contact) -> bool:
    """Whether parts of both names may be combined: none differ, and the duplicate's surname is in the kept name."""
    both = [(getattr(kept, part), getattr(duplicate, part)) for part in PARTS]
    if any(mine and theirs and folded(mine) != folded(theirs) for mine, theirs in both):
        return False
    return folded(duplicate.surname or "") in folded(kept.name)


async def _bump(segment_ids: list[int], now: datetime) -> list[Segment]:
    """Count the changed lines as a change of their segments, whose revisions grow."""
    changed = await statements.change_returning(
        f"""
        UPDATE segment SET revision = revision + 1, updated_at = {statements.later("updated_at", ":now")}
        WHERE id {statements.among("ids")} RETURNING *
        """,
        ids=segment_ids, now=now,
    )  # fmt: skip
    return sorted(as_models(Segment, changed), key=lambda segment: segment.id)
