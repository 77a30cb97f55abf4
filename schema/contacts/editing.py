"""Changing contacts: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.contacts import editing
from db.contacts.finding import find_contacts
from schema.contacts.postal_addresses import PostalAddressInput
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
    """The id of the contact in another system, at most 100 characters; no two contacts have the same. Null: none."""
    company_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """The company that the person belongs to; null: none. A company has none."""
    first_name: str | None = strawberry.UNSET
    """The first name of a person, at most 50 characters; null: none. A name that was made of its parts changes with
    it."""
    middle_name: str | None = strawberry.UNSET
    """The middle name of a person, at most 50 characters; null: none. A name that was made of its parts changes with
    it."""
    surname: str | None = strawberry.UNSET
    """The surname of a person, at most 50 characters; null: none. A name that was made of its parts changes with it."""
    initials: str | None = strawberry.UNSET
    """The initials of a person, at most 10 characters; null: none. They are no part of the name."""
    salutation_id: GlobalId[models.Salutation] | None = strawberry.UNSET
    """The salutation by which the contact is greeted; null: none. Left out for a new contact: the default of
    marketing setup for a company or a person."""
    job_title: str | None = strawberry.UNSET
    """What the person is in the company, at most 100 characters; null: nothing is said."""
    email: str | None = strawberry.UNSET
    """The e-mail address, at most 254 characters; null: none."""
    phone: str | None = strawberry.UNSET
    """The telephone number, with + and the country code, or as written in the country of the contact, else in the
    default country; at most 40 characters. It is kept with + and the country code. Null: none."""
    mobile_phone: str | None = strawberry.UNSET
    """The mobile telephone number, with + and the country code, or as written in the country of the contact, else in
    the default country; at most 40 characters. It is kept with + and the country code. Null: none."""
    language: str | None = strawberry.UNSET
    """The language to write in, as BCP 47 writes it (en, de-CH), at most 35 characters; null: none. Left out for a
    new contact: that of the company if inherited, else the default of marketing setup."""
    address: PostalAddressInput | None = strawberry.UNSET
    """Where the contact gets post. Of the parts, those that are left out stay; null clears all of them.

    People inherit the address of their company as one value, as far as marketing setup lets them: one part that differs
    makes it the person's own. A new contact whose address names no country gets the one that it would have inherited,
    else the default of marketing setup; `countryCode: null` leaves it empty.
    """
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The salesperson who is responsible; null: nobody. A caller who sees only their own contacts becomes responsible
    for a new one unless another is named."""
    correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How the contact wants to be written to; null is refused. Left out for a new contact: the default of marketing
    setup."""
    excluded_from_segments: bool | None = strawberry.UNSET
    """Whether criteria leave this contact out of segments; null is refused. Left out for a new contact: false."""
    privacy_blocked: bool | None = strawberry.UNSET
    """Whether no interaction may be created for this contact; null is refused. Left out for a new contact: false. It
    is always true for a minor without parental consent."""
    is_minor: bool | None = strawberry.UNSET
    """Whether the person is under age; null is refused. Left out for a new contact: false. Without parental consent a
    minor is blocked for privacy."""
    has_parental_consent: bool | None = strawberry.UNSET
    """Whether the parents of a person under age agreed; null is refused. Left out for a new contact: false."""


@strawberry.input
class CreateContactInput(ContactValues, ActionInput):
    """A new company or person. What is left out comes from the company of a person, as far as marketing setup
    lets it be inherited, else from the defaults of marketing setup, or stays empty."""

    kind: ContactKind
    """Whether it is a company or a person."""
    name: str | None = strawberry.UNSET
    """The name, at most 100 characters. Left out or null for a person: made of first name, middle name and surname. A
    company needs one."""
    number: str | None = strawberry.UNSET
    """A number of your own, at most 20 characters, kept in upper case; left out or null: the next of the number
    series for contacts."""


@strawberry.type
class CreateContactPayload(Payload):
    """The new contact."""

    contact: Contact | None = None
    """The contact that was created."""
    contact_edge: Edge[Contact] | None = None
    """The contact as an edge of `contacts`."""
    company: Contact | None = None
    """The company that has a new person; null if the new contact belongs to none."""


@strawberry.input
class UpdateContactInput(ContactValues, RevisionCheckedInput):
    """Changes of a contact. What is left out stays; null clears, or is refused where the field says so.

    As far as marketing setup lets it be inherited, the people of a company get its new value where theirs was the old
    one, and a person who gets another company takes its values where the person has no other ones.
    """

    contact_id: GlobalId[models.Contact]
    """The contact to change."""
    kind: ContactKind | None = strawberry.UNSET
    """Whether it is a company or a person; left out: it stays. Null is refused."""
    name: str | None = strawberry.UNSET
    """The name, at most 100 characters; left out: it stays, unless it was made of the parts that change. Null is
    refused for a company. A name that is given stands, whatever its parts."""
    number: str | None = strawberry.UNSET
    """A number of your own, at most 20 characters, kept in upper case; left out: it stays. Null is refused."""


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
