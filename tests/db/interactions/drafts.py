"""Postponed interactions: made, saved, resumed and looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db.interactions.completing import InteractionField
from db.interactions.postponing import (
    fields_missing,
    postpone_interaction,
    resume_interaction,
)
from db.models import (
    Interaction,
    Salesperson,
)
from db.salespeople import update_salesperson
from tests.builders import (
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_template,
)
from tests.conftest import NOW

LATER = NOW + timedelta(days=2)
UNKNOWN = 999_999
FIELDS = (
    "status", "revision", "contact_id", "company_id", "template_id", "interaction_group_id", "salesperson_id",
    "description", "cost", "duration_minutes", "language", "remind_at", "occurred_at", "logged_at",
    "updated_at",
)  # fmt: skip


async def a_draft(**values: Any) -> Interaction:
    """A postponed interaction with all that is needed to resume it."""
    needed = {"contact_id": a_contact, "template_id": a_template, "salesperson_id": a_salesperson}
    for name, made in needed.items():
        if name not in values:
            values[name] = (await made()).id
    return await a_postponed_interaction(**values)


async def stored(interaction: Interaction) -> dict[str, Any]:
    row = await Interaction.get(id=interaction.id)
    return {name: getattr(row, name) for name in FIELDS}


async def block(salesperson: Salesperson) -> None:
    await update_salesperson(salesperson.id, {"is_blocked": True}, now=NOW)


async def saved(interaction: Interaction, expected_revision: int | None = None, **values: Any) -> Interaction:
    result = await postpone_interaction(
        interaction.id, values, expected_revision=expected_revision, now=LATER
    )
    return result.interaction


async def resumed(
    interaction: Interaction, expected_revision: int | None = None, **values: Any
) -> Interaction:
    result = await resume_interaction(interaction.id, values, expected_revision=expected_revision, now=LATER)
    return result.interaction


async def missing(interaction: Interaction) -> list[InteractionField]:
    [fields] = await fields_missing([await Interaction.get(id=interaction.id)])
    return fields
