"""Industry groups: the type, its inputs and payloads, its queries and mutations."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.finding import find_contacts
from db.groupings import industry_groups
from db.groupings.grouping import SORTS
from db.groupings.industry_groups import INDUSTRY_GROUPS, find_industry_groups
from db.segments.lines import MOST_CONTACTS
from schema.graph.at_most import AtMost
from schema.graph.edges import list_of, to_many
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import CodeWhere
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId, global_id, node
from schema.graph.inputs import ActionInput, input_values
from schema.graph.listed import listed
from schema.graph.needs import field
from schema.graph.paging import Connection, Edge, edge_of
from schema.groupings.grouping import (
    AddContactsPayload,
    CreateGroupingInput,
    DeleteGroupingInput,
    GroupingBy,
    GroupingFields,
    RemoveContactsPayload,
    UpdateGroupingInput,
    added_values,
    count_of,
    removed_values,
)
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import IndustryGroupAction


@node(models.IndustryGroup, needs=Scope.SETUP_READ)
class IndustryGroup(GroupingFields):
    """What companies do. A person shares the industry groups of the company."""

    available_actions: list[IndustryGroupAction] = always_offered(IndustryGroupAction)
    """What the caller can do with it now."""
    contacts: Connection[models.Contact] | None = to_many(find_contacts, INDUSTRY_GROUPS.contacts_below)
    """The companies in the group, by number; their people are not listed."""
    contact_count: int | None = count_of(INDUSTRY_GROUPS)
    """The number of companies in the industry group."""


@listed(models.IndustryGroup, SORTS, default="by code", search="Finds by any part of code or description.")
class IndustryGroupWhere(CodeWhere):
    """Which industry groups; every field that is given must match, and null asks nothing."""


@strawberry.input(one_of=True)
class IndustryGroupBy(GroupingBy):
    """Exactly one of the keys of an industry group."""

    id: GlobalId[models.IndustryGroup] | None = strawberry.UNSET
    """The id."""


@strawberry.input
class CreateIndustryGroupInput(CreateGroupingInput):
    """A new industry group."""


@strawberry.type
class CreateIndustryGroupPayload(Payload):
    """The new industry group."""

    industry_group: IndustryGroup | None = None
    """The industry group that was created."""
    industry_group_edge: Edge[IndustryGroup] | None = None
    """The industry group as an edge of `industryGroups`."""


@strawberry.input
class UpdateIndustryGroupInput(UpdateGroupingInput):
    """Changes of an industry group. What is left out stays."""

    industry_group_id: GlobalId[models.IndustryGroup]
    """The industry group to change."""


@strawberry.type
class UpdateIndustryGroupPayload(ChangePayload):
    """The changed industry group."""

    industry_group: IndustryGroup | None = None
    """The industry group after the change."""


@strawberry.input
class DeleteIndustryGroupInput(DeleteGroupingInput):
    """An industry group to delete. Refused while contacts are in it, unless they are to be taken out with it."""

    industry_group_id: GlobalId[models.IndustryGroup]
    """The industry group to delete."""


@strawberry.type
class DeleteIndustryGroupPayload(Payload):
    """What was deleted."""

    deleted_industry_group_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.input
class AddIndustryGroupContactsInput(ActionInput):
    """Companies to put into an industry group. A person is refused."""

    industry_group_id: GlobalId[models.IndustryGroup]
    """The industry group."""
    contact_ids: Annotated[list[GlobalId[models.Contact]], AtMost(MOST_CONTACTS)]
    """The companies, at most 10,000 at once."""


@strawberry.type
class AddIndustryGroupContactsPayload(AddContactsPayload):
    """Who was added. Contacts that were in the industry group before are passed over."""

    industry_group: IndustryGroup | None = None
    """The industry group."""


@strawberry.input
class RemoveIndustryGroupContactsInput(ActionInput):
    """Companies to take out of an industry group."""

    industry_group_id: GlobalId[models.IndustryGroup]
    """The industry group."""
    contact_ids: Annotated[list[GlobalId[models.Contact]], AtMost(MOST_CONTACTS)]
    """The companies, at most 10,000 at once."""


@strawberry.type
class RemoveIndustryGroupContactsPayload(RemoveContactsPayload):
    """Who was taken out. Contacts that were not in the industry group are passed over."""

    industry_group: IndustryGroup | None = None
    """The industry group."""


@strawberry.type
class IndustryGroupsQuery:
    industry_groups: Connection[IndustryGroup] | None = list_of(
        find_industry_groups,
        needs=Scope.SETUP_READ,
    )
    """All industry groups, by code unless ordered otherwise."""

    @field(needs=Scope.SETUP_READ)
    async def industry_group(self, info: Info, by: IndustryGroupBy) -> IndustryGroup | None:
        """The industry group with a key; null if there is none."""
        return await found_by(models.IndustryGroup, find_industry_groups, by, info)


@strawberry.type
class IndustryGroupsMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_industry_group(
        info: Info, input: CreateIndustryGroupInput
    ) -> CreateIndustryGroupPayload:
        """Create an industry group."""
        created = await industry_groups.create_industry_group(input_values(input), now=info.context.now)
        return CreateIndustryGroupPayload(
            industry_group=created.group, industry_group_edge=edge_of(find_industry_groups(), created.group)
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_industry_group(
        info: Info, input: UpdateIndustryGroupInput
    ) -> UpdateIndustryGroupPayload:
        """Change an industry group."""
        values = input_values(input)
        updated = await industry_groups.update_industry_group(
            values.pop("industry_group_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateIndustryGroupPayload(industry_group=updated.group, changed=updated.changed)

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_industry_group(
        info: Info, input: DeleteIndustryGroupInput
    ) -> DeleteIndustryGroupPayload:
        """Delete an industry group."""
        deleted = await industry_groups.delete_industry_group(**input_values(input))
        return DeleteIndustryGroupPayload(deleted_industry_group_id=global_id(deleted))

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def add_industry_group_contacts(
        info: Info, input: AddIndustryGroupContactsInput
    ) -> AddIndustryGroupContactsPayload:
        """Put companies into an industry group."""
        added = await industry_groups.add_industry_group_contacts(**input_values(input), now=info.context.now)
        return AddIndustryGroupContactsPayload(industry_group=added.group, **added_values(added))

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def remove_industry_group_contacts(
        info: Info, input: RemoveIndustryGroupContactsInput
    ) -> RemoveIndustryGroupContactsPayload:
        """Take companies out of an industry group."""
        removed = await industry_groups.remove_industry_group_contacts(**input_values(input))
        return RemoveIndustryGroupContactsPayload(industry_group=removed.group, **removed_values(removed))
