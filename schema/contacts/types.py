"""Contacts: the type."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.alternative_addresses import find_alternative_addresses
from db.contacts.duplicates import COMPARED
from db.contacts.finding import find_contacts, last_interactions
from db.groupings.industry_groups import INDUSTRY_GROUPS, find_industry_groups
from db.groupings.job_responsibilities import JOB_RESPONSIBILITIES, find_job_responsibilities
from db.groupings.mailing_groups import MAILING_GROUPS, find_mailing_groups
from db.interactions.finding import POSTPONED_SORTS, find_interactions, find_postponed_interactions
from db.segments.finding import find_segments
from db.sql.keyset_pages import Link
from schema.contacts.actions import ContactAction, possible_actions
from schema.contacts.alternative_addresses import active_below
from schema.contacts.duplicates import DuplicateCandidate, duplicates_below
from schema.contacts.postal_addresses import PostalAddress, address_field
from schema.contacts.timeline import TimelineItemConnection, check_timeline, timelines_below
from schema.execution.batch import batch
from schema.graph.checked_arguments import checks_arguments
from schema.graph.edges import to_many, to_one
from schema.graph.enums import ContactKind, CorrespondenceType, Formality, Scope
from schema.graph.ids import Node, node
from schema.graph.needs import field
from schema.graph.paging import After, Before, Connection, First, Last
from schema.guards.available_actions import offered
from schema.interactions.periods import InteractionStatisticsPeriod, periods_field_of_contacts
from schema.interactions.statistics import InteractionStatistics, statistics_field_of_contacts
from schema.salutations.formulas import greetings_below, spoken_language


@node(models.Contact, needs=Scope.CONTACTS_READ)
class Contact(Node):
    """A company or a person that we talk to."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    number: str
    """The number that people know, in upper case, at most 20 characters."""
    external_id: str | None
    """The id of this contact in another system, at most 100 characters; null: none is known."""
    kind: ContactKind
    """Company or person."""
    name: str
    """The name, at most 100 characters."""
    first_name: str | None
    """The first name of the person; null: unknown, and of every company."""
    middle_name: str | None
    """The middle name of the person; null: none or unknown, and of every company."""
    surname: str | None
    """The surname of the person; null: unknown, and of every company."""
    initials: str | None
    """The initials of the person; null: unknown, and of every company."""
    job_title: str | None
    """What the person is in the company; null: unknown."""
    email: str | None
    """The e-mail address; null: none is known."""
    phone: str | None
    """The telephone number in international form (E.164); null: none is known."""
    mobile_phone: str | None
    """The mobile telephone number in international form (E.164); null: none is known."""
    language: str | None
    """The language to write in, as BCP 47 writes it: en, de-CH. Null: unknown."""
    address: PostalAddress = address_field()
    """Where the contact gets post; of a contact without an address all its parts are null."""
    correspondence_type: CorrespondenceType
    """How this contact wants to be written to."""
    excluded_from_segments: bool
    """Whether criteria leave this contact out of segments."""
    privacy_blocked: bool
    """Whether no interaction may be created for this contact."""
    is_minor: bool
    """Whether the person is under age; without parental consent privacy-blocked."""
    has_parental_consent: bool
    """Whether the parents of a minor agreed."""
    created_at: datetime
    """When the contact was created."""
    updated_at: datetime
    """When the contact was last changed."""
    company: Contact | None = to_one("company_id")
    """The company that the person belongs to; null: none, or the caller may not see it. Null for every company."""
    people: Connection[Contact] = to_many(find_contacts, Link("company_id"))
    """The people of the company, by number."""
    salesperson: models.Salesperson | None = to_one("salesperson_id")
    """Who is responsible for this contact; null: nobody."""
    salutation: models.Salutation | None = to_one("salutation_id")
    """How this contact is greeted; its formulas say how that reads. Null: the default of marketing setup counts."""
    interactions: Connection[models.Interaction] = to_many(
        find_interactions,
        Link("contact_id"),
    )
    """The entries of the interaction log for this contact, the latest first. Postponed ones are not in it."""
    postponed_interactions: Connection[models.Interaction] = to_many(
        find_postponed_interactions, Link("contact_id"), sorts=POSTPONED_SORTS
    )
    """What is still to be finished with this contact, the last postponed first."""
    segments: Connection[models.Segment] = to_many(
        find_segments, Link("contact_id", "segment_line", "segment_id", only=models.SegmentLine.not_removed)
    )
    """The segments that this contact is on, by number."""
    mailing_groups: Connection[models.MailingGroup] | None = to_many(
        find_mailing_groups, MAILING_GROUPS.below_contact
    )
    """The mailing groups that this contact is in, by code."""
    industry_groups: Connection[models.IndustryGroup] | None = to_many(
        find_industry_groups, INDUSTRY_GROUPS.below_contact, reads=("company_id", "id")
    )
    """The industry groups of the company; those of a person are those of the person's company. By code."""
    job_responsibilities: Connection[models.JobResponsibility] | None = to_many(
        find_job_responsibilities, JOB_RESPONSIBILITIES.below_contact
    )
    """The job responsibilities of the person, by code. A company has none."""
    statistics: InteractionStatistics | None = statistics_field_of_contacts()
    """What the logged entries amount to: with the contact, and for a company with its people too."""
    statistics_by: list[InteractionStatisticsPeriod] | None = periods_field_of_contacts()
    """What the logged entries amount to over time, for a company those of its people too: the earliest period first,
    those without an entry left out; at most 10,000 in all rows of a page."""

    @strawberry.field
    @batch(reads="privacy_blocked")
    def available_actions(parents: list[models.Contact], info: Info) -> list[list[ContactAction]]:
        """What the caller can do with it now."""
        return offered([possible_actions(parent) for parent in parents], info)

    @strawberry.field
    @checks_arguments(check_timeline)
    @batch(reads="id")
    async def timeline(
        parents: list[models.Contact],
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> list[TimelineItemConnection | None]:
        """All interactions, postponed and canceled ones too, and the notes on them, the newest first.

        A company has those that count towards it, with whichever of its people they were.
        """
        return await timelines_below(parents, info, first=first, after=after, last=last, before=before)

    @strawberry.field
    @batch(reads=("id", *COMPARED))
    async def duplicates(parents: list[models.Contact], info: Info) -> list[list[DuplicateCandidate]]:
        """Contacts of the same kind that look like this one, with the most reasons first, at most 20.

        Those that were marked as distinct from it (`distinctContacts`) are left out.
        """
        return await duplicates_below(parents, info)  # type: ignore[return-value]

    distinct_contacts: Connection[Contact] = to_many(
        find_contacts, Link("contact_id", "distinct_contact", "other_contact_id")
    )
    """Contacts that somebody marked as not the same as this one (`markContactsAsDistinct`), by number."""

    alternative_addresses: Connection[models.AlternativeAddress] = to_many(
        find_alternative_addresses, Link("contact_id")
    )
    """Where else the contact is to be found at certain times, by code."""

    @strawberry.field
    @batch(reads="id")
    async def active_alternative_address(
        parents: list[models.Contact],
        info: Info,
        on: Annotated[
            date | None, strawberry.argument(description="The day; left out: today, in UTC.")
        ] = strawberry.UNSET,
    ) -> list[models.AlternativeAddress | None]:
        """The alternative address in force on a day, of several the one whose period began last; null: none is."""
        return await active_below(parents, info, on or info.context.now.date())  # type: ignore[return-value]

    @strawberry.field
    @checks_arguments(lambda context, given: spoken_language(given.get("language") or None))
    @batch(reads="id")
    async def greeting(
        parents: list[models.Contact],
        formality: Annotated[
            Formality, strawberry.argument(description="How formal; the formal one unless given.")
        ] = Formality.FORMAL,
        language: Annotated[
            str | None, strawberry.argument(description="The language; left out: that of the contact.")
        ] = strawberry.UNSET,
    ) -> list[str | None]:
        """What a letter to this contact would begin with; null if its salutation has no such formula.

        Without a salutation it is the default of marketing setup. The language must match exactly: a contact
        with de-CH is not greeted in de.
        """
        return await greetings_below(parents, formality, language or None)

    @field(needs=Scope.INTERACTIONS_READ)
    @batch(reads="id")
    async def last_interaction_at(parents: list[models.Contact], info: Info) -> list[datetime | None]:
        """When this contact was last reached; null: never. Failed attempts, postponed and canceled entries do not
        count."""
        moments = await last_interactions([parent.id for parent in parents])
        return [moments.get(parent.id) for parent in parents]
