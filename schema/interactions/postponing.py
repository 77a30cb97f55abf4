"""Postponing interactions, resuming and deleting them: inputs, payloads and mutations."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.interactions import postponing
from db.interactions.finding import find_interactions
from schema.contacts.types import Contact
from schema.deliveries.queuing import DeliveryInput, wake_if_wanted
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.graph.paging import Edge, edge_of
from schema.interactions.types import Interaction
from schema.interactions.values import InteractionValues


@strawberry.input
class PostponeInteractionInput(RevisionCheckedInput):
    """Changes of an interaction that stays postponed. What is left out stays; null clears, or is refused where the
    field says so."""

    interaction_id: GlobalId[models.Interaction]
    """The postponed interaction."""
    values: InteractionValues | None = strawberry.UNSET
    """What changed; left out or null: nothing."""


@strawberry.type
class PostponeInteractionPayload(ChangePayload):
    """The interaction, still postponed."""

    interaction: Interaction | None = None
    """The interaction after the change."""


@strawberry.input
class ResumeInteractionInput(RevisionCheckedInput):
    """A postponed interaction to finish. What is left out stays; null clears, or is refused where the field says so."""

    interaction_id: GlobalId[models.Interaction]
    """The postponed interaction."""
    values: InteractionValues | None = strawberry.UNSET
    """What is still missing and what changed; left out or null: nothing."""
    delivery: DeliveryInput | None = strawberry.UNSET
    """Send the letter too; `{}` is enough. It is queued with the entry, which then needs letter content, and for EMAIL
    an e-mail address. Left out or null: nothing is sent."""


@strawberry.type
class ResumeInteractionPayload(Payload):
    """The finished interaction, now logged; its id stays."""

    interaction: Interaction | None = None
    """The logged interaction."""
    interaction_edge: Edge[Interaction] | None = None
    """The interaction as an edge of `interactions`."""
    removed_from_postponed_id: strawberry.ID | None = None
    """The id of the interaction, to take out of `postponedInteractions`."""
    contact: Contact | None = None
    """The contact whose lists and statistics moved."""


@strawberry.input
class DeleteInteractionInput(RevisionCheckedInput):
    """A postponed or canceled interaction to delete with its comments."""

    interaction_id: GlobalId[models.Interaction]
    """The interaction. A logged one must be canceled first."""


@strawberry.type
class DeleteInteractionPayload(Payload):
    """What was deleted."""

    deleted_interaction_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""
    contact: Contact | None = None
    """The contact of the deleted interaction; null if none was named, or the contact was deleted."""


def _changes(input: PostponeInteractionInput | ResumeInteractionInput) -> dict[str, Any]:
    changes = input_values(input)
    return changes | {"values": changes.get("values") or {}}


@strawberry.type
class InteractionPostponingMutation:
    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def postpone_interaction(info: Info, input: PostponeInteractionInput) -> PostponeInteractionPayload:
        """Save changes of an interaction that stays postponed, as often as you like."""
        saved = await postponing.postpone_interaction(**_changes(input), now=info.context.now)
        return PostponeInteractionPayload(interaction=saved.interaction, changed=saved.changed)

    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def resume_interaction(info: Info, input: ResumeInteractionInput) -> ResumeInteractionPayload:
        """Finish a postponed interaction: it is logged, and keeps its id."""
        changes = _changes(input)
        resumed = await postponing.resume_interaction(**changes, now=info.context.now)
        wake_if_wanted(changes)
        return ResumeInteractionPayload(
            interaction=resumed.interaction,
            interaction_edge=edge_of(find_interactions(), resumed.interaction),
            removed_from_postponed_id=encoded("Interaction", changes["interaction_id"]),
            contact=resumed.contact,
        )

    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def delete_interaction(info: Info, input: DeleteInteractionInput) -> DeleteInteractionPayload:
        """Delete a postponed or canceled interaction."""
        deleted = await postponing.delete_interaction(**input_values(input))
        return DeleteInteractionPayload(
            deleted_interaction_id=encoded("Interaction", deleted.interaction_id), contact=deleted.contact
        )
