"""Campaigns: the type and its queries."""

from __future__ import annotations

from datetime import date, datetime

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns.finding import SORTS, find_campaign_entries, find_campaigns
from db.interactions.finding import find_interactions
from db.segments.finding import find_segments
from db.sql.keyset_pages import Link
from db.templates.editing import find_templates
from schema.campaigns.statistics import CampaignStatistics, statistics_of_campaigns
from schema.graph.edges import list_of, to_many, to_one
from schema.graph.enums import Scope
from schema.graph.filters import RowWhere, StringWhere, WhichIds
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId, Node, node
from schema.graph.listed import listed
from schema.graph.needs import field
from schema.graph.paging import Connection
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import CampaignAction
from schema.interactions.periods import InteractionStatisticsPeriod, periods_field_by


@node(models.Campaign, needs=Scope.CAMPAIGNS_READ)
class Campaign(Node):
    """What several segments and interactions count towards."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    number: str
    """The number that people know, in upper case, at most 20 characters."""
    description: str
    """What the campaign is about, at most 100 characters."""
    starts_on: date | None
    """The first day; null: no such bound."""
    ends_on: date | None
    """The last day; null: no such bound."""
    created_at: datetime
    """When the campaign was created."""
    updated_at: datetime
    """When the campaign was last changed."""
    available_actions: list[CampaignAction] = always_offered(CampaignAction)
    """What the caller can do with it now."""
    salesperson: models.Salesperson | None = to_one("salesperson_id")
    """Who is responsible; null: nobody."""
    status: models.CampaignStatus | None = to_one("status_id")
    """Where the campaign stands, in the user's own words; null: nobody said."""
    entries: Connection[models.CampaignEntry] = to_many(find_campaign_entries, Link("campaign_id"))
    """What counts towards it: logged segments and interactions of their own, the latest first."""
    segments: Connection[models.Segment] | None = to_many(find_segments, Link("campaign_id"))
    """The segments that are for it, open and logged ones, by number."""
    interactions: Connection[models.Interaction] | None = to_many(
        find_interactions,
        Link("campaign_id"),
    )
    """The entries of the log that are for it, the latest first."""
    interaction_templates: Connection[models.InteractionTemplate] | None = to_many(
        find_templates, Link("campaign_id")
    )
    """The interaction templates whose interactions are for it unless said otherwise, by code."""
    statistics: CampaignStatistics = statistics_of_campaigns()
    """What it came to, over logged entries: neither canceled nor postponed ones."""
    statistics_by: list[InteractionStatisticsPeriod] | None = periods_field_by("campaign_id")
    """What its logged entries amount to over time: the earliest period first, those without
    an entry left out; at most 10,000 in all rows of a page."""


@listed(models.Campaign, SORTS, default="by number", search="Finds by any part of number or description.")
class CampaignWhere(RowWhere):
    """Which campaigns; every field that is given must match, and null asks nothing."""

    number: StringWhere | None = strawberry.UNSET
    """By number."""
    description: StringWhere | None = strawberry.UNSET
    """By description."""
    status: WhichIds[models.CampaignStatus] | None = strawberry.UNSET
    """Campaigns in one of these campaign statuses; `isNull: true`: those in none."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """Campaigns of one of these salespeople; `isNull: true`: those of none."""
    running_on: date | None = strawberry.UNSET
    """Campaigns that run on this day: they have begun by then and are not over."""


@strawberry.input(one_of=True)
class CampaignBy:
    """Exactly one of the keys of a campaign."""

    id: GlobalId[models.Campaign] | None = strawberry.UNSET
    """The id that the API gave."""
    number: str | None = strawberry.UNSET
    """The number that people know; upper and lower case do not matter."""


@strawberry.type
class CampaignsQuery:
    campaigns: Connection[Campaign] | None = list_of(find_campaigns, needs=Scope.CAMPAIGNS_READ)
    """All campaigns, by number unless ordered otherwise."""

    @field(needs=Scope.CAMPAIGNS_READ)
    async def campaign(self, info: Info, by: CampaignBy) -> Campaign | None:
        """The campaign with a key; null if there is none."""
        return await found_by(models.Campaign, find_campaigns, by, info)
