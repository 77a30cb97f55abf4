"""What mailing groups, industry groups and job responsibilities have in common: fields, conditions, inputs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from db import models
from db.contacts.finding import find_contacts
from db.groupings.grouping import Grouping
from db.groupings.memberships import ContactsGrouped
from db.sql.loaders import count_under
from schema.execution.batch import batch
from schema.graph.enums import Scope
from schema.graph.errors import Payload
from schema.graph.ids import Node
from schema.graph.inputs import ActionInput, RevisionCheckedInput
from schema.graph.needs import field
from schema.graph.paging import Edge, edge_of


def count_of(grouping: Grouping[Any]) -> Any:
    """How many contacts are in each group."""

    @batch(reads="id")
    async def count(parents: list[Any]) -> list[int]:
        counts = await count_under(grouping.membership, grouping.key, [parent.id for parent in parents])
        return [counts.get(parent.id, 0) for parent in parents]

    return field(resolver=count, needs=Scope.CONTACTS_READ)


@strawberry.type
class GroupingFields(Node):
    """The fields of every kind of group."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    code: str
    """The key that people know, in upper case, at most 20 characters."""
    description: str
    """What it stands for, at most 100 characters."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When its code or description was last changed."""


@strawberry.input(one_of=True)
class GroupingBy:
    """One of the keys."""

    code: str | None = strawberry.UNSET
    """The code that people know; upper and lower case do not matter."""


@strawberry.input
class CreateGroupingInput(ActionInput):
    """Something new to group contacts by."""

    code: str
    """The key that people know, at most 20 characters; kept in upper case."""
    description: str
    """What the code stands for, at most 100 characters."""


@strawberry.input
class UpdateGroupingInput(RevisionCheckedInput):
    """Changes. What is left out stays."""

    code: str | None = strawberry.UNSET
    """The key that people know, at most 20 characters, kept in upper case; left out: it stays. Null is refused."""
    description: str | None = strawberry.UNSET
    """What the code stands for, at most 100 characters; left out: it stays. Null is refused."""


@strawberry.input
class DeleteGroupingInput(RevisionCheckedInput):
    """What to delete. Refused while contacts are in it, unless they are to be taken out with it."""

    with_memberships: bool = False
    """True: take the contacts out of it first; the contacts stay. False: refuse while contacts are in it."""


@strawberry.type
class AddContactsPayload(Payload):
    """The contacts that were added. Those in it before are passed over."""

    added_count: int = 0
    """How many contacts were added."""
    contact_edges: list[Edge[models.Contact]] = strawberry.field(default_factory=list)
    """The contacts that were added, as edges of the `contacts` of the group or job responsibility."""


@strawberry.type
class RemoveContactsPayload(Payload):
    """The contacts that were taken out. Those not in it are passed over."""

    removed_count: int = 0
    """How many contacts were taken out."""
    contacts: list[models.Contact] = strawberry.field(default_factory=list)
    """The contacts that were taken out of its `contacts`, which are those of the group or job responsibility."""


def added_values(added: ContactsGrouped[Any]) -> dict[str, Any]:
    """The fields of `AddContactsPayload`."""
    listing = find_contacts()
    return {
        "added_count": len(added.contacts),
        "contact_edges": [edge_of(listing, contact) for contact in added.contacts],
    }


def removed_values(removed: ContactsGrouped[Any]) -> dict[str, Any]:
    """The fields of `RemoveContactsPayload`."""
    return {"removed_count": len(removed.contacts), "contacts": removed.contacts}
