"""Interaction groups: the type, its inputs and payloads, its queries and mutations."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import interaction_groups, models
from db.interaction_groups import SORTS, find_interaction_groups
from db.interactions.finding import find_interactions
from db.sql.keyset_pages import Link
from db.templates.editing import find_templates
from schema.graph.edges import list_of, to_many
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import CodeWhere
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId, Node, global_id, node
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.listed import listed
from schema.graph.needs import field
from schema.graph.paging import Connection, Edge, edge_of
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import InteractionGroupAction
from schema.interactions.periods import InteractionStatisticsPeriod, periods_field_by
from schema.interactions.statistics import InteractionStatistics, statistics_field_by


@node(models.InteractionGroup, needs=Scope.SETUP_READ)
class InteractionGroup(Node):
    """A heading for interaction templates, and for the interactions that are made from them."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    code: str
    """The key that people know, in upper case, at most 20 characters."""
    description: str
    """What belongs to the group, at most 100 characters."""
    created_at: datetime
    """When the group was created."""
    updated_at: datetime
    """When the group was last changed."""
    available_actions: list[InteractionGroupAction] = always_offered(InteractionGroupAction)
    """What the caller can do with it now."""
    interaction_templates: Connection[models.InteractionTemplate] = to_many(
        find_templates, Link("interaction_group_id")
    )
    """The templates of the group, by code."""
    interactions: Connection[models.Interaction] | None = to_many(
        find_interactions, Link("interaction_group_id")
    )
    """The entries of the log that were made from its templates, the latest first."""
    statistics: InteractionStatistics | None = statistics_field_by("interaction_group_id")
    """What the logged entries made from its templates amount to."""
    statistics_by: list[InteractionStatisticsPeriod] | None = periods_field_by("interaction_group_id")
    """What the logged entries made from its templates amount to over time: the earliest period first, those without
    an entry left out; at most 10,000 in all rows of a page."""


@listed(models.InteractionGroup, SORTS, default="by code", search="Finds by any part of code or description.")
class InteractionGroupWhere(CodeWhere):
    """Which interaction groups; every field that is given must match, and null asks nothing."""


@strawberry.input(one_of=True)
class InteractionGroupBy:
    """Exactly one of the keys of an interaction group."""

    id: GlobalId[models.InteractionGroup] | None = strawberry.UNSET
    """The id that the API gave."""
    code: str | None = strawberry.UNSET
    """The code that people know; upper and lower case do not matter."""


@strawberry.input
class CreateInteractionGroupInput(ActionInput):
    """A new interaction group."""

    code: str
    """The key that people know, at most 20 characters; kept in upper case."""
    description: str
    """What belongs to the group, at most 100 characters."""


@strawberry.type
class CreateInteractionGroupPayload(Payload):
    """The new interaction group."""

    interaction_group: InteractionGroup | None = None
    """The group that was created."""
    interaction_group_edge: Edge[InteractionGroup] | None = None
    """The interaction group as an edge of `interactionGroups`."""


@strawberry.input
class UpdateInteractionGroupInput(RevisionCheckedInput):
    """Changes of an interaction group. What is left out stays."""

    interaction_group_id: GlobalId[models.InteractionGroup]
    """The group to change."""
    code: str | None = strawberry.UNSET
    """The key that people know, at most 20 characters, kept in upper case; left out: it stays. Null is refused."""
    description: str | None = strawberry.UNSET
    """What belongs to the group, at most 100 characters; left out: it stays. Null is refused."""


@strawberry.type
class UpdateInteractionGroupPayload(ChangePayload):
    """The changed interaction group."""

    interaction_group: InteractionGroup | None = None
    """The group after the change."""


@strawberry.input
class DeleteInteractionGroupInput(RevisionCheckedInput):
    """An interaction group to delete. Refused while a template or an interaction belongs to it."""

    interaction_group_id: GlobalId[models.InteractionGroup]
    """The group to delete."""


@strawberry.type
class DeleteInteractionGroupPayload(Payload):
    """What was deleted."""

    deleted_interaction_group_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.type
class GroupsQuery:
    interaction_groups: Connection[InteractionGroup] | None = list_of(
        find_interaction_groups, needs=Scope.SETUP_READ
    )
    """All interaction groups, by code unless ordered otherwise."""

    @field(needs=Scope.SETUP_READ)
    async def interaction_group(self, info: Info, by: InteractionGroupBy) -> InteractionGroup | None:
        """The interaction group with a key; null if there is none."""
        return await found_by(models.InteractionGroup, find_interaction_groups, by, info)


@strawberry.type
class GroupsMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_interaction_group(
        info: Info, input: CreateInteractionGroupInput
    ) -> CreateInteractionGroupPayload:
        """Create an interaction group."""
        created = await interaction_groups.create_interaction_group(input_values(input), now=info.context.now)
        return CreateInteractionGroupPayload(
            interaction_group=created.group,
            interaction_group_edge=edge_of(find_interaction_groups(), created.group),
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_interaction_group(
        info: Info, input: UpdateInteractionGroupInput
    ) -> UpdateInteractionGroupPayload:
        """Change an interaction group."""
        values = input_values(input)
        updated = await interaction_groups.update_interaction_group(
            values.pop("interaction_group_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateInteractionGroupPayload(interaction_group=updated.group, changed=updated.changed)

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_interaction_group(
        info: Info, input: DeleteInteractionGroupInput
    ) -> DeleteInteractionGroupPayload:
        """Delete an interaction group to which nothing belongs."""
        deleted = await interaction_groups.delete_interaction_group(**input_values(input))
        return DeleteInteractionGroupPayload(deleted_interaction_group_id=global_id(deleted))
