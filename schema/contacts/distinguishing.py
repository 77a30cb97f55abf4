"""Contacts that look like one and are not: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.contacts import distinguishing
from schema.contacts.types import Contact
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import ActionInput, input_values


@strawberry.input
class MarkContactsAsDistinctInput(ActionInput):
    """Contacts that look like one and are not: companies, or persons."""

    contact_ids: list[GlobalId[models.Contact]]
    """From 2 to 20 contacts, each of them another than all the others. Pairs that are marked already stay so."""


@strawberry.type
class MarkContactsAsDistinctPayload(ChangePayload):
    """The contacts that are not one."""

    contacts: list[Contact] = strawberry.field(default_factory=list)
    """The contacts in the order in which they were named."""
    marked_pair_count: int = 0
    """How many pairs of the contacts were marked by this."""


@strawberry.input
class UnmarkContactsAsDistinctInput(ActionInput):
    """Contacts that were marked as distinct and may be one after all."""

    contact_ids: list[GlobalId[models.Contact]]
    """From 2 to 20 contacts. The mark of each pair of them goes; marks of other pairs stay."""


@strawberry.type
class UnmarkContactsAsDistinctPayload(ChangePayload):
    """The contacts that may be one after all."""

    contacts: list[Contact] = strawberry.field(default_factory=list)
    """The contacts in the order in which they were named."""
    unmarked_pair_count: int = 0
    """How many pairs of the contacts lost their mark."""


@strawberry.type
class ContactDistinguishingMutation:
    @mutation(needs=Scope.CONTACTS_WRITE)
    async def mark_contacts_as_distinct(
        info: Info, input: MarkContactsAsDistinctInput
    ) -> MarkContactsAsDistinctPayload:
        """Say that contacts are not one: `Contact.duplicates` and `duplicateContacts` leave such pairs out."""
        marked = await distinguishing.mark_contacts_as_distinct(**input_values(input), now=info.context.now)
        return MarkContactsAsDistinctPayload(
            contacts=marked.contacts, marked_pair_count=marked.pair_count, changed=marked.changed
        )

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def unmark_contacts_as_distinct(
        info: Info, input: UnmarkContactsAsDistinctInput
    ) -> UnmarkContactsAsDistinctPayload:
        """Take the mark away that says of contacts that they are not one."""
        unmarked = await distinguishing.unmark_contacts_as_distinct(**input_values(input))
        return UnmarkContactsAsDistinctPayload(
            contacts=unmarked.contacts, unmarked_pair_count=unmarked.pair_count, changed=unmarked.changed
        )
