"""Interaction templates: the type and its queries."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.interactions.finding import find_interactions
from db.sql.keyset_pages import Link
from db.templates.editing import SORTS, find_templates
from db.templates.languages import find_template_languages
from schema.graph.edges import list_of, to_many, to_one
from schema.graph.enums import CorrespondenceType, InformationFlow, InitiatedBy, Scope
from schema.graph.filters import CodeWhere, WhichIds
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId, Node, node
from schema.graph.listed import listed
from schema.graph.money import Money, money_of
from schema.graph.needs import field
from schema.graph.paging import Connection
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import InteractionTemplateAction
from schema.interactions.periods import InteractionStatisticsPeriod, periods_field_by
from schema.interactions.statistics import InteractionStatistics, statistics_field_by


@node(models.InteractionTemplate, needs=Scope.SETUP_READ)
class InteractionTemplate(Node):
    """A kind of interaction: what it is called, what it costs and how long it takes unless said otherwise."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    code: str
    """The key that people know, in upper case, at most 20 characters."""
    description: str
    """What the interaction is called in a language that the template lacks, at most 100 characters."""
    cost: Money = money_of("cost")
    """What such an interaction costs."""
    duration_minutes: int
    """How long such an interaction takes, in minutes."""
    information_flow: InformationFlow | None
    """Which way the information goes; null: the template does not say."""
    initiated_by: InitiatedBy | None
    """Who begins; null: the template does not say."""
    correspondence_type: CorrespondenceType
    """How the contact is written to."""
    ignores_contact_correspondence_type: bool
    """Whether the correspondence type of the template counts even if the contact wants another one."""
    default_language: str | None
    """The language for a contact whose own the template lacks; one of `languages`. Null: none."""
    is_campaign_target: bool
    """Whether its interactions are with targets of their campaign, unless said otherwise."""
    is_campaign_response: bool
    """Whether its interactions are responses to their campaign, unless said otherwise."""
    created_at: datetime
    """When the template was created."""
    updated_at: datetime
    """When the template was last changed."""
    available_actions: list[InteractionTemplateAction] = always_offered(InteractionTemplateAction)
    """What the caller can do with it now."""
    interaction_group: models.InteractionGroup = to_one("interaction_group_id")
    """The group that the template belongs to."""
    campaign: models.Campaign | None = to_one("campaign_id")
    """The campaign that its interactions are for, unless said otherwise; null: none."""
    languages: Connection[models.TemplateLanguage] = to_many(find_template_languages, Link("template_id"))
    """The languages that the template speaks, in the order of their codes."""
    interactions: Connection[models.Interaction] | None = to_many(
        find_interactions,
        Link("template_id"),
    )
    """The entries of the log that were made from the template, the latest first."""
    statistics: InteractionStatistics | None = statistics_field_by("template_id")
    """What the logged entries made from the template amount to."""
    statistics_by: list[InteractionStatisticsPeriod] | None = periods_field_by("template_id")
    """What the logged entries made from the template amount to over time: the earliest period first, those without
    an entry left out; at most 10,000 in all rows of a page."""


@listed(
    models.InteractionTemplate, SORTS, default="by code", search="Finds by any part of code or description."
)
class InteractionTemplateWhere(CodeWhere):
    """Which interaction templates; every field that is given must match, and null asks nothing."""

    interaction_group: WhichIds[models.InteractionGroup] | None = strawberry.UNSET
    """Interaction templates of one of these interaction groups."""
    campaign: WhichIds[models.Campaign] | None = strawberry.UNSET
    """Interaction templates of one of these campaigns; `isNull: true`: those of none."""
    correspondence_type: list[CorrespondenceType] | None = strawberry.UNSET
    """By how the contact is written to: one of these; an empty list matches nothing."""


@strawberry.input(one_of=True)
class InteractionTemplateBy:
    """Exactly one of the keys of an interaction template."""

    id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    """The id that the API gave."""
    code: str | None = strawberry.UNSET
    """The code that people know; upper and lower case do not matter."""


@strawberry.type
class TemplatesQuery:
    interaction_templates: Connection[InteractionTemplate] = list_of(find_templates, needs=Scope.SETUP_READ)
    """All interaction templates, by code unless ordered otherwise."""

    @field(needs=Scope.SETUP_READ)
    async def interaction_template(self, info: Info, by: InteractionTemplateBy) -> InteractionTemplate | None:
        """The interaction template with a key; null if there is none."""
        return await found_by(models.InteractionTemplate, find_templates, by, info)
