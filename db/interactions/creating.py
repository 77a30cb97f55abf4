"""Creating interactions: logged at once, or postponed to be finished later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.deliveries.queuing import wanted_delivery
from db.errors import Code, Path, Problems, not_found
from db.interactions.campaign_entries import stand_alone_entries
from db.interactions.completing import (
    PATHS,
    check_complete,
    check_draft_references,
    choosable,
    company_of,
    completed,
    in_order,
    responsible,
    value_checks,
)
from db.interactions.sending import check_deliverable, keep_letters
from db.interactions.surroundings import Surroundings, Values, surroundings
from db.marketing_setup import setup_for
from db.models import Contact, Interaction, InteractionStatus
from db.sql.loaders import rows_by_id
from db.sql.rows import insert_rows
from db.writes.authors import author_id
from db.writes.transactions import transactional
from db.writes.validation import checked

MOST_CONTACTS = 1000
COLUMNS = (
    "contact_id", "company_id", "salesperson_id", "template_id", "interaction_group_id", "description", "occurred_at",
    "duration_minutes", "cost", "evaluation", "information_flow", "initiated_by", "correspondence_type",
    "language", "remind_at", "letter_content_id", "campaign_id", "is_campaign_target", "is_campaign_response",
    "campaign_entry_id",
)  # fmt: skip


@dataclass
class InteractionsCreated:
    interactions: list[Interaction]
    contacts: list[Contact]


@dataclass(frozen=True)
class Source:
    """What interactions are created from: contacts, a salesperson, or an entry of the log."""

    contact_ids: tuple[int, ...] | None = None
    salesperson_id: int | None = None
    interaction_id: int | None = None


@dataclass(frozen=True)
class _Start:
    """The contacts and the salesperson that the source presets, with the input fields they come from."""

    contacts: list[tuple[int | None, Path]]
    salesperson_id: int | None = None
    salesperson_path: Path = PATHS["salesperson_id"]


@dataclass(frozen=True)
class _Draft:
    """The values of an interaction so far, and the input path of each."""

    values: Values
    paths: Mapping[str, Path]


@transactional
async def create_interaction(
    source: Source,
    values: dict[str, Any],
    *,
    postpone: bool = False,
    delivery: Mapping[str, Any] | None = None,
    own_salesperson_id: int | None = None,
    now: datetime,
) -> InteractionsCreated:
    """One entry for each contact of the source, all or nothing.

    The salesperson is the given one, else the source's, else the caller's own, else the contact's, else the
    default of marketing setup. Other values that were not given come from the template when it is logged.
    With `delivery` the letters are queued in the same transaction.
    """
    problems = Problems()
    wanted = wanted_delivery(delivery, problems, now)
    if postpone and wanted is not None:
        problems.add(Code.INVALID, "A postponed interaction is delivered when it is resumed.", "delivery")
    start = await _start(source, values.get("contact_id"), problems)
    drafts, around = await _drafts(start, values, own_salesperson_id, problems)
    _check_drafts(drafts, around, problems, postpone)
    if postpone:
        rows = [_postponed(draft.values, around, now) for draft in drafts]
    else:
        rows = await _entries(drafts, around, problems, wanted is not None, now)
    by = await author_id()
    created = await insert_rows(Interaction, [_by(by, row) for row in rows])
    if not postpone:
        await keep_letters(created, wanted, now)
    return InteractionsCreated(created, list(around.contacts.values()))


async def _drafts(
    start: _Start, values: Values, own_salesperson_id: int | None, problems: Problems
) -> tuple[list[_Draft], Surroundings]:
    """One draft for each contact, and the rows that they refer to."""
    setup = await setup_for(values)
    shared = checked(values, value_checks(setup), problems, "values")
    named = shared.get("salesperson_id")
    shared["salesperson_id"] = named or start.salesperson_id or own_salesperson_id
    paths = PATHS if named is not None else PATHS | {"salesperson_id": start.salesperson_path}
    drafts = [
        _Draft(shared | {"contact_id": contact_id}, paths | {"contact_id": contact_path})
        for contact_id, contact_path in start.contacts
    ]
    return drafts, await surroundings([draft.values for draft in drafts], setup)


def _check_drafts(drafts: Sequence[_Draft], around: Surroundings, problems: Problems, postpone: bool) -> None:
    for draft in drafts:
        if not postpone:
            draft.values["salesperson_id"] = responsible(draft.values, around)
        check_draft_references(draft.values, around, problems, draft.paths)
        if not postpone:
            check_complete(draft.values, around, problems, draft.paths)
    in_order(problems).refuse_if_any()


async def _entries(
    drafts: Sequence[_Draft], around: Surroundings, problems: Problems, deliver: bool, now: datetime
) -> list[Values]:
    """The rows of entries of the log, each with its entry of the campaign."""
    whole = [completed(draft.values, around, now) for draft in drafts]
    if deliver:
        for draft, each in zip(drafts, whole, strict=True):
            check_deliverable(draft.values, each, around, problems, draft.paths)
        in_order(problems).refuse_if_any()
    entries = await stand_alone_entries((each["campaign_id"] for each in whole), now)
    return [_logged(each | {"campaign_entry_id": entries.get(each["campaign_id"])}, now) for each in whole]


async def _start(source: Source, given_contact: int | None, problems: Problems) -> _Start:
    """The contacts and the salesperson that the source presets."""
    if source.contact_ids is not None:
        return _Start(_from_contacts(source.contact_ids, given_contact, problems))
    if source.interaction_id is None:
        contacts = [(given_contact, PATHS["contact_id"])]
        return _Start(contacts, source.salesperson_id, ("source", "salesperson_id"))
    entry = (await rows_by_id(Interaction, [source.interaction_id])).get(source.interaction_id)
    if entry is None:
        where: Path = ("source", "interaction_id")
        problems.append(not_found("interaction", source.interaction_id, *where))
        return _Start([(given_contact, PATHS["contact_id"] if given_contact else where)])
    return _Start([(given_contact or entry.contact_id, PATHS["contact_id"])], entry.salesperson_id)


def _from_contacts(
    contact_ids: Sequence[int], given_contact: int | None, problems: Problems
) -> list[tuple[int | None, Path]]:
    """Each contact once, with the path of its first mention."""
    where: Path = ("source", "contact_ids")
    places: dict[int, int] = {}
    for place, identity in enumerate(contact_ids):
        places.setdefault(identity, place)
    if given_contact is not None and list(places) != [given_contact]:
        message = "The source names the contacts already. Leave the contact of the values out."
        problems.add(Code.INVALID, message, *PATHS["contact_id"])
    if not places:
        problems.add(Code.REQUIRED, "Give at least one contact.", *where)
        return [(None, where)]
    if len(contact_ids) > MOST_CONTACTS:
        message = f"Give at most {MOST_CONTACTS} contacts at once, or put them on a segment and log it."
        problems.add(Code.OUT_OF_RANGE, message, *where)
        return [(None, where)]
    return [(identity, (*where, str(place))) for identity, place in places.items()]


def _by(author: int | None, row: Values) -> Values:
    """The row with whoever makes it, and logs it if it is logged."""
    logged_by = author if row["status"] is InteractionStatus.LOGGED else None
    return row | {"created_by_id": author, "logged_by_id": logged_by}


def _logged(whole: Values, now: datetime) -> Values:
    return _row(whole, InteractionStatus.LOGGED, now) | {"logged_at": now, "remind_at": None}


def _postponed(draft: Values, around: Surroundings, now: datetime) -> Values:
    """The row of a postponed interaction: only given values. Those of the template are added when it is resumed."""
    contact = around.contacts.get(draft["contact_id"] or 0)
    known = draft | {"salesperson_id": choosable(draft, around), "company_id": company_of(contact)}
    return _row(known, InteractionStatus.POSTPONED, now) | {"logged_at": None}


def _row(values: Values, status: InteractionStatus, now: datetime) -> Values:
    return {name: values.get(name) for name in COLUMNS} | {
        "status": status,
        "attempt_failed": values.get("attempt_failed", False),
        "revision": 1,
        "created_at": now,
        "updated_at": now,
    }
