"""Postponed interactions: saved again, resumed, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from db.deliveries.queuing import wanted_delivery
from db.errors import Code, Problem, Problems, Refused, TransactionOvertaken, not_found, refuse
from db.interactions.campaign_entries import stand_alone_entries
from db.interactions.completing import (
    LOOKED_AT,
    PATHS,
    InteractionField,
    as_draft,
    check_complete,
    check_draft_references,
    company_of,
    completed,
    in_order,
    missing_fields,
    responsible,
    value_checks,
)
from db.interactions.sending import check_deliverable, keep_letters
from db.interactions.surroundings import Values, people_around, surroundings
from db.marketing_setup import setup_for
from db.models import Contact, Interaction, InteractionStatus
from db.sql.loaders import rows_by_id
from db.sql.rows import delete_row
from db.writes.authors import author_id
from db.writes.locking import check_revision, locked, locked_rows, no_earlier, save_changes
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import checked


@dataclass
class InteractionPostponed:
    interaction: Interaction
    changed: bool


@dataclass
class InteractionResumed:
    interaction: Interaction
    contact: Contact | None


@dataclass
class InteractionDeleted:
    interaction_id: Annotated[int, IdOf("Interaction")]
    contact: Contact | None


@transactional
async def postpone_interaction(
    interaction_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> InteractionPostponed:
    """Save changes of an interaction that stays postponed. It need not be complete."""
    problems, setup = Problems(), await setup_for(values)
    given = checked(values, value_checks(setup), problems, "values")
    known = await _postponed(interaction_id, expected_revision, problems)
    around = await surroundings([as_draft(known) | values], setup)
    interaction = await _locked(known)
    check_draft_references(given, around, problems, PATHS)
    in_order(problems).refuse_if_any()
    if "contact_id" in given:
        given["company_id"] = company_of(around.contacts.get(given["contact_id"] or 0))
    return InteractionPostponed(interaction, await save_changes(interaction, given, now))


@transactional
async def resume_interaction(
    interaction_id: int,
    values: dict[str, Any],
    *,
    delivery: Mapping[str, Any] | None = None,
    expected_revision: int | None = None,
    now: datetime,
) -> InteractionResumed:
    """Finish a postponed interaction: the same row is logged, now unless another moment is given.

    With `delivery` its letter is queued in the same transaction.
    """
    problems, setup = Problems(), await setup_for(values)
    given = checked(values, value_checks(setup), problems, "values")
    wanted = wanted_delivery(delivery, problems, now)
    known = await _postponed(interaction_id, expected_revision, problems)
    around = await surroundings([as_draft(known) | values], setup)
    draft = as_draft(known) | given
    draft["salesperson_id"] = responsible(draft, around)
    check_draft_references(draft, around, problems, PATHS)
    check_complete(draft, around, problems, PATHS)
    in_order(problems).refuse_if_any()
    whole = completed(draft, around, now)
    if wanted is not None:
        check_deliverable(draft, whole, around, problems, PATHS)
        in_order(problems).refuse_if_any()
    interaction = await _log(known, whole, now)
    await keep_letters([interaction], wanted, now)
    return InteractionResumed(interaction, around.contacts[whole["contact_id"]])


async def _log(known: Interaction, whole: Values, now: datetime) -> Interaction:
    """The interaction, logged under its lock; before it the entry of the campaign for which it counts."""
    entries = await stand_alone_entries([whole["campaign_id"]], now)
    interaction = await _locked(known)
    logged = {
        "status": InteractionStatus.LOGGED,
        "logged_at": no_earlier(now, interaction),
        "logged_by_id": await author_id(),
        "remind_at": None,
        "campaign_entry_id": entries.get(whole["campaign_id"]),
    }
    await save_changes(interaction, whole | logged, now)
    return interaction


@transactional
async def delete_interaction(
    interaction_id: int, *, expected_revision: int | None = None
) -> InteractionDeleted:
    """Delete a postponed or canceled interaction with its comments."""
    interaction = await locked(Interaction, interaction_id, expected_revision, "interaction_id")
    if interaction.status is InteractionStatus.LOGGED:
        refuse(Code.MUST_CANCEL_FIRST, "This interaction is logged. Cancel it first.", "interaction_id")
    contacts = await rows_by_id(Contact, [interaction.contact_id])
    await delete_row(interaction)
    return InteractionDeleted(interaction.id, contacts.get(interaction.contact_id or 0))


async def fields_missing(interactions: list[Interaction]) -> list[list[InteractionField]]:
    """The fields that each postponed interaction still needs; none for the others."""
    drafts = {
        each.id: {name: getattr(each, name) for name in LOOKED_AT}
        for each in interactions
        if each.status is InteractionStatus.POSTPONED
    }
    if not drafts:
        return [[] for _ in interactions]
    around = await people_around(list(drafts.values()))
    return [missing_fields(drafts[each.id], around) if each.id in drafts else [] for each in interactions]


async def _postponed(
    interaction_id: int, expected_revision: int | None, problems: Sequence[Problem]
) -> Interaction:
    """The interaction as it is before its lock: what it refers to is held first."""
    interaction = (await rows_by_id(Interaction, [interaction_id])).get(interaction_id)
    if interaction is None:
        raise Refused([not_found("interaction", interaction_id, "interaction_id"), *problems])
    check_revision(interaction, expected_revision, problems)
    if interaction.status is not InteractionStatus.POSTPONED:
        refuse(
            Code.NOT_POSTPONED,
            "This interaction is not postponed any more. Look at it in the interaction log.",
            "interaction_id",
        )
    return interaction


async def _locked(known: Interaction) -> Interaction:
    """The same under its lock, if nobody has changed it since."""
    found = (await locked_rows(Interaction, [known.id])).get(known.id)
    if found is None or found.revision != known.revision:
        raise TransactionOvertaken(f"interaction {known.id} has just been changed")
    return found
