"""Which contacts, and in which order: the filters and orders of lists of contacts."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.finding import SORTS, find_contacts
from db.contacts.merged import kept_contact_by
from schema.contacts.types import Contact
from schema.graph.edges import list_of
from schema.graph.enums import ContactKind, CorrespondenceType, Scope
from schema.graph.filters import RowWhere, StringWhere, WhichIds
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId
from schema.graph.listed import listed
from schema.graph.needs import field
from schema.graph.paging import Connection
from schema.segments.criteria import InteractionCriteriaInput


@listed(
    models.Contact,
    SORTS,
    default="by number",
    search="Finds by any part of a name, number, e-mail or telephone number; accents do not matter.",
)
class ContactWhere(RowWhere):
    """Which contacts; every field that is given must match, and null asks nothing."""

    number: StringWhere | None = strawberry.UNSET
    """By number."""
    external_id: StringWhere | None = strawberry.UNSET
    """By the id of the contact in another system; here upper and lower case matter."""
    name: StringWhere | None = strawberry.UNSET
    """By name."""
    email: StringWhere | None = strawberry.UNSET
    """By e-mail address."""
    city: StringWhere | None = strawberry.UNSET
    """By city. Upper and lower case do not matter; on SQLite they do for other letters than A to Z."""
    region: StringWhere | None = strawberry.UNSET
    """By state, province, county or other part of the country, as it is written in the address. Upper and lower case do
    not matter; on SQLite they do for other letters than A to Z."""
    postal_code: StringWhere | None = strawberry.UNSET
    """By postal code. On SQLite, the case of other letters than A to Z matters."""
    country_code: StringWhere | None = strawberry.UNSET
    """By country, by its two letters of ISO 3166."""
    language: StringWhere | None = strawberry.UNSET
    """By language, as BCP 47 writes it; `startsWith: "de"` finds de-CH too."""
    kind: ContactKind | None = strawberry.UNSET
    """Only companies, or only persons."""
    correspondence_type: list[CorrespondenceType] | None = strawberry.UNSET
    """By how the contact wants to be written to: one of these; an empty list matches nothing."""
    excluded_from_segments: bool | None = strawberry.UNSET
    """True: only contacts excluded from segments; false: only others."""
    privacy_blocked: bool | None = strawberry.UNSET
    """True: only contacts blocked for privacy; false: only others."""
    company: WhichIds[models.Contact] | None = strawberry.UNSET
    """The people of these companies, without the companies themselves; `isNull: true`: those who belong to no
    company."""
    entire_company: WhichIds[models.Contact] | None = strawberry.UNSET
    """These companies and their people; `isNull: true`: persons without a company."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """The contacts of these salespeople; `isNull: true`: those of no salesperson."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The contacts of a salesperson: short for `salesperson: { eq: … }`."""
    mailing_group: WhichIds[models.MailingGroup] | None = strawberry.UNSET
    """Contacts in at least one of these mailing groups; `isNull: true`: in none at all."""
    industry_group: WhichIds[models.IndustryGroup] | None = strawberry.UNSET
    """Companies in at least one of these industry groups, and their people; `isNull: true`: in none at all."""
    job_responsibility: WhichIds[models.JobResponsibility] | None = strawberry.UNSET
    """Persons with at least one of these job responsibilities; `isNull: true`: without any."""
    segment: WhichIds[models.Segment] | None = strawberry.UNSET
    """Contacts on at least one of these segments, open or logged; `isNull: true`: on none at all."""
    segment_id: GlobalId[models.Segment] | None = strawberry.UNSET
    """The contacts on a segment: short for `segment: { eq: … }`."""
    not_on_segment_ids: list[GlobalId[models.Segment]] | None = strawberry.UNSET
    """Contacts on none of these segments, at most 1,000."""
    interactions: InteractionCriteriaInput | None = strawberry.UNSET
    """Contacts with a logged interaction that is like this. Canceled and postponed ones do not count."""


@strawberry.input(one_of=True)
class ContactBy:
    """Exactly one of the keys of a contact."""

    id: GlobalId[models.Contact] | None = strawberry.UNSET
    """The id that the API gave."""
    number: str | None = strawberry.UNSET
    """The number that people know; upper and lower case do not matter."""
    external_id: str | None = strawberry.UNSET
    """The id of the contact in another system; upper and lower case matter."""


@strawberry.type
class ContactsQuery:
    contacts: Connection[Contact] = list_of(
        find_contacts,
        needs=Scope.CONTACTS_READ,
    )
    """All contacts, by number unless ordered otherwise."""

    @field(needs=Scope.CONTACTS_READ)
    async def contact(self, info: Info, by: ContactBy) -> Contact | None:
        """The contact with a key; null if there is none."""
        return await found_by(models.Contact, find_contacts, by, info, successor=kept_contact_by)
