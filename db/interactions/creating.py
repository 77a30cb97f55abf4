"""Creating interactions: logged at once, or postponed to be finished later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.checks import checked
from db.errors import Code, Path, Problems, not_found
from db.interactions.completing import (
    Values,
    check_complete,
    check_references,
    company_of,
    completed,
    in_order,
    responsible,
    surroundings,
    value_checks,
)
from db.models import Contact, Interaction, InteractionStatus
from db.numbering import the_setup
from db.rows import insert_rows
from db.transactions import transactional

MOST_CONTACTS = 1000
COLUMNS = (
    "contact_id", "company_id", "salesperson_id", "template_id", "group_id", "description", "occurred_at",
    "duration_minutes", "cost", "evaluation", "information_flow", "initiated_by", "correspondence_type",
    "language", "remind_at",
)  # fmt: skip


@dataclass
class InteractionsCreated:
    interactions: list[Interaction]
    contacts: list[Contact]
    replayed: bool = False


@dataclass(frozen=True)
class Source:
    """Where interactions start from: contacts, a salesperson, or an entry of the log."""

    contact_ids: tuple[int, ...] | None = None
    salesperson_id: int | None = None
    interaction_id: int | None = None


@dataclass(frozen=True)
class _Start:
    """What the source presets, and the input field to blame for each reference."""

    contact_ids: tuple[int | None, ...]
    salesperson_id: int | None
    paths: dict[str, Path]


@transactional
async def create_interaction(
    source: Source,
    values: dict[str, Any],
    *,
    postpone: bool = False,
    own_salesperson_id: int | None = None,
    now: datetime,
) -> InteractionsCreated:
    """One entry for each contact of the source, all or nothing.

    The salesperson is the given one, else the source's, else the caller's own, else the contact's, else the
    default of marketing setup. What else was not given comes from the template when the interaction is logged.
    """
    problems = Problems()
    start = await _start(source, values, problems)
    setup = await the_setup()
    given = checked(values, value_checks(setup), problems, "values")
    salesperson_id = next(
        (
            each
            for each in (given.pop("salesperson_id", None), start.salesperson_id, own_salesperson_id)
            if each
        ),
        None,
    )
    drafts = [given | {"contact_id": each, "salesperson_id": salesperson_id} for each in start.contact_ids]
    around = await surroundings(drafts, setup)
    for place, draft in enumerate(drafts):
        paths = start.paths | (
            {"contact_id": (*start.paths["contact_id"], str(place))} if source.contact_ids else {}
        )
        shared = problems if place == 0 else Problems()
        check_references(draft, around, shared, paths)
        if not postpone:
            check_complete(draft, around, shared, paths)
        if place > 0:
            problems.extend(problem for problem in shared if problem.path == paths["contact_id"])
    in_order(problems).refuse_if_any()
    rows = [
        _postponed(draft, around, now) if postpone else _logged(completed(draft, around, now), now)
        for draft in drafts
    ]
    created = await insert_rows(Interaction, rows)
    return InteractionsCreated(created, list(around.contacts.values()))


async def _start(source: Source, values: dict[str, Any], problems: Problems) -> _Start:
    """What is preset: the contact or salesperson that the caller came from."""
    paths: dict[str, Path] = {
        name: ("values", name)
        for name in ("contact_id", "template_id", "salesperson_id", "occurred_at", "description")
    }
    given_contact = values.pop("contact_id", None)
    if source.contact_ids is not None:
        contact_ids = tuple(dict.fromkeys(source.contact_ids))
        where: Path = ("source", "contact_ids")
        if not contact_ids:
            problems.add(Code.REQUIRED, "Give at least one contact.", *where)
        if len(contact_ids) > MOST_CONTACTS:
            message = f"Give at most {MOST_CONTACTS} contacts at once, or put them on a segment and log it."
            problems.add(Code.OUT_OF_RANGE, message, *where)
            contact_ids = ()
        if given_contact is not None and contact_ids != (given_contact,):
            message = "The source names the contacts already. Leave the contact of the values out."
            problems.add(Code.INVALID, message, "values", "contact_id")
        return _Start(contact_ids, None, paths | {"contact_id": where})
    if source.salesperson_id is not None:
        if not values.get("salesperson_id"):
            paths["salesperson_id"] = ("source", "salesperson_id")
        return _Start((given_contact,), source.salesperson_id, paths)
    entry = await Interaction.get_or_none(id=source.interaction_id)
    if entry is None:
        problems.append(not_found("interaction", source.interaction_id, "source", "interaction_id"))
        return _Start((given_contact,), None, paths)
    return _Start((given_contact or entry.contact_id,), entry.salesperson_id, paths)


def _logged(whole: Values, now: datetime) -> Values:
    return _row(whole, InteractionStatus.LOGGED, now) | {"logged_at": now, "remind_at": None}


def _postponed(draft: Values, around: Any, now: datetime) -> Values:
    """Only what was said is kept; the template has its say when the interaction is resumed."""
    contact = around.contacts.get(draft["contact_id"] or 0)
    known = draft | {"salesperson_id": responsible(draft, around), "company_id": company_of(contact)}
    return _row(known, InteractionStatus.POSTPONED, now) | {"logged_at": None}


def _row(values: Values, status: InteractionStatus, now: datetime) -> Values:
    return {name: values.get(name) for name in COLUMNS} | {
        "status": status,
        "attempt_failed": values.get("attempt_failed", False),
        "revision": 1,
        "created_at": now,
        "updated_at": now,
    }
