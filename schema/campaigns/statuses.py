"""Campaign statuses: the type, its inputs and payloads, its query and mutations."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns import statuses
from db.campaigns.finding import find_campaigns
from db.campaigns.statuses import SORTS, find_campaign_statuses
from db.sql.keyset_pages import Link
from schema.graph.edges import list_of, to_many
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import CodeWhere
from schema.graph.ids import GlobalId, Node, global_id, node
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.listed import listed
from schema.graph.paging import Connection, Edge, edge_of
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import CampaignStatusAction


@node(models.CampaignStatus, needs=Scope.CAMPAIGNS_READ)
class CampaignStatus(Node):
    """A word of the user's own for where a campaign stands."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    code: str
    """The key that people know, in upper case, at most 20 characters."""
    description: str
    """What it means, at most 100 characters."""
    created_at: datetime
    """When the status was created."""
    updated_at: datetime
    """When the status was last changed."""
    available_actions: list[CampaignStatusAction] = always_offered(CampaignStatusAction)
    """What the caller can do with it now."""
    campaigns: Connection[models.Campaign] = to_many(find_campaigns, Link("status_id"))
    """The campaigns in this status, by number."""


@listed(models.CampaignStatus, SORTS, default="by code", search="Finds by any part of code or description.")
class CampaignStatusWhere(CodeWhere):
    """Which campaign statuses; every field that is given must match, and null asks nothing."""


@strawberry.input
class CreateCampaignStatusInput(ActionInput):
    """A new campaign status."""

    code: str
    """The key that people know, at most 20 characters; kept in upper case."""
    description: str
    """What the status means, at most 100 characters."""


@strawberry.type
class CreateCampaignStatusPayload(Payload):
    """The new campaign status."""

    campaign_status: CampaignStatus | None = None
    """The status that was created."""
    campaign_status_edge: Edge[CampaignStatus] | None = None
    """The campaign status as an edge of `campaignStatuses`."""


@strawberry.input
class UpdateCampaignStatusInput(RevisionCheckedInput):
    """Changes of a campaign status. What is left out stays."""

    campaign_status_id: GlobalId[models.CampaignStatus]
    """The status to change."""
    code: str | None = strawberry.UNSET
    """The key that people know, at most 20 characters, kept in upper case; left out: it stays. Null is refused."""
    description: str | None = strawberry.UNSET
    """What the status means, at most 100 characters; left out: it stays. Null is refused."""


@strawberry.type
class UpdateCampaignStatusPayload(ChangePayload):
    """The changed campaign status."""

    campaign_status: CampaignStatus | None = None
    """The status after the change."""


@strawberry.input
class DeleteCampaignStatusInput(RevisionCheckedInput):
    """A campaign status to delete. Refused while a campaign is in it."""

    campaign_status_id: GlobalId[models.CampaignStatus]
    """The status to delete."""


@strawberry.type
class DeleteCampaignStatusPayload(Payload):
    """What was deleted."""

    deleted_campaign_status_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.type
class CampaignStatusesQuery:
    campaign_statuses: Connection[CampaignStatus] | None = list_of(
        find_campaign_statuses, needs=Scope.CAMPAIGNS_READ
    )
    """All campaign statuses, by code unless ordered otherwise."""


@strawberry.type
class CampaignStatusesMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_campaign_status(
        info: Info, input: CreateCampaignStatusInput
    ) -> CreateCampaignStatusPayload:
        """Create a campaign status."""
        created = await statuses.create_campaign_status(input_values(input), now=info.context.now)
        return CreateCampaignStatusPayload(
            campaign_status=created.campaign_status,
            campaign_status_edge=edge_of(find_campaign_statuses(), created.campaign_status),
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_campaign_status(
        info: Info, input: UpdateCampaignStatusInput
    ) -> UpdateCampaignStatusPayload:
        """Change a campaign status."""
        values = input_values(input)
        updated = await statuses.update_campaign_status(
            values.pop("campaign_status_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateCampaignStatusPayload(campaign_status=updated.campaign_status, changed=updated.changed)

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_campaign_status(
        info: Info, input: DeleteCampaignStatusInput
    ) -> DeleteCampaignStatusPayload:
        """Delete a campaign status that no campaign is in."""
        deleted = await statuses.delete_campaign_status(**input_values(input))
        return DeleteCampaignStatusPayload(deleted_campaign_status_id=global_id(deleted))
