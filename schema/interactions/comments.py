"""Changing comments on interactions and deleting them: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.interactions import comments
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.interactions.types import Interaction, InteractionComment


@strawberry.input
class UpdateInteractionCommentInput(RevisionCheckedInput):
    """Another text for a note on an interaction."""

    interaction_comment_id: GlobalId[models.InteractionComment]
    """The note, whatever the status of its interaction."""
    text: str
    """What the note says from now on, 1 to 2,000 characters; it may go over several lines."""


@strawberry.type
class UpdateInteractionCommentPayload(ChangePayload):
    """The changed note."""

    interaction_comment: InteractionComment | None = None
    """The note after the change."""
    interaction: Interaction | None = None
    """The interaction that the note is about."""


@strawberry.input
class DeleteInteractionCommentInput(RevisionCheckedInput):
    """A note on an interaction to delete. Its text is kept nowhere; the audit log says who deleted it, and when."""

    interaction_comment_id: GlobalId[models.InteractionComment]
    """The note, whatever the status of its interaction."""


@strawberry.type
class DeleteInteractionCommentPayload(Payload):
    """What was deleted."""

    deleted_interaction_comment_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""
    interaction: Interaction | None = None
    """The interaction that the deleted note was about."""


@strawberry.type
class InteractionCommentsMutation:
    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def update_interaction_comment(
        info: Info, input: UpdateInteractionCommentInput
    ) -> UpdateInteractionCommentPayload:
        """Give a note on an interaction another text. The audit log says who did, and when."""
        updated = await comments.update_interaction_comment(**input_values(input), now=info.context.now)
        return UpdateInteractionCommentPayload(**vars(updated))

    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def delete_interaction_comment(
        info: Info, input: DeleteInteractionCommentInput
    ) -> DeleteInteractionCommentPayload:
        """Delete a note on an interaction."""
        deleted = await comments.delete_interaction_comment(**input_values(input))
        return DeleteInteractionCommentPayload(
            deleted_interaction_comment_id=encoded("InteractionComment", deleted.interaction_comment_id),
            interaction=deleted.interaction,
        )
