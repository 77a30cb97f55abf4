"""Correcting entries of the log: inputs, payload and mutation."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.interactions import correcting
from db.interactions.correcting import find_corrections
from schema.contacts.types import Contact
from schema.graph.enums import Evaluation, InformationFlow, InitiatedBy, Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.graph.money import MoneyInput
from schema.graph.paging import Edge, edge_of
from schema.interactions.types import Interaction, InteractionCorrection


@strawberry.input
class CorrectedValuesInput:
    """What an entry of the log is to say. What is left out stays; each field says what null does."""

    description: str | None = strawberry.UNSET
    """What the interaction was about, 1 to 100 characters; left out: it stays. Null is refused."""
    occurred_at: datetime | None = strawberry.UNSET
    """When the interaction happened, 1900 to 2199; left out: it stays. Null is refused."""
    duration_minutes: int | None = strawberry.UNSET
    """How long the interaction took, 0 to 527,040 minutes (a year); left out: it stays. Null: unknown."""
    cost: MoneyInput | None = strawberry.UNSET
    """What the interaction cost; left out: it stays. Null: unknown."""
    evaluation: Evaluation | None = strawberry.UNSET
    """How the interaction went; left out: it stays. Null: not evaluated."""
    information_flow: InformationFlow | None = strawberry.UNSET
    """Which way the information went; left out: it stays. Null: unknown."""
    initiated_by: InitiatedBy | None = strawberry.UNSET
    """Who began; left out: it stays. Null: unknown."""
    attempt_failed: bool | None = strawberry.UNSET
    """Whether the contact was not reached; left out: it stays. Null is refused."""


@strawberry.input
class CorrectInteractionInput(RevisionCheckedInput):
    """A logged entry that says something wrong. Contact, template and the like cannot be corrected: cancel an entry
    in which these are wrong."""

    interaction_id: GlobalId[models.Interaction]
    """The entry of the log. One that is postponed or canceled is `NOT_LOGGED`."""
    values: CorrectedValuesInput
    """What is right, field by field."""
    reason: str | None = strawberry.UNSET
    """Why it is corrected, at most 200 characters; left out or null: no reason is kept."""


@strawberry.type
class CorrectInteractionPayload(ChangePayload):
    """The corrected entry."""

    interaction: Interaction | None = None
    """The entry after the correction; all statistics follow it."""
    interaction_correction: InteractionCorrection | None = None
    """What was corrected; null if the entry said all of it before."""
    interaction_correction_edge: Edge[InteractionCorrection] | None = None
    """The correction as an edge of `Interaction.corrections`; null if the entry said all of it before."""
    contact: Contact | None = None
    """The contact whose statistics moved; null if the contact was deleted."""


@strawberry.type
class InteractionCorrectingMutation:
    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def correct_interaction(info: Info, input: CorrectInteractionInput) -> CorrectInteractionPayload:
        """Correct what a logged entry says, and keep what it said. A letter that was sent stays as it was."""
        corrected = await correcting.correct_interaction(**input_values(input), now=info.context.now)
        made = corrected.correction
        return CorrectInteractionPayload(
            interaction=corrected.interaction,
            interaction_correction=made,
            interaction_correction_edge=edge_of(find_corrections(), made) if made else None,
            contact=corrected.contact,
            changed=corrected.changed,
        )
