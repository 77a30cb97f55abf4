"""Changing contacts: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.contacts import editing
from db.contacts.finding import find_contacts
from schema.contacts.types import Contact
from schema.graph.enums import ContactKind, CorrespondenceType, Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.paging import Edge, edge_of


@strawberry.input
class ContactValues:
    """What may be said of a contact, new or old."""

    external_id: str | None = strawberry.UNSET
    """The id in another system, at most 100 characters, unique."""
    company_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """The company that the person belongs to."""
    first_name: str | None = strawberry.UNSET
    """The first name, at most 50 characters. A name that was made of its parts follows them. Persons only."""
    middle_name: str | None = strawberry.UNSET
    """The middle name, likewise."""
    surname: str | None = strawberry.UNSET
    """The surname, likewise."""
    initials: str | None = strawberry.UNSET
    """The initials, at most 10 characters; they are no part of the name. Persons only."""
    salutation_id: GlobalId[models.Salutation] | None = strawberry.UNSET
    """How the contact is greeted."""
    job_title: str | None = strawberry.UNSET
    """What the person is in the company, at most 100 characters."""
    email: str | None = strawberry.UNSET
    """The e-mail address."""
    phone: str | None = strawberry.UNSET
    """The telephone number, with + and the country code or as written in the country."""
    mobile_phone: str | None = strawberry.UNSET
    """The mobile telephone number, likewise."""
    language: str | None = strawberry.UNSET
    """The language to write in, as BCP 47 writes it: en, de-CH."""
    country: str | None = strawberry.UNSET
    """The country by its two letters of ISO 3166."""
    address: str | None = strawberry.UNSET
    """Street and house number, at most 200 characters."""
    city: str | None = strawberry.UNSET
    """The city, at most 100 characters."""
    post_code: str | None = strawberry.UNSET
    """The postal code, at most 20 characters."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """Who is responsible."""
    correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How the contact wants to be written to."""
    excluded_from_segments: bool | None = strawberry.UNSET
    """Whether criteria leave this contact out of segments."""
    privacy_blocked: bool | None = strawberry.UNSET
    """Whether no interaction may be created for this contact."""
    is_minor: bool | None = strawberry.UNSET
    """Whether the person is under age; without parental consent privacy-blocked."""
    has_parental_consent: bool | None = strawberry.UNSET
    """Whether the parents of a minor agreed."""


@strawberry.input
class CreateContactInput(ContactValues, ActionInput):
    """A new company or person. What is left out comes from the company of a person, as far as marketing setup
    lets it be inherited, else from the defaults of marketing setup, or stays empty."""

    kind: ContactKind
    """Company or person."""
    name: str | None = strawberry.UNSET
    """The name, at most 100 characters. Left out for a person: first name, middle name and surname."""
    number: str | None = strawberry.UNSET
    """A number of your own, at most 20 characters; left out: the next of the contact series."""


@strawberry.type
class CreateContactPayload(Payload):
    """The new contact."""

    contact: Contact | None = None
    """The contact that was created."""
    contact_edge: Edge[Contact] | None = None
    """The edge of the node in `contacts`."""
    company: Contact | None = None
    """The company that has a new person."""


@strawberry.input
class UpdateContactInput(ContactValues, RevisionCheckedInput):
    """Changes of a contact. What is left out stays; null clears.

    As far as marketing setup lets it be inherited, the people of a company get its new value where theirs was the
    old one, and a person who gets another company takes its values where the person has no other ones.
    """

    contact_id: GlobalId[models.Contact]
    """The contact to change."""
    kind: ContactKind | None = strawberry.UNSET
    """Company or person."""
    name: str | None = strawberry.UNSET
    """The name, at most 100 characters. It then stands, even if other parts of it are given."""
    number: str | None = strawberry.UNSET
    """A number of your own, at most 20 characters."""


@strawberry.type
class UpdateContactPayload(ChangePayload):
    """The changed contact."""

    contact: Contact | None = None
    """The contact after the change."""
    inherited_contact_count: int = 0
    """How many people of the company inherited what changed; their revisions went up."""
    companies: list[Contact] = strawberry.field(default_factory=list)
    """The company that the person left and the one that the person joined; empty unless the person moved."""


@strawberry.type
class ContactsMutation:
    @mutation(needs=Scope.CONTACTS_WRITE)
    async def create_contact(info: Info, input: CreateContactInput) -> CreateContactPayload:
        """Create a contact."""
        created = await editing.create_contact(input_values(input), now=info.context.now)
        return CreateContactPayload(
            contact=created.contact,
            contact_edge=edge_of(find_contacts(), created.contact),
            company=created.company,
        )

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def update_contact(info: Info, input: UpdateContactInput) -> UpdateContactPayload:
        """Change a contact."""
        values = input_values(input)
        updated = await editing.update_contact(
            values.pop("contact_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateContactPayload(
            contact=updated.contact,
            changed=updated.changed,
            inherited_contact_count=updated.inherited_contact_count,
            companies=updated.companies,
        )
