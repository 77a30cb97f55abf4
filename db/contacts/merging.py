"""Merging two contacts that are one: everything moves to the winner, and the loser's keys answer with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from db.contacts.belonging import check_companies, held_companies
from db.contacts.inheriting import hand_down, inheritable
from db.contacts.merged import keep_keys, winners_of
from db.contacts.moving import move
from db.contacts.naming import PARTS
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
    "external_id", "company_id", "job_title", "email", "phone", "mobile_phone", "language", "country",
    "salesperson_id", "salutation_id",
)  # fmt: skip
"""Columns that the winner takes from the loser where its own are empty; name, number and kind stay the winner's."""

PLACE = ("address", "city", "post_code")
"""Columns that are taken together or not at all, because parts of two addresses make no address."""

KEPT_IF_EITHER = ("excluded_from_segments", "privacy_blocked", "is_minor", "has_parental_consent")
"""Flags that are set afterwards if either contact has them: a merge takes no protection away."""

SHOWN_SEGMENTS = 100

LOSERS_OPEN = "status = 'OPEN' AND id IN (SELECT segment_id FROM segment_line WHERE contact_id = :loser)"
"""The open segments that hold the loser."""


@dataclass
class ContactsMerged:
    """`moved` holds for each table its kind, the number of rows moved and the number of rows deleted instead."""

    contact: Contact
    loser_id: Annotated[int, IdOf("Contact")]
    moved: list[list[Any]]
    segments: list[Segment] = field(default_factory=list)


@transactional
async def merge_contacts(
    winner_id: int,
    loser_id: int,
    *,
    take_missing_values: bool = True,
    allow_other_company: bool = False,
    expected_winner_revision: int | None = None,
    expected_loser_revision: int | None = None,
    merged_by: str | None = None,
    now: datetime,
) -> ContactsMerged:
    """Delete the loser and make all rows that point at it point at the winner, in a fixed number of statements.

    If the winner is a company, its people inherit the values that it takes from the loser.
    """
    if winner_id == loser_id:
        refuse(Code.INVALID, "A contact is not merged with itself. Choose two.", "loser_id")
    locked_segments = await _locked_segments(loser_id)
    winner, loser = await _locked_pair(winner_id, loser_id)
    await _lock_below(winner, loser)
    conflicts = [
        stale(winner, expected_winner_revision, "expected_winner_revision"),
        stale(loser, expected_loser_revision, "expected_loser_revision"),
    ]
    _check(winner, loser, allow_other_company, conflicts)
    segment_ids = await _open_segments(loser, locked_segments)
    moved = await move(winner.id, loser.id, now=now)
    await keep_keys(loser, winner, merged_by, now)
    await statements.change("DELETE FROM contact WHERE id = :loser", loser=loser.id)
    await _take_values(winner, loser, take_missing_values, now)
    segments = await _bump(segment_ids, now)
    counts = [[each.kind.value, each.moved, each.dropped] for each in moved]
    return ContactsMerged(winner, loser.id, counts, segments[:SHOWN_SEGMENTS])


async def _open_segments(loser: Contact, locked_segments: set[int]) -> list[int]:
    """The ids of the open segments that hold the loser; tried again if one of them is not locked yet."""
    open_with = await statements.select(f"SELECT id FROM segment WHERE {LOSERS_OPEN}", loser=loser.id)
    segment_ids = [each["id"] for each in open_with]
    if not locked_segments.issuperset(segment_ids):
        raise TransactionOvertaken("the loser was put on another segment before it was locked")
    return segment_ids


async def _take_values(winner: Contact, loser: Contact, take_missing_values: bool, now: datetime) -> None:
    """Write the values that the winner takes from the loser, and hand them down to its people."""
    before, after = inheritable(winner), winner.clone(pk=winner.pk)
    after.update_from_dict(_values_after(winner, loser, take_missing_values))
    values = {name: getattr(after, name) for name in (*TAKEN, *PARTS, *PLACE, *KEPT_IF_EITHER)}
    await save_changes(winner, values | derived(after), now)
    await hand_down(winner, before, await the_setup(), now)


async def _locked_segments(loser: int) -> set[int]:
    """Lock the open segments that hold the loser; their ids."""
    with seeing_all():
        segments = await statements.select_locking(
            "segment", LOSERS_OPEN, "FOR UPDATE", columns="id", loser=loser
        )
    return {each["id"] for each in segments}


async def _lock_below(winner: Contact, loser: Contact) -> None:
    """Lock the people of both, who move or inherit, and the interactions that move."""
    both = {"winner": winner.id, "loser": loser.id}
    with seeing_all():
        await statements.lock_rows("contact", "company_id IN (:winner, :loser)", "FOR NO KEY UPDATE", **both)
        await statements.lock_rows(
            "interaction", "contact_id = :loser OR company_id = :loser", "FOR NO KEY UPDATE", loser=loser.id
        )


async def _locked_pair(winner_id: int, loser_id: int) -> tuple[Contact, Contact]:
    """Both contacts, after their companies: merging them the other way round waits and then finds one deleted."""
    held = await held_companies((winner_id, loser_id))
    found = await locked_rows(Contact, (winner_id, loser_id))
    check_companies(found.values(), held)
    problems = Problems()
    for identity, name in ((winner_id, "winner_id"), (loser_id, "loser_id")):
        if identity not in found:
            problems.append(await _gone(identity, name))
    problems.refuse_if_any()
    return found[winner_id], found[loser_id]


async def _gone(identity: int, name: str) -> Problem:
    winners = await winners_of([identity])
    if identity not in winners:
        return not_found("contact", identity, name)
    winner = (await rows_by_id(Contact, [winners[identity]]))[winners[identity]]
    into = winner.number if may_name(winner) else "another one"
    return Problem(Code.NOT_FOUND, f"This contact was merged into {into}. Use that one.", (name,))


def _check(
    winner: Contact, loser: Contact, allow_other_company: bool, revisions: Sequence[Problem | None]
) -> None:
    problems = Problems(each for each in revisions if each is not None)
    if winner.kind != loser.kind:
        message = "A company and a person are not the same. Choose two companies, or two persons."
        problems.add(Code.INVALID, message, "loser_id")
    elif not allow_other_company and len({winner.company_id, loser.company_id} - {None}) > 1:
        message = f"{called(winner)} and {called_within(loser)} belong to different companies. Say allowOtherCompany."
        problems.add(Code.CONTACTS_OF_TWO_COMPANIES, message, "loser_id")
    if problems:
        raise Refused(problems)


def _values_after(winner: Contact, loser: Contact, take_missing_values: bool) -> dict[str, Any]:
    values = {name: getattr(winner, name) or getattr(loser, name) for name in KEPT_IF_EITHER}
    if not take_missing_values:
        return values
    missing = [name for name in TAKEN if getattr(winner, name) is None]
    if not any(getattr(winner, name) for name in PLACE) and _may_be_one_place(winner, loser):
        missing += PLACE
    if _may_be_one_name(winner, loser):
        missing += [part for part in PARTS if getattr(winner, part) is None]
    return values | {name: getattr(loser, name) for name in missing}


def _may_be_one_place(winner: Contact, loser: Contact) -> bool:
    return winner.country is None or loser.country in (None, winner.country)


def _may_be_one_name(winner: Contact, loser: Contact) -> bool:
    """Whether parts of both names may be combined: none differ, and the loser's surname is in the winner's name."""
    both = [(getattr(winner, part), getattr(loser, part)) for part in PARTS]
    if any(mine and theirs and folded(mine) != folded(theirs) for mine, theirs in both):
        return False
    return folded(loser.surname or "") in folded(winner.name)


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
