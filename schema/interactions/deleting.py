"""Deleting many interactions at once: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.interactions import deleting
from schema.contacts.types import Contact
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionsCheckedInput, input_values_of_many


@strawberry.input
class DeleteInteractionsInput(RevisionsCheckedInput):
    """Postponed and canceled interactions to delete with the notes on them, all or nothing."""

    interaction_ids: list[GlobalId[models.Interaction]]
    """The interactions, at most 1,000. One that is logged must be canceled first."""


@strawberry.type
class DeleteInteractionsPayload(Payload):
    """What was deleted."""

    deleted_interaction_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    """The ids that are gone, in the order in which they were named."""
    contacts: list[Contact] = strawberry.field(default_factory=list)
    """The contacts of the deleted interactions, by id."""


@strawberry.type
class InteractionDeletingMutation:
    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def delete_interactions(info: Info, input: DeleteInteractionsInput) -> DeleteInteractionsPayload:
        """Delete many postponed or canceled interactions, all or nothing."""
        deleted = await deleting.delete_interactions(**input_values_of_many(input, models.Interaction))
        return DeleteInteractionsPayload(
            deleted_interaction_ids=[encoded("Interaction", each) for each in deleted.interaction_ids],
            contacts=deleted.contacts,
        )
