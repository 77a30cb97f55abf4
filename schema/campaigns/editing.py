"""Changing campaigns: inputs, payloads and mutations."""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry.types import Info

from db.campaigns import editing
from db.campaigns.finding import find_campaigns
from schema.campaigns.types import Campaign
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import global_id
from schema.graph.inputs import ActionInput, given
from schema.graph.paging import Edge, edge_of


@strawberry.input
class CreateCampaignInput(ActionInput):
    """A new campaign."""

    number: str | None = strawberry.UNSET
    """A number of your own, at most 20 characters; left out: the next of the campaign series."""
    description: str
    """What the campaign is about, at most 100 characters."""
    starts_on: date | None = strawberry.UNSET
    """The first day, 1900 to 2199."""
    ends_on: date | None = strawberry.UNSET
    """The last day, not before the first."""
    salesperson_id: strawberry.ID | None = strawberry.UNSET
    """Who is responsible; not a blocked salesperson."""
    status_id: strawberry.ID | None = strawberry.UNSET
    """The campaign status that it is in."""


@strawberry.type
class CreateCampaignPayload(Payload):
    """The new campaign."""

    campaign: Campaign | None = None
    """The campaign that was created."""
    campaign_edge: Edge[Campaign] | None = None
    """Its place in `campaigns`."""


@strawberry.input
class UpdateCampaignInput(ActionInput):
    """Changes of a campaign. What is left out stays; null clears."""

    campaign_id: strawberry.ID
    """The campaign to change."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the campaign is no longer at this revision."""
    description: str | None = strawberry.UNSET
    """What the campaign is about, at most 100 characters."""
    starts_on: date | None = strawberry.UNSET
    """The first day, 1900 to 2199."""
    ends_on: date | None = strawberry.UNSET
    """The last day, not before the first."""
    salesperson_id: strawberry.ID | None = strawberry.UNSET
    """Who is responsible; not a blocked salesperson."""
    status_id: strawberry.ID | None = strawberry.UNSET
    """The campaign status that it is in."""


@strawberry.type
class UpdateCampaignPayload(Payload):
    """The changed campaign."""

    campaign: Campaign | None = None
    """The campaign after the change."""
    changed: bool = False
    """Whether anything differed."""


@strawberry.input
class DeleteCampaignInput(ActionInput):
    """A campaign to delete. Refused while entries, segments, interactions or templates are for it."""

    campaign_id: strawberry.ID
    """The campaign to delete."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the campaign is no longer at this revision."""


@strawberry.type
class DeleteCampaignPayload(Payload):
    """What was deleted."""

    deleted_campaign_id: strawberry.ID | None = None
    """The id that is gone."""


@strawberry.type
class CampaignsMutation:
    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def create_campaign(info: Info, input: CreateCampaignInput) -> CreateCampaignPayload:
        """Create a campaign."""
        values = given(input)
        created = await editing.create_campaign(values.pop("number", None), values, now=info.context.now)
        return CreateCampaignPayload(
            campaign=created.campaign, campaign_edge=edge_of(find_campaigns(), created.campaign)
        )

    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def update_campaign(info: Info, input: UpdateCampaignInput) -> UpdateCampaignPayload:
        """Change a campaign."""
        values = given(input)
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
        deleted = await editing.delete_campaign(**given(input))
        return DeleteCampaignPayload(deleted_campaign_id=global_id(deleted))
