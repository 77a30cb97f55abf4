"""Creating interactions: inputs, payload and mutation."""

from __future__ import annotations

from enum import StrEnum

import strawberry
from strawberry.types import Info

from db import models
from db.interactions import creating
from db.interactions.finding import find_interactions, find_postponed_interactions
from schema.contacts.types import Contact
from schema.deliveries.queuing import DeliveryInput, wake_if_wanted
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import ActionInput, input_values
from schema.graph.paging import Edge, edge_of
from schema.interactions.types import Interaction
from schema.interactions.values import InteractionValues


@strawberry.enum
class CreateInteractionMode(StrEnum):
    """Whether an interaction is finished now."""

    LOG = "LOG"
    """Log the interaction: what is needed must be there."""
    POSTPONE = "POSTPONE"
    """Keep what is there and finish later: nothing is needed but a contact or a salesperson."""


@strawberry.input(one_of=True)
class InteractionSource:
    """Exactly one thing from which new interactions start; it presets the contact or the salesperson."""

    contact_ids: list[GlobalId[models.Contact]] | None = strawberry.UNSET
    """From contacts, 1 to 1,000: each gets an interaction of its own."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """From a salesperson, who becomes responsible; the contact is said in the values."""
    interaction_id: GlobalId[models.Interaction] | None = strawberry.UNSET
    """From another interaction: with its contact and its salesperson."""


@strawberry.input
class CreateInteractionInput(ActionInput):
    """New interactions, logged or postponed."""

    source: InteractionSource
    """What the interactions start from."""
    values: InteractionValues | None = strawberry.UNSET
    """What is said of each of the interactions; left out or null: nothing beyond the source."""
    mode: CreateInteractionMode = CreateInteractionMode.LOG
    """Whether the interactions are logged now or postponed."""
    delivery: DeliveryInput | None = strawberry.UNSET
    """Send the letter too; `{}` is enough. It is queued with the entry, which then needs letter content, and for EMAIL
    an e-mail address; refused with the mode POSTPONE. Left out or null: nothing is sent."""


@strawberry.type
class CreateInteractionPayload(Payload):
    """The new interactions."""

    interaction: Interaction | None = None
    """The interaction, the first of several."""
    interactions: list[Interaction] = strawberry.field(default_factory=list)
    """All interactions that were created, in the order of the contacts."""
    interaction_edges: list[Edge[Interaction]] = strawberry.field(default_factory=list)
    """The new interactions as edges of `interactions`, or of `postponedInteractions`."""
    contacts: list[Contact] = strawberry.field(default_factory=list)
    """The contacts that have new interactions."""


@strawberry.type
class InteractionsMutation:
    @mutation(needs=Scope.INTERACTIONS_WRITE)
    async def create_interaction(info: Info, input: CreateInteractionInput) -> CreateInteractionPayload:
        """Create an interaction from contacts, a salesperson or another interaction; log it or postpone it."""
        values = input_values(input)
        postpone = input.mode is CreateInteractionMode.POSTPONE
        created = await creating.create_interaction(
            creating.Source(**values["source"]),
            values.get("values") or {},
            postpone=postpone,
            delivery=values.get("delivery"),
            own_salesperson_id=info.context.caller.salesperson_id,
            now=info.context.now,
        )
        wake_if_wanted(values)
        listing = find_postponed_interactions() if postpone else find_interactions()
        return CreateInteractionPayload(
            interaction=next(iter(created.interactions), None),
            interactions=created.interactions,
            interaction_edges=[edge_of(listing, each) for each in created.interactions],
            contacts=created.contacts,
        )
