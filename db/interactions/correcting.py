"""Correcting entries of the log: what was wrong is kept beside what is said from now on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import orjson

from db.errors import Code, Problems, refuse
from db.interactions.completing import value_checks
from db.models import (
    Contact,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    Interaction,
    InteractionCorrection,
    InteractionStatus,
    MarketingSetup,
)
from db.models.fields import from_stored_money, to_stored_money
from db.numbering import the_setup
from db.sql.filters import Where, moment
from db.sql.found import Order, found
from db.sql.keyset_pages import Listing, Sort
from db.sql.loaders import rows_by_id
from db.sql.rows import insert_row
from db.writes.authors import author_id
from db.writes.locking import locked, save_changes
from db.writes.transactions import transactional
from db.writes.validation import checked, line, optional, required


class CorrectedField(StrEnum):
    """A field of an entry of the log that can be corrected."""

    DESCRIPTION = "DESCRIPTION"
    """What the interaction is about."""
    OCCURRED_AT = "OCCURRED_AT"
    """When the interaction happened."""
    DURATION_MINUTES = "DURATION_MINUTES"
    """How long the interaction took, in minutes."""
    COST = "COST"
    """What the interaction cost."""
    EVALUATION = "EVALUATION"
    """How the interaction went."""
    INFORMATION_FLOW = "INFORMATION_FLOW"
    """Which way the information went."""
    INITIATED_BY = "INITIATED_BY"
    """Who began."""
    ATTEMPT_FAILED = "ATTEMPT_FAILED"
    """Whether the contact was not reached."""


@dataclass
class CorrectedValues:
    """Values of the fields that a correction has changed; the others are empty, whatever the entry says there."""

    description: str | None = None
    occurred_at: datetime | None = None
    duration_minutes: int | None = None
    cost: Decimal | None = None
    evaluation: Evaluation | None = None
    information_flow: InformationFlow | None = None
    initiated_by: InitiatedBy | None = None
    attempt_failed: bool | None = None


CORRECTABLE = tuple(each.value.lower() for each in CorrectedField)
NEVER_EMPTY = ("description", "occurred_at", "attempt_failed")
READ_AS = {
    "occurred_at": datetime.fromisoformat,
    "cost": from_stored_money,
    "evaluation": Evaluation,
    "information_flow": InformationFlow,
    "initiated_by": InitiatedBy,
}
"""How values are read that JSON has no form for; the others stand as they are."""


@dataclass
class InteractionCorrected:
    interaction: Interaction
    correction: InteractionCorrection | None
    contact: Contact | None
    changed: bool


CONDITIONS = {"created_at": moment("created_at")}
SORTS = {"CREATED_AT": Sort("created_at")}


def find_corrections(where: Where | None = None, order: Order = ()) -> Listing[InteractionCorrection]:
    """The corrections of entries of the log, the oldest first."""
    return found(InteractionCorrection, where, CONDITIONS, order, Sort("id"))


@transactional
async def correct_interaction(
    interaction_id: int,
    values: Mapping[str, Any],
    *,
    reason: str | None = None,
    expected_revision: int | None = None,
    now: datetime,
) -> InteractionCorrected:
    """Change what a logged entry says, and keep what it said before. Its letter stays as it was sent."""
    problems = Problems()
    fit, why = _checked(values, reason, await the_setup(), problems)
    path = "interaction_id"
    interaction = await locked(Interaction, interaction_id, expected_revision, path, problems=problems)
    _check_logged(interaction)
    problems.refuse_if_any()
    changes = {name: value for name, value in fit.items() if getattr(interaction, name) != value}
    before = {name: getattr(interaction, name) for name in changes}
    contact = (await rows_by_id(Contact, [interaction.contact_id])).get(interaction.contact_id or 0)
    if not await save_changes(interaction, changes, now):
        return InteractionCorrected(interaction, None, contact, changed=False)
    correction = await _kept(interaction, _written(before), _written(changes), why)
    return InteractionCorrected(interaction, correction, contact, changed=True)


async def _kept(interaction: Interaction, before: str, after: str, why: str | None) -> InteractionCorrection:
    moment = interaction.updated_at
    return await insert_row(
        InteractionCorrection,
        interaction_id=interaction.id,
        before=before,
        after=after,
        reason=why,
        corrected_by_id=await author_id(),
        created_at=moment,
        updated_at=moment,
    )


def corrected_fields(written: str) -> list[CorrectedField]:
    """The fields in one side of a correction, in the order of the enum."""
    names = orjson.loads(written)
    return [each for each in CorrectedField if each.value.lower() in names]


def corrected_values(written: str) -> CorrectedValues:
    """One side of a correction."""
    return CorrectedValues(
        **{
            name: value if value is None or name not in READ_AS else READ_AS[name](value)
            for name, value in orjson.loads(written).items()
        }
    )


def _check_logged(interaction: Interaction) -> None:
    if interaction.status is InteractionStatus.POSTPONED:
        message = "This interaction is postponed, not logged. Change it with postponeInteraction."
        refuse(Code.NOT_LOGGED, message, "interaction_id")
    if interaction.status is InteractionStatus.CANCELED:
        refuse(Code.NOT_LOGGED, "This interaction is canceled. Restore it first.", "interaction_id")


def _checked(
    values: Mapping[str, Any], reason: str | None, setup: MarketingSetup, problems: Problems
) -> tuple[dict[str, Any], str | None]:
    """The values and the reason in their normal form."""
    known = value_checks(setup)
    checks = {name: required(known[name]) if name in NEVER_EMPTY else known[name] for name in CORRECTABLE}
    fit = checked(values, checks, problems, "values")
    why = checked({"reason": reason}, {"reason": optional(line(200))}, problems)
    return fit, why.get("reason")


def _written(values: Mapping[str, Any]) -> str:
    cost = {"cost": to_stored_money(values["cost"])} if values.get("cost") is not None else {}
    return orjson.dumps({**values, **cost}).decode()
