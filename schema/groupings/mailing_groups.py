"""Mailing groups: the type, its inputs and payloads, its queries and mutations."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.finding import find_contacts
from db.groupings import mailing_groups
from db.groupings.grouping import SORTS
from db.groupings.mailing_groups import MAILING_GROUPS, find_mailing_groups
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
from schema.guards.plain_actions import MailingGroupAction


@node(models.MailingGroup, needs=Scope.SETUP_READ)
class MailingGroup(GroupingFields):
    """Contacts who get the same mailings: any company or person."""

    available_actions: list[MailingGroupAction] = always_offered(MailingGroupAction)
    """What the caller can do with it now."""
    contacts: Connection[models.Contact] | None = to_many(find_contacts, MAILING_GROUPS.contacts_below)
    """The contacts in the group, by number."""
    contact_count: int | None = count_of(MAILING_GROUPS)
    """The number of contacts in the mailing group."""


@listed(models.MailingGroup, SORTS, default="by code", search="Finds by any part of code or description.")
class MailingGroupWhere(CodeWhere):
    """Which mailing groups; every field that is given must match, and null asks nothing."""


@strawberry.input(one_of=True)
class MailingGroupBy(GroupingBy):
    """Exactly one of the keys of a mailing group."""

    id: GlobalId[models.MailingGroup] | None = strawberry.UNSET
    """The id."""


@strawberry.input
class CreateMailingGroupInput(CreateGroupingInput):
    """A new mailing group."""


@strawberry.type
class CreateMailingGroupPayload(Payload):
    """The new mailing group."""

    mailing_group: MailingGroup | None = None
    """The mailing group that was created."""
    mailing_group_edge: Edge[MailingGroup] | None = None
    """The mailing group as an edge of `mailingGroups`."""


@strawberry.input
class UpdateMailingGroupInput(UpdateGroupingInput):
    """Changes of a mailing group. What is left out stays."""

    mailing_group_id: GlobalId[models.MailingGroup]
    """The mailing group to change."""


@strawberry.type
class UpdateMailingGroupPayload(ChangePayload):
    """The changed mailing group."""

    mailing_group: MailingGroup | None = None
    """The mailing group after the change."""


@strawberry.input
class DeleteMailingGroupInput(DeleteGroupingInput):
    """A mailing group to delete. Refused while contacts are in it, unless they are to be taken out with it."""

    mailing_group_id: GlobalId[models.MailingGroup]
    """The mailing group to delete."""


@strawberry.type
class DeleteMailingGroupPayload(Payload):
    """What was deleted."""

    deleted_mailing_group_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.input
class AddMailingGroupContactsInput(ActionInput):
    """Contacts to put into a mailing group."""

    mailing_group_id: GlobalId[models.MailingGroup]
    """The mailing group."""
    contact_ids: Annotated[list[GlobalId[models.Contact]], AtMost(MOST_CONTACTS)]
    """The contacts, at most 10,000 at once."""


@strawberry.type
class AddMailingGroupContactsPayload(AddContactsPayload):
    """Who was added. Contacts that were in the mailing group before are passed over."""

    mailing_group: MailingGroup | None = None
    """The mailing group."""


@strawberry.input
class RemoveMailingGroupContactsInput(ActionInput):
    """Contacts to take out of a mailing group."""

    mailing_group_id: GlobalId[models.MailingGroup]
    """The mailing group."""
    contact_ids: Annotated[list[GlobalId[models.Contact]], AtMost(MOST_CONTACTS)]
    """The contacts, at most 10,000 at once."""


@strawberry.type
class RemoveMailingGroupContactsPayload(RemoveContactsPayload):
    """Who was taken out. Contacts that were not in the mailing group are passed over."""

    mailing_group: MailingGroup | None = None
    """The mailing group."""


@strawberry.type
class MailingGroupsQuery:
    mailing_groups: Connection[MailingGroup] | None = list_of(
        find_mailing_groups,
        needs=Scope.SETUP_READ,
    )
    """All mailing groups, by code unless ordered otherwise."""

    @field(needs=Scope.SETUP_READ)
    async def mailing_group(self, info: Info, by: MailingGroupBy) -> MailingGroup | None:
        """The mailing group with a key; null if there is none."""
        return await found_by(models.MailingGroup, find_mailing_groups, by, info)


@strawberry.type
class MailingGroupsMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_mailing_group(info: Info, input: CreateMailingGroupInput) -> CreateMailingGroupPayload:
        """Create a mailing group."""
        created = await mailing_groups.create_mailing_group(input_values(input), now=info.context.now)
        return CreateMailingGroupPayload(
            mailing_group=created.group, mailing_group_edge=edge_of(find_mailing_groups(), created.group)
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_mailing_group(info: Info, input: UpdateMailingGroupInput) -> UpdateMailingGroupPayload:
        """Change a mailing group."""
        values = input_values(input)
        updated = await mailing_groups.update_mailing_group(
            values.pop("mailing_group_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateMailingGroupPayload(mailing_group=updated.group, changed=updated.changed)

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_mailing_group(info: Info, input: DeleteMailingGroupInput) -> DeleteMailingGroupPayload:
        """Delete a mailing group."""
        deleted = await mailing_groups.delete_mailing_group(**input_values(input))
        return DeleteMailingGroupPayload(deleted_mailing_group_id=global_id(deleted))

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def add_mailing_group_contacts(
        info: Info, input: AddMailingGroupContactsInput
    ) -> AddMailingGroupContactsPayload:
        """Put contacts into a mailing group."""
        added = await mailing_groups.add_mailing_group_contacts(**input_values(input), now=info.context.now)
        return AddMailingGroupContactsPayload(mailing_group=added.group, **added_values(added))

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def remove_mailing_group_contacts(
        info: Info, input: RemoveMailingGroupContactsInput
    ) -> RemoveMailingGroupContactsPayload:
        """Take contacts out of a mailing group."""
        removed = await mailing_groups.remove_mailing_group_contacts(**input_values(input))
        return RemoveMailingGroupContactsPayload(mailing_group=removed.group, **removed_values(removed))
