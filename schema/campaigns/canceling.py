"""Canceling campaign entries, restoring and deleting them: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns import canceling
from schema.campaigns.entries import CampaignEntry
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionCheckedInput, input_values


@strawberry.input
class CancelCampaignEntryInput(RevisionCheckedInput):
    """A campaign entry to mark as a mistake, with its interactions. No further interactions join a canceled entry."""

    campaign_entry_id: GlobalId[models.CampaignEntry]
    """The campaign entry."""


@strawberry.type
class CancelCampaignEntryPayload(ChangePayload):
    """The canceled campaign entry."""

    campaign_entry: CampaignEntry | None = None
    """The campaign entry after the change."""
    campaign: models.Campaign | None = None
    """The campaign whose statistics moved."""
    canceled_interaction_count: int = 0
    """How many entries of the log were canceled with the campaign entry."""


@strawberry.input
class RestoreCampaignEntryInput(RevisionCheckedInput):
    """A canceled campaign entry to count again, with the interactions that were canceled with it."""

    campaign_entry_id: GlobalId[models.CampaignEntry]
    """The campaign entry. Refused while its segment is canceled."""


@strawberry.type
class RestoreCampaignEntryPayload(ChangePayload):
    """The restored campaign entry."""

    campaign_entry: CampaignEntry | None = None
    """The campaign entry after the change."""
    campaign: models.Campaign | None = None
    """The campaign whose statistics moved."""
    restored_interaction_count: int = 0
    """How many entries of the log were restored with the campaign entry."""


@strawberry.input
class DeleteCampaignEntryInput(RevisionCheckedInput):
    """A canceled campaign entry to delete. Its interactions stay in the log."""

    campaign_entry_id: GlobalId[models.CampaignEntry]
    """The campaign entry. One that counts must be canceled first."""


@strawberry.type
class DeleteCampaignEntryPayload(Payload):
    """What was deleted."""

    deleted_campaign_entry_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""
    campaign: models.Campaign | None = None
    """The campaign that the deleted entry counted towards."""
    segment: models.Segment | None = None
    """The segment whose logging made the deleted entry; null if it gathered interactions of their own, or the segment
    was deleted."""


@strawberry.type
class CampaignEntriesMutation:
    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def cancel_campaign_entry(
        info: Info, input: CancelCampaignEntryInput
    ) -> CancelCampaignEntryPayload:
        """Mark a campaign entry and its interactions as a mistake."""
        marked = await canceling.cancel_campaign_entry(**input_values(input), now=info.context.now)
        return CancelCampaignEntryPayload(
            campaign_entry=marked.campaign_entry,
            campaign=marked.campaign,
            canceled_interaction_count=marked.interaction_count,
            changed=marked.changed,
        )

    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def restore_campaign_entry(
        info: Info, input: RestoreCampaignEntryInput
    ) -> RestoreCampaignEntryPayload:
        """Take the mark of a mistake away from a campaign entry and the interactions that were canceled with it."""
        marked = await canceling.restore_campaign_entry(**input_values(input), now=info.context.now)
        return RestoreCampaignEntryPayload(
            campaign_entry=marked.campaign_entry,
            campaign=marked.campaign,
            restored_interaction_count=marked.interaction_count,
            changed=marked.changed,
        )

    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def delete_campaign_entry(
        info: Info, input: DeleteCampaignEntryInput
    ) -> DeleteCampaignEntryPayload:
        """Delete a canceled campaign entry."""
        deleted = await canceling.delete_campaign_entry(**input_values(input))
        return DeleteCampaignEntryPayload(
            deleted_campaign_entry_id=encoded("CampaignEntry", deleted.campaign_entry_id),
            campaign=deleted.campaign,
            segment=deleted.segment,
        )
