"""Which contacts a segment is to have: the criteria as clients give them."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from db import models
from schema.graph.enums import ContactKind, CorrespondenceType, Evaluation, Scope
from schema.graph.filters import StringWhere
from schema.graph.ids import GlobalId
from schema.graph.needs import condition


@strawberry.input
class MomentCriterion:
    """Which moment; every bound that is given must hold."""

    from_: datetime | None = strawberry.field(name="from", default=strawberry.UNSET)
    """At this moment or later."""
    until: datetime | None = strawberry.UNSET
    """Before this moment."""
    on: date | None = strawberry.UNSET
    """On this day in UTC."""


@condition(needs=Scope.INTERACTIONS_READ)
class InteractionCriteria:
    """What one past interaction has to be: one and the same must match all that is given."""

    template_ids: list[GlobalId[models.InteractionTemplate]] | None = strawberry.UNSET
    """Made from one of these templates."""
    interaction_group_ids: list[GlobalId[models.InteractionGroup]] | None = strawberry.UNSET
    """Of one of these interaction groups."""
    salesperson_ids: list[GlobalId[models.Salesperson]] | None = strawberry.UNSET
    """Of one of these salespeople."""
    segment_ids: list[GlobalId[models.Segment]] | None = strawberry.UNSET
    """Made by logging one of these segments."""
    campaign_ids: list[GlobalId[models.Campaign]] | None = strawberry.UNSET
    """For one of these campaigns."""
    evaluation: list[Evaluation] | None = strawberry.UNSET
    """One of these evaluations."""
    attempt_failed: bool | None = strawberry.UNSET
    """Only failed attempts, or only others."""
    occurred_at: MomentCriterion | None = strawberry.UNSET
    """When it happened."""


@condition(needs=Scope.CONTACTS_READ)
class SegmentCriteriaInput:
    """Which contacts: they meet everything that is given, and within a list any of its values.

    A list must not be empty. What is null says nothing; criteria that say nothing at all are refused.
    """

    number: StringWhere | None = strawberry.UNSET
    """By number."""
    name: StringWhere | None = strawberry.UNSET
    """By name."""
    email: StringWhere | None = strawberry.UNSET
    """By e-mail address."""
    city: StringWhere | None = strawberry.UNSET
    """By city. On SQLite, the case of other letters than A to Z matters."""
    post_code: StringWhere | None = strawberry.UNSET
    """By postal code."""
    country: StringWhere | None = strawberry.UNSET
    """By the two letters of the country."""
    language: StringWhere | None = strawberry.UNSET
    """By language, as BCP 47 writes it; `startsWith: "de"` finds de-CH too."""
    kind: list[ContactKind] | None = strawberry.UNSET
    """Companies, persons, or both."""
    correspondence_type: list[CorrespondenceType] | None = strawberry.UNSET
    """By how the contact wants to be written to."""
    excluded_from_segments: bool | None = strawberry.UNSET
    """Only those excluded from segments, or only others."""
    privacy_blocked: bool | None = strawberry.UNSET
    """Only those blocked for privacy, or only others."""
    company_ids: list[GlobalId[models.Contact]] | None = strawberry.UNSET
    """These companies and their people."""
    salesperson_ids: list[GlobalId[models.Salesperson]] | None = strawberry.UNSET
    """The contacts of these salespeople."""
    mailing_group_ids: list[GlobalId[models.MailingGroup]] | None = strawberry.UNSET
    """In one of these mailing groups."""
    industry_group_ids: list[GlobalId[models.IndustryGroup]] | None = strawberry.UNSET
    """Companies in one of these industry groups, and their people."""
    job_responsibility_ids: list[GlobalId[models.JobResponsibility]] | None = strawberry.UNSET
    """Persons with one of these job responsibilities."""
    on_segment_ids: list[GlobalId[models.Segment]] | None = strawberry.UNSET
    """On any of these segments, open or logged."""
    not_on_segment_ids: list[GlobalId[models.Segment]] | None = strawberry.UNSET
    """On none of these segments."""
    interactions: InteractionCriteria | None = strawberry.UNSET
    """With a past interaction. Canceled and postponed ones do not count."""
