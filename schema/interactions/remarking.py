"""Evaluating interactions and commenting on them: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.interactions import remarking
from db.interactions.finding import find_comments
from schema.graph.enums import Evaluation, Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import (
    ActionInput,
    RevisionCheckedInput,
    RevisionsCheckedInput,
    input_values,
    input_values_of_many,
)
from schema.graph.paging import Edge, edge_of
from schema.interactions.types import Interaction, InteractionComment


@strawberry.input
class EvaluateInteractionInput(RevisionCheckedInput):
    """How an interaction went."""

    interaction_id: GlobalId[models.Interaction]
    """The interaction; not a canceled one."""
    evaluation: Evaluation | None = strawberry.UNSET
    """How the interaction went; null takes an evaluation back. Left out: nothing changes."""


@strawberry.type
class EvaluateInteractionPayload(ChangePayload):
    """The evaluated interaction."""

    interaction: Interaction | None = None
    """The interaction after the change."""


@strawberry.input
class EvaluateInteractionsInput(RevisionsCheckedInput):
    """How many interactions went, all or nothing."""

    interaction_ids: list[GlobalId[models.Interaction]]
    """The interactions, at most 1,000; none of them canceled. Those with this evaluation already stay as they are."""
    evaluation: Evaluation | None = strawberry.UNSET
    """How each of the interactions went; null takes their evaluations back. Left out: nothing changes."""


@strawberry.type
class EvaluateInteractionsPayload(ChangePayload):
    """The evaluated interactions."""

    interactions: list[Interaction] = strawberry.field(default_factory=list)
    """The interactions after the change, in the order in which they were named."""


@strawberry.input
class AddInteractionCommentInput(ActionInput):
    """A note on an interaction."""

    interaction_id: GlobalId[models.Interaction]
    """The interaction, whatever its status."""
    text: str
    """The note, 1 to 2,000 characters; it may go over several lines."""


@strawberry.type
class AddInteractionCommentPayload(Payload):
    """The new note."""

    interaction_comment: InteractionComment | None = None
    """The note."""
    interaction_comment_edge: Edge[InteractionComment] | None = None
    """The note as an edge of `Interaction.comments`."""
    interaction: Interaction | None = None
    """The interaction that the note is about."""


@strawberry.type
class InteractionCorrectionsMutation:
    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def evaluate_interaction(info: Info, input: EvaluateInteractionInput) -> EvaluateInteractionPayload:
        """Say how an interaction went."""
        values = input_values(input)
        evaluated = await remarking.evaluate_interaction(
            values.pop("interaction_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return EvaluateInteractionPayload(interaction=evaluated.interaction, changed=evaluated.changed)

    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def evaluate_interactions(
        info: Info, input: EvaluateInteractionsInput
    ) -> EvaluateInteractionsPayload:
        """Say of many interactions how they went, all or nothing."""
        values = input_values_of_many(input, models.Interaction)
        evaluated = await remarking.evaluate_interactions(
            values.pop("interaction_ids"), values, revisions=values.pop("revisions"), now=info.context.now
        )
        return EvaluateInteractionsPayload(interactions=evaluated.interactions, changed=evaluated.changed)

    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def add_interaction_comment(
        info: Info, input: AddInteractionCommentInput
    ) -> AddInteractionCommentPayload:
        """Add a note to an interaction."""
        added = await remarking.add_interaction_comment(**input_values(input), now=info.context.now)
        return AddInteractionCommentPayload(
            interaction_comment=added.comment,
            interaction_comment_edge=edge_of(find_comments(), added.comment),
            interaction=added.interaction,
        )
