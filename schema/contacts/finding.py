"""Which contacts, and in which order: the filters and orders of lists of contacts."""

from __future__ import annotations

from enum import StrEnum

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.finding import SORTS, find_contacts
from db.contacts.merged import kept_contact_by
from schema.contacts.types import Contact
from schema.graph.edges import list_of
from schema.graph.enums import ContactKind, Scope
from schema.graph.filters import Branches, StringWhere
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId
from schema.graph.needs import field
from schema.graph.paging import Connection, Direction


@strawberry.enum
class ContactOrderField(StrEnum):
    """What contacts are sorted by."""

    NUMBER = "NUMBER"
    """By number; the default."""
    NAME = "NAME"
    """By name; upper and lower case do not matter."""
    CREATED_AT = "CREATED_AT"
    """By the moment of creation."""


@strawberry.input
class ContactOrder:
    """One criterion of an order of contacts."""

    field: ContactOrderField
    """What to sort by."""
    direction: Direction = Direction.ASC
    """Which way."""


@strawberry.input
class ContactWhere:
    """Which contacts; every field that is given must match."""

    and_: Branches[ContactWhere] | None = strawberry.field(name="and", default=strawberry.UNSET)
    """All of these must match."""
    or_: Branches[ContactWhere] | None = strawberry.field(name="or", default=strawberry.UNSET)
    """One of these must match."""
    not_: ContactWhere | None = strawberry.field(name="not", default=strawberry.UNSET)
    """This must not match."""
    number: StringWhere | None = strawberry.UNSET
    """By number."""
    external_id: StringWhere | None = strawberry.UNSET
    """By the id in another system; here upper and lower case matter."""
    name: StringWhere | None = strawberry.UNSET
    """By name."""
    email: StringWhere | None = strawberry.UNSET
    """By e-mail address."""
    kind: ContactKind | None = strawberry.UNSET
    """Companies only, or persons only."""
    company_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """The people of a company."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The contacts of a salesperson."""
    segment_id: GlobalId[models.Segment] | None = strawberry.UNSET
    """The contacts on a segment."""
    mailing_group_id: GlobalId[models.MailingGroup] | None = strawberry.UNSET
    """The contacts in a mailing group."""
    industry_group_id: GlobalId[models.IndustryGroup] | None = strawberry.UNSET
    """The companies in an industry group, and their people."""
    job_responsibility_id: GlobalId[models.JobResponsibility] | None = strawberry.UNSET
    """The persons who have a job responsibility."""


@strawberry.input(one_of=True)
class ContactBy:
    """One of the keys of a contact."""

    id: GlobalId[models.Contact] | None = strawberry.UNSET
    """The id."""
    number: str | None = strawberry.UNSET
    """The number that people know."""
    external_id: str | None = strawberry.UNSET
    """The id in another system."""


@strawberry.type
class ContactsQuery:
    contacts: Connection[Contact] = list_of(
        find_contacts,
        where=ContactWhere,
        order=ContactOrder,
        sorts=SORTS,
        search=True,
        needs=Scope.CONTACTS_READ,
    )
    """All contacts, by number unless ordered otherwise."""

    @field(needs=Scope.CONTACTS_READ)
    async def contact(self, info: Info, by: ContactBy) -> Contact | None:
        """The contact with a key; null if there is none."""
        return await found_by(models.Contact, find_contacts, by, info, successor=kept_contact_by)
