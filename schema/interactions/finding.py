"""Which interactions, and in which order."""

from __future__ import annotations

from enum import StrEnum

import strawberry
from strawberry.types import Info

from db import models
from db.interactions.finding import SORTS, find_interactions, find_postponed_interactions
from schema.graph.edges import list_of
from schema.graph.enums import Evaluation, InteractionStatus, Scope
from schema.graph.filters import Branches, DateTimeWhere
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId
from schema.graph.needs import field
from schema.graph.paging import Connection, Direction
from schema.interactions.types import Interaction


@strawberry.enum
class InteractionOrderField(StrEnum):
    """What interactions are sorted by."""

    OCCURRED_AT = "OCCURRED_AT"
    """By the moment of the interaction; those without one count as the latest."""
    CREATED_AT = "CREATED_AT"
    """By the moment of creation."""
    REMIND_AT = "REMIND_AT"
    """By the reminder of a postponed interaction; those without one count as the latest."""


@strawberry.input
class InteractionOrder:
    """One criterion of an order of interactions."""

    field: InteractionOrderField
    """What to sort by."""
    direction: Direction = Direction.DESC
    """Which way."""


@strawberry.input
class InteractionWhere:
    """Which interactions; every field that is given must match."""

    and_: Branches[InteractionWhere] | None = strawberry.field(name="and", default=strawberry.UNSET)
    """All of these must match."""
    or_: Branches[InteractionWhere] | None = strawberry.field(name="or", default=strawberry.UNSET)
    """One of these must match."""
    not_: InteractionWhere | None = strawberry.field(name="not", default=strawberry.UNSET)
    """This must not match."""
    status: list[InteractionStatus] | None = strawberry.UNSET
    """By status. The log never holds postponed ones, whatever is given here."""
    contact_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """Those with a contact."""
    company_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """Those with a company or one of its people."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """Those of a salesperson."""
    template_id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    """Those made from a template."""
    interaction_group_id: GlobalId[models.InteractionGroup] | None = strawberry.UNSET
    """Those of an interaction group."""
    segment_id: GlobalId[models.Segment] | None = strawberry.UNSET
    """Those that logging a segment made."""
    campaign_id: GlobalId[models.Campaign] | None = strawberry.UNSET
    """Those for a campaign."""
    occurred_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment of the interaction."""
    evaluation: list[Evaluation] | None = strawberry.UNSET
    """By evaluation."""
    attempt_failed: bool | None = strawberry.UNSET
    """Only failed attempts, or only others."""


@strawberry.input(one_of=True)
class InteractionBy:
    """One of the keys of an interaction."""

    id: GlobalId[models.Interaction] | None = strawberry.UNSET
    """The id."""


@strawberry.type
class InteractionsQuery:
    interactions: Connection[Interaction] = list_of(
        find_interactions,
        where=InteractionWhere,
        order=InteractionOrder,
        sorts=SORTS,
        needs=Scope.INTERACTIONS_READ,
    )
    """The interaction log: logged and canceled entries, the latest first."""
    postponed_interactions: Connection[Interaction] = list_of(
        find_postponed_interactions,
        where=InteractionWhere,
        order=InteractionOrder,
        sorts=SORTS,
        needs=Scope.INTERACTIONS_READ,
    )
    """What is still to be finished, the last postponed first."""

    @field(needs=Scope.INTERACTIONS_READ)
    async def interaction(self, info: Info, by: InteractionBy) -> Interaction | None:
        """The interaction with a key, postponed or not; null if there is none."""
        return await found_by(models.Interaction, find_interactions, by, info)
