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
    """Which contacts; every field that is given must match."""

    number: StringWhere | None = strawberry.UNSET
    """By number."""
    external_id: StringWhere | None = strawberry.UNSET
    """By the id in another system; here upper and lower case matter."""
    name: StringWhere | None = strawberry.UNSET
    """By name."""
    email: StringWhere | None = strawberry.UNSET
    """By e-mail address."""
    city: StringWhere | None = strawberry.UNSET
    """By city. On SQLite, the case of other letters than A to Z matters."""
    region: StringWhere | None = strawberry.UNSET
    """By state, province, county or other part of the country, as it is written in the address. On SQLite, the case of
    other letters than A to Z matters."""
    postal_code: StringWhere | None = strawberry.UNSET
    """By postal code. On SQLite, the case of other letters than A to Z matters."""
    country_code: StringWhere | None = strawberry.UNSET
    """By the two letters of the country."""
    language: StringWhere | None = strawberry.UNSET
    """By language, as BCP 47 writes it; `startsWith: "de"` finds de-CH too."""
    kind: ContactKind | None = strawberry.UNSET
    """Companies only, or persons only."""
    correspondence_type: list[CorrespondenceType] | None = strawberry.UNSET
    """By how the contact wants to be written to: one of these; an empty list matches nothing."""
    excluded_from_segments: bool | None = strawberry.UNSET
    """Only those excluded from segments, or only others."""
    privacy_blocked: bool | None = strawberry.UNSET
    """Only those blocked for privacy, or only others."""
    company: WhichIds[models.Contact] | None = strawberry.UNSET
    """The people of companies, without the companies themselves; `isNull`: who belongs to no company."""
    entire_company: WhichIds[models.Contact] | None = strawberry.UNSET
    """Companies and their people; `isNull`: persons without a company."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """The contacts of salespeople; `isNull`: those of none."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The contacts of a salesperson: short for `salesperson: { eq: … }`."""
    mailing_group: WhichIds[models.MailingGroup] | None = strawberry.UNSET
    """In one of some mailing groups; `isNull`: in none at all."""
    industry_group: WhichIds[models.IndustryGroup] | None = strawberry.UNSET
    """Companies in one of some industry groups, and their people; `isNull`: in none at all."""
    job_responsibility: WhichIds[models.JobResponsibility] | None = strawberry.UNSET
    """Persons with one of some job responsibilities; `isNull`: without any."""
    segment: WhichIds[models.Segment] | None = strawberry.UNSET
    """On one of some segments, open or logged; `isNull`: on none at all."""
    segment_id: GlobalId[models.Segment] | None = strawberry.UNSET
    """The contacts on a segment: short for `segment: { eq: … }`."""
    not_on_segment_ids: list[GlobalId[models.Segment]] | None = strawberry.UNSET
    """On none of these segments, at most 1,000."""
    interactions: InteractionCriteriaInput | None = strawberry.UNSET
    """With a past interaction. Canceled and postponed ones do not count."""


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
        needs=Scope.CONTACTS_READ,
    )
    """All contacts, by number unless ordered otherwise."""

    @field(needs=Scope.CONTACTS_READ)
    async def contact(self, info: Info, by: ContactBy) -> Contact | None:
        """The contact with a key; null if there is none."""
        return await found_by(models.Contact, find_contacts, by, info, successor=kept_contact_by)
