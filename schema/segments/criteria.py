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
    """What one past interaction has to be: one and the same must match all that is given."""

    template: WhichIds[models.InteractionTemplate] | None = strawberry.UNSET
    """By the template that it was made from."""
    interaction_group: WhichIds[models.InteractionGroup] | None = strawberry.UNSET
    """By interaction group."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """By salesperson."""
    segment: WhichIds[models.Segment] | None = strawberry.UNSET
    """By the segment whose logging made it."""
    campaign: WhichIds[models.Campaign] | None = strawberry.UNSET
    """By the campaign that it was for."""
    evaluation: list[Evaluation] | None = strawberry.UNSET
    """One of these evaluations."""
    attempt_failed: bool | None = strawberry.UNSET
    """Only failed attempts, or only others."""
    occurred_at: DateTimeWhere | None = strawberry.UNSET
    """When it happened."""


@condition(needs=Scope.CONTACTS_READ)
class SegmentCriteriaInput:
    """Which contacts: they meet everything that is given, and within a list any of its values.

    A list must not be empty. What is null says nothing; criteria that say nothing at all are refused. Each field means
    what the field of the same name in `ContactWhere` means.
    """

    number: StringWhere | None = strawberry.UNSET
    """By number."""
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
    """By how the contact wants to be written to: one of these."""
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
    mailing_group: WhichIds[models.MailingGroup] | None = strawberry.UNSET
    """In one of some mailing groups; `isNull`: in none at all."""
    industry_group: WhichIds[models.IndustryGroup] | None = strawberry.UNSET
    """Companies in one of some industry groups, and their people; `isNull`: in none at all."""
    job_responsibility: WhichIds[models.JobResponsibility] | None = strawberry.UNSET
    """Persons with one of some job responsibilities; `isNull`: without any."""
    segment: WhichIds[models.Segment] | None = strawberry.UNSET
    """On one of some segments, open or logged; `isNull`: on none at all."""
    not_on_segment_ids: list[GlobalId[models.Segment]] | None = strawberry.UNSET
    """On none of these segments, at most 1,000."""
    interactions: InteractionCriteriaInput | None = strawberry.UNSET
    """With a past interaction. Canceled and postponed ones do not count."""
