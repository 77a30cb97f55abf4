"""Which contacts a segment is to have: the criteria as clients give them."""

from __future__ import annotations

import strawberry

from db import models
from schema.graph.enums import ContactKind, CorrespondenceType, Evaluation, Scope
from schema.graph.filters import DateTimeWhere, StringWhere, WhichIds
from schema.graph.ids import GlobalId
from schema.graph.needs import condition


@condition(needs=Scope.INTERACTIONS_READ)
class InteractionCriteriaInput:
    """What one logged interaction has to be like: one and the same interaction must match all that is given. Null
    asks nothing."""

    template: WhichIds[models.InteractionTemplate] | None = strawberry.UNSET
    """By the interaction template that it was made from."""
    interaction_group: WhichIds[models.InteractionGroup] | None = strawberry.UNSET
    """By the interaction group of its template."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """By the salesperson who was responsible."""
    segment: WhichIds[models.Segment] | None = strawberry.UNSET
    """By the segment whose logging made it; `isNull: true`: it was logged without a segment."""
    campaign: WhichIds[models.Campaign] | None = strawberry.UNSET
    """By the campaign that it was for; `isNull: true`: it was for none."""
    evaluation: list[Evaluation] | None = strawberry.UNSET
    """By how it went: one of these. A list must not be empty in criteria of segments; as a filter it then matches
    nothing."""
    attempt_failed: bool | None = strawberry.UNSET
    """True: only failed attempts, in which the contact was not reached; false: only others."""
    occurred_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it happened."""


@condition(needs=Scope.CONTACTS_READ)
class SegmentCriteriaInput:
    """Which contacts: those that meet everything that is given, and within a list any of its values. A list must not
    be empty. What is left out or null asks nothing; criteria that ask nothing at all are refused. Each field means
    what the field of this name in `ContactWhere` means."""

    number: StringWhere | None = strawberry.UNSET
    """By number."""
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
    """By how the contact wants to be written to: one of these. An empty list is refused."""
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
    mailing_group: WhichIds[models.MailingGroup] | None = strawberry.UNSET
    """Contacts in at least one of these mailing groups; `isNull: true`: in none at all."""
    industry_group: WhichIds[models.IndustryGroup] | None = strawberry.UNSET
    """Companies in at least one of these industry groups, and their people; `isNull: true`: in none at all."""
    job_responsibility: WhichIds[models.JobResponsibility] | None = strawberry.UNSET
    """Persons with at least one of these job responsibilities; `isNull: true`: without any."""
    segment: WhichIds[models.Segment] | None = strawberry.UNSET
    """Contacts on at least one of these segments, open or logged; `isNull: true`: on none at all."""
    not_on_segment_ids: list[GlobalId[models.Segment]] | None = strawberry.UNSET
    """Contacts on none of these segments, at most 1,000."""
    interactions: InteractionCriteriaInput | None = strawberry.UNSET
    """Contacts with a logged interaction that is like this. Canceled and postponed ones do not count."""
