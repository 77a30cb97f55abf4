"""Campaign entries: the type. They are made by logging."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns.finding import ENTRY_SORTS
from db.interactions.finding import find_interactions
from db.sql.keyset_pages import Link
from db.sql.loaders import rows_by_id
from schema.execution.batch import batch
from schema.graph.edges import to_many, to_one
from schema.graph.enums import Scope
from schema.graph.filters import DateTimeWhere, RowWhere, WhichIds
from schema.graph.ids import Node, node
from schema.graph.listed import listed
from schema.graph.paging import Connection, Direction
from schema.guards.available_actions import offered


@strawberry.enum
class CampaignEntryAction(StrEnum):
    """What can be done with a campaign entry."""

    CANCEL = "CANCEL"
    """Mark the campaign entry and its interactions as a mistake: `cancelCampaignEntry`."""
    RESTORE = "RESTORE"
    """Take back that the campaign entry was canceled: `restoreCampaignEntry`."""
    DELETE = "DELETE"
    """Delete the campaign entry; its interactions stay: `deleteCampaignEntry`."""


@node(models.CampaignEntry, needs=Scope.CAMPAIGNS_READ)
class CampaignEntry(Node):
    """What counts towards a campaign: a logged segment, or the interactions that no segment logged."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    description: str
    """The description of the segment when it was logged, or of the campaign."""
    occurred_at: datetime
    """When it happened, or when the first of its interactions was logged."""
    is_stand_alone: bool
    """Whether it gathers interactions that were not logged with a segment."""
    canceled_at: datetime | None
    """When it was canceled; null: it is not."""
    created_at: datetime
    """When it was made."""
    updated_at: datetime
    """When it was last changed."""
    canceled_by: models.KnownCaller | None = to_one("canceled_by_id")
    """Who canceled it; null while it is not. Null too: it was before authors were kept."""
    campaign: models.Campaign = to_one("campaign_id")
    """The campaign that it counts towards."""
    segment: models.Segment | None = to_one("segment_id")
    """The segment whose logging made it; null for interactions of their own, and if it was deleted since."""
    salesperson: models.Salesperson | None = to_one("salesperson_id")
    """Who was responsible for the segment, or for the campaign; null: none was named there."""
    interactions: Connection[models.Interaction] | None = to_many(
        find_interactions, Link("campaign_entry_id")
    )
    """Its entries of the log, the latest first."""

    @strawberry.field
    @batch(reads=("canceled_at", "segment_id"))
    async def available_actions(
        parents: list[models.CampaignEntry], info: Info
    ) -> list[list[CampaignEntryAction]]:
        """What can be done with it now."""
        return offered(await _actions(parents), info)


async def _actions(entries: list[models.CampaignEntry]) -> list[list[CampaignEntryAction]]:
    canceled = [each.segment_id for each in entries if each.is_canceled]
    segments = await rows_by_id(models.Segment, canceled, frozenset({"status"}))
    return [_possible(each, segments.get(each.segment_id or 0)) for each in entries]


def _possible(entry: models.CampaignEntry, segment: models.Segment | None) -> list[CampaignEntryAction]:
    if not entry.is_canceled:
        return [CampaignEntryAction.CANCEL]
    restorable = segment is None or segment.status is not models.SegmentStatus.CANCELED
    return [*([CampaignEntryAction.RESTORE] if restorable else []), CampaignEntryAction.DELETE]


@listed(models.CampaignEntry, ENTRY_SORTS, default="the latest first", direction=Direction.DESC)
class CampaignEntryWhere(RowWhere):
    """Which campaign entries; every field that is given must match, and null asks nothing."""

    campaign: WhichIds[models.Campaign] | None = strawberry.UNSET
    """Campaign entries that count towards one of these campaigns."""
    segment: WhichIds[models.Segment] | None = strawberry.UNSET
    """Campaign entries that logging one of these segments made; `isNull: true`: those of no segment."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """Campaign entries of one of these salespeople; `isNull: true`: those of none."""
    is_stand_alone: bool | None = strawberry.UNSET
    """True: only campaign entries that gather interactions logged without a segment; false: only others."""
    occurred_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it happened."""
    canceled_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it was canceled; `isNull: true`: those that count."""
