"""Canceling interactions and restoring them: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.interactions import canceling
from schema.contacts.types import Contact
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import RevisionsCheckedInput, input_values_of_many
from schema.interactions.types import Interaction


@strawberry.input
class CancelInteractionsInput(RevisionsCheckedInput):
    """Entries of the log to mark as mistakes, all or nothing."""

    interaction_ids: list[GlobalId[models.Interaction]]
    """The entries, at most 1,000. Those that are canceled already stay so."""


@strawberry.type
class CancelInteractionsPayload(ChangePayload):
    """The canceled entries."""

    interactions: list[Interaction] = strawberry.field(default_factory=list)
    """The entries after the change."""
    contacts: list[Contact] = strawberry.field(default_factory=list)
    """The contacts whose statistics moved."""


@strawberry.input
class RestoreInteractionsInput(RevisionsCheckedInput):
    """Canceled entries of the log to count again, all or nothing."""

    interaction_ids: list[GlobalId[models.Interaction]]
    """The entries, at most 1,000. Refused for one whose segment is canceled."""


@strawberry.type
class RestoreInteractionsPayload(ChangePayload):
    """The restored entries."""

    interactions: list[Interaction] = strawberry.field(default_factory=list)
    """The entries after the change."""
    contacts: list[Contact] = strawberry.field(default_factory=list)
    """The contacts whose statistics moved."""


@strawberry.type
class InteractionCancelingMutation:
    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def cancel_interactions(info: Info, input: CancelInteractionsInput) -> CancelInteractionsPayload:
        """Mark entries of the log as mistakes: they stay, and count nowhere."""
        marked = await canceling.cancel_interactions(
            **input_values_of_many(input, models.Interaction),
            now=info.context.now,
        )
        return CancelInteractionsPayload(
            interactions=marked.interactions, contacts=marked.contacts, changed=marked.changed
        )

    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def restore_interactions(info: Info, input: RestoreInteractionsInput) -> RestoreInteractionsPayload:
        """Take the mark of a mistake away from canceled entries of the log."""
        marked = await canceling.restore_interactions(
            **input_values_of_many(input, models.Interaction), now=info.context.now
        )
        return RestoreInteractionsPayload(
            interactions=marked.interactions, contacts=marked.contacts, changed=marked.changed
        )
