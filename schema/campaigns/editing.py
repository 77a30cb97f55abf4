"""Changing campaigns: inputs, payloads and mutations."""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns import editing
from db.campaigns.finding import find_campaigns
from schema.campaigns.types import Campaign
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId, global_id
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.paging import Edge, edge_of


@strawberry.input
class CreateCampaignInput(ActionInput):
    """A new campaign."""

    number: str | None = strawberry.UNSET
    """A number of your own, at most 20 characters, kept in upper case; left out or null: the next of the number
    series for campaigns."""
    description: str
    """What the campaign is about, at most 100 characters."""
    starts_on: date | None = strawberry.UNSET
    """The first day, 1900 to 2199; left out or null: not yet known."""
    ends_on: date | None = strawberry.UNSET
    """The last day, 1900 to 2199 and not before the first; left out or null: not yet known."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The salesperson who is responsible, not a blocked one; left out or null: nobody."""
    status_id: GlobalId[models.CampaignStatus] | None = strawberry.UNSET
    """The campaign status that the campaign is in; left out or null: none."""


@strawberry.type
class CreateCampaignPayload(Payload):
    """The new campaign."""

    campaign: Campaign | None = None
    """The campaign that was created."""
    campaign_edge: Edge[Campaign] | None = None
    """The campaign as an edge of `campaigns`."""


@strawberry.input
class UpdateCampaignInput(RevisionCheckedInput):
    """Changes of a campaign. What is left out stays; null clears, or is refused where the field says so."""

    campaign_id: GlobalId[models.Campaign]
    """The campaign to change."""
    description: str | None = strawberry.UNSET
    """What the campaign is about, at most 100 characters; left out: it stays. Null is refused."""
    starts_on: date | None = strawberry.UNSET
    """The first day, 1900 to 2199; left out: it stays. Null: not known."""
    ends_on: date | None = strawberry.UNSET
    """The last day, 1900 to 2199 and not before the first; left out: it stays. Null: not known."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The salesperson who is responsible, not a blocked one; left out: it stays. Null: nobody."""
    status_id: GlobalId[models.CampaignStatus] | None = strawberry.UNSET
    """The campaign status that the campaign is in; left out: it stays. Null: none."""


@strawberry.type
class UpdateCampaignPayload(ChangePayload):
    """The changed campaign."""

    campaign: Campaign | None = None
    """The campaign after the change."""


@strawberry.input
class DeleteCampaignInput(RevisionCheckedInput):
    """A campaign to delete. Refused while entries, segments, interactions or templates are for it."""

    campaign_id: GlobalId[models.Campaign]
    """The campaign to delete."""


@strawberry.type
class DeleteCampaignPayload(Payload):
    """What was deleted."""

    deleted_campaign_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.type
class CampaignsMutation:
    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def create_campaign(info: Info, input: CreateCampaignInput) -> CreateCampaignPayload:
        """Create a campaign."""
        values = input_values(input)
        created = await editing.create_campaign(values.pop("number", None), values, now=info.context.now)
        return CreateCampaignPayload(
            campaign=created.campaign, campaign_edge=edge_of(find_campaigns(), created.campaign)
        )

    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def update_campaign(info: Info, input: UpdateCampaignInput) -> UpdateCampaignPayload:
        """Change a campaign."""
        values = input_values(input)
        updated = await editing.update_campaign(
            values.pop("campaign_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateCampaignPayload(campaign=updated.campaign, changed=updated.changed)

    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def delete_campaign(info: Info, input: DeleteCampaignInput) -> DeleteCampaignPayload:
        """Delete a campaign that nothing is for."""
        deleted = await editing.delete_campaign(**input_values(input))
        return DeleteCampaignPayload(deleted_campaign_id=global_id(deleted))
