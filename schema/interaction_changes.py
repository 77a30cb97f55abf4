"""Creating interactions and finishing postponed ones: inputs, payloads and mutations."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from strawberry.types import Info

from db.deliveries.waking import ring
from db.interactions import creating, postponing
from db.interactions.finding import find_interactions, find_postponed_interactions
from schema.contacts import Contact
from schema.errors import Payload, mutation
from schema.ids import encoded
from schema.inputs import ActionInput, given
from schema.interaction_values import InteractionValues
from schema.interactions import Interaction
from schema.paging import Edge, edge_of


@strawberry.enum
class CreateInteractionMode(StrEnum):
    """Whether an interaction is finished now."""

    LOG = "LOG"
    """Log it: what is needed must be there."""
    POSTPONE = "POSTPONE"
    """Keep what is there and finish later: nothing is needed but a contact or a salesperson."""


@strawberry.input(one_of=True)
class InteractionSource:
    """Where the interaction starts from; it presets the contact or the salesperson."""

    contact_ids: list[strawberry.ID] | None = strawberry.UNSET
    """From contacts: each gets an interaction of its own, 1 to 1,000 at once."""
    salesperson_id: strawberry.ID | None = strawberry.UNSET
    """From a salesperson."""
    interaction_id: strawberry.ID | None = strawberry.UNSET
    """From another interaction: with the same contact and salesperson."""


@strawberry.input
class CreateInteractionInput(ActionInput):
    """New interactions, logged or postponed."""

    source: InteractionSource
    """Where it starts from."""
    values: InteractionValues | None = strawberry.UNSET
    """What is said of it."""
    mode: CreateInteractionMode = CreateInteractionMode.LOG
    """Whether it is finished now."""
    deliver: bool = False
    """Send the letter too: it is queued with the entry, which then needs content, and an e-mail an address."""


@strawberry.type
class CreateInteractionPayload(Payload):
    """The new interactions."""

    interaction: Interaction | None = None
    """The interaction, the first of several."""
    interactions: list[Interaction] = strawberry.field(default_factory=list)
    """All interactions that were created, in the order of the contacts."""
    interaction_edges: list[Edge[Interaction]] = strawberry.field(default_factory=list)
    """Their places in `interactions`, or in `postponedInteractions`."""
    contacts: list[Contact] = strawberry.field(default_factory=list)
    """The contacts that have new interactions."""


@strawberry.input
class PostponeInteractionInput(ActionInput):
    """Changes of an interaction that stays postponed. What is left out stays; null clears."""

    interaction_id: strawberry.ID
    """The postponed interaction."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if it is no longer at this revision."""
    values: InteractionValues | None = strawberry.UNSET
    """What changed."""


@strawberry.type
class PostponeInteractionPayload(Payload):
    """The interaction, still postponed."""

    interaction: Interaction | None = None
    """The interaction after the change."""
    changed: bool = False
    """Whether anything differed."""


@strawberry.input
class ResumeInteractionInput(ActionInput):
    """A postponed interaction to finish. What is left out stays; null clears."""

    interaction_id: strawberry.ID
    """The postponed interaction."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if it is no longer at this revision."""
    values: InteractionValues | None = strawberry.UNSET
    """What is still missing, and what changed."""
    deliver: bool = False
    """Send the letter too: it is queued with the entry, which then needs content, and an e-mail an address."""


@strawberry.type
class ResumeInteractionPayload(Payload):
    """The finished interaction: the same node, now logged."""

    interaction: Interaction | None = None
    """The logged interaction."""
    interaction_edge: Edge[Interaction] | None = None
    """Its place in `interactions`."""
    removed_from_postponed_id: strawberry.ID | None = None
    """The id to take out of `postponedInteractions`."""
    contact: Contact | None = None
    """The contact whose lists and statistics moved."""


@strawberry.input
class DeleteInteractionInput(ActionInput):
    """A postponed or canceled interaction to delete with its comments."""

    interaction_id: strawberry.ID
    """The interaction. A logged one must be canceled first."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if it is no longer at this revision."""


@strawberry.type
class DeleteInteractionPayload(Payload):
    """What was deleted."""

    deleted_interaction_id: strawberry.ID | None = None
    """The id that is gone."""
    contact: Contact | None = None
    """The contact that it was with."""


@strawberry.type
class InteractionsMutation:
    @mutation
    async def create_interaction(info: Info, input: CreateInteractionInput) -> CreateInteractionPayload:
        """Create an interaction from contacts, a salesperson or another interaction; log it or postpone it."""
        asked = given(input)
        postpone = input.mode is CreateInteractionMode.POSTPONE
        created = await creating.create_interaction(
            creating.Source(**asked["source"]),
            asked.get("values") or {},
            postpone=postpone,
            deliver=input.deliver,
            own_salesperson_id=info.context.caller.salesperson_id,
            now=info.context.now,
        )
        if input.deliver:
            ring()
        listing = find_postponed_interactions() if postpone else find_interactions()
        return CreateInteractionPayload(
            interaction=next(iter(created.interactions), None),
            interactions=created.interactions,
            interaction_edges=[edge_of(listing, each) for each in created.interactions],
            contacts=created.contacts,
        )

    @mutation
    async def postpone_interaction(info: Info, input: PostponeInteractionInput) -> PostponeInteractionPayload:
        """Save changes of an interaction that stays postponed, as often as you like."""
        saved = await postponing.postpone_interaction(**_changes(input), now=info.context.now)
        return PostponeInteractionPayload(interaction=saved.interaction, changed=saved.changed)

    @mutation
    async def resume_interaction(info: Info, input: ResumeInteractionInput) -> ResumeInteractionPayload:
        """Finish a postponed interaction: it is logged, and keeps its id."""
        changes = _changes(input)
        resumed = await postponing.resume_interaction(**changes, now=info.context.now)
        if input.deliver:
            ring()
        return ResumeInteractionPayload(
            interaction=resumed.interaction,
            interaction_edge=edge_of(find_interactions(), resumed.interaction),
            removed_from_postponed_id=encoded("Interaction", changes["interaction_id"]),
            contact=resumed.contact,
        )

    @mutation
    async def delete_interaction(info: Info, input: DeleteInteractionInput) -> DeleteInteractionPayload:
        """Delete a postponed or canceled interaction."""
        deleted = await postponing.delete_interaction(**given(input))
        return DeleteInteractionPayload(
            deleted_interaction_id=encoded("Interaction", deleted.interaction_id), contact=deleted.contact
        )


def _changes(input: PostponeInteractionInput | ResumeInteractionInput) -> dict[str, Any]:
    changes = given(input)
    return changes | {"values": changes.get("values") or {}}
