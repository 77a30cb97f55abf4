"""Evaluating and deleting many interactions at once: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.interactions import deleting, remarking
from schema.contacts.types import Contact
from schema.graph.enums import Evaluation, Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionsCheckedInput, input_values_of_many
from schema.interactions.types import Interaction


@strawberry.input
class EvaluateInteractionsInput(RevisionsCheckedInput):
    """How many interactions went, all or nothing."""

    interaction_ids: list[GlobalId[models.Interaction]]
    """The interactions, at most 1,000; none of them canceled. Those with this evaluation already stay as they are."""
    evaluation: Evaluation | None = strawberry.UNSET
    """How each of them went; null takes back what was said before. Left out: nothing changes."""


@strawberry.type
class EvaluateInteractionsPayload(ChangePayload):
    """The evaluated interactions."""

    interactions: list[Interaction] = strawberry.field(default_factory=list)
    """The interactions after the change, in the order in which they were named."""


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
    """The contacts that they were with, by id."""


@strawberry.type
class ManyInteractionsMutation:
    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def evaluate_interactions(
        info: Info, input: EvaluateInteractionsInput
    ) -> EvaluateInteractionsPayload:
        """Say of many interactions how they went."""
        values = input_values_of_many(input, models.Interaction)
        evaluated = await remarking.evaluate_interactions(
            values.pop("interaction_ids"), values, revisions=values.pop("revisions"), now=info.context.now
        )
        return EvaluateInteractionsPayload(interactions=evaluated.interactions, changed=evaluated.changed)

    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def delete_interactions(info: Info, input: DeleteInteractionsInput) -> DeleteInteractionsPayload:
        """Delete many postponed or canceled interactions."""
        deleted = await deleting.delete_interactions(**input_values_of_many(input, models.Interaction))
        return DeleteInteractionsPayload(
            deleted_interaction_ids=[encoded("Interaction", each) for each in deleted.interaction_ids],
            contacts=deleted.contacts,
        )
