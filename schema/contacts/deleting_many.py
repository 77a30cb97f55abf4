"""Deleting many contacts at once: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.contacts import deleting_many
from schema.contacts.types import Contact
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionsCheckedInput, input_values_of_many
from schema.salespeople import Salesperson


@strawberry.input
class DeleteContactsInput(RevisionsCheckedInput):
    """Contacts to delete, all or nothing. Refused while one is on an open segment or has postponed interactions."""

    contact_ids: list[GlobalId[models.Contact]]
    """The contacts, at most 1,000. A person's entries of the log move to a company that stays; all keep the names."""
    with_people: bool = False
    """True: delete the people of companies too. False: a company with other people than those named is refused."""


@strawberry.type
class DeleteContactsPayload(Payload):
    """What was deleted."""

    deleted_contact_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    """All ids that are gone, the people of companies among them."""
    companies: list[Contact] = strawberry.field(default_factory=list)
    """The companies that entries of the log moved to, by id."""
    salespeople: list[Salesperson] = strawberry.field(default_factory=list)
    """Who looked after what is gone, by id."""


@strawberry.type
class ManyContactsMutation:
    @mutation(needs=Scope.CONTACTS_WRITE)
    async def delete_contacts(info: Info, input: DeleteContactsInput) -> DeleteContactsPayload:
        """Delete many contacts that are on no open segment and have no postponed interactions, all or nothing."""
        values = input_values_of_many(input, models.Contact)
        deleted = await deleting_many.delete_contacts(**values, now=info.context.now)
        return DeleteContactsPayload(
            deleted_contact_ids=[encoded("Contact", each) for each in deleted.contact_ids],
            companies=deleted.companies,
            salespeople=deleted.salespeople,
        )
