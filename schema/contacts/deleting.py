"""Deleting contacts: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.contacts import deleting
from schema.contacts.types import Contact
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.salespeople import Salesperson


@strawberry.input
class DeleteContactInput(RevisionCheckedInput):
    """A contact to delete. Refused while on an open segment or with postponed interactions."""

    contact_id: GlobalId[models.Contact]
    """The contact to delete. A person's entries of the log move to the company; a company's keep its name."""
    with_people: bool = False
    """True: delete the people of a company too. False: a company with people is refused."""


@strawberry.type
class DeleteContactPayload(Payload):
    """What was deleted."""

    deleted_contact_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""
    deleted_contact_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    """All ids that are gone, the people of a company among them."""
    company: Contact | None = None
    """The company that the entries of a deleted person moved to; null if there is none, as for a company."""
    salespeople: list[Salesperson] = strawberry.field(default_factory=list)
    """Who looked after what is gone, by id."""


@strawberry.type
class ContactDeletingMutation:
    @mutation(needs=Scope.CONTACTS_WRITE)
    async def delete_contact(info: Info, input: DeleteContactInput) -> DeleteContactPayload:
        """Delete a contact that is on no open segment and has no postponed interactions."""
        deleted = await deleting.delete_contact(**input_values(input), now=info.context.now)
        return DeleteContactPayload(
            deleted_contact_id=encoded("Contact", deleted.contact_id),
            deleted_contact_ids=[encoded("Contact", each) for each in deleted.contact_ids],
            company=deleted.company,
            salespeople=deleted.salespeople,
        )
