"""Canceling many campaign entries, restoring and deleting them: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns import canceling_many
from schema.campaigns.entries import CampaignEntry
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import RevisionsCheckedInput, input_values_of_many


@strawberry.input
class CancelCampaignEntriesInput(RevisionsCheckedInput):
    """Campaign entries to mark as mistakes, with their interactions, all or nothing. No further interactions join a
    canceled entry."""

    campaign_entry_ids: list[GlobalId[models.CampaignEntry]]
    """The campaign entries, at most 1,000. Those that are canceled already stay so."""


@strawberry.type
class CancelCampaignEntriesPayload(ChangePayload):
    """The canceled campaign entries."""

    campaign_entries: list[CampaignEntry] = strawberry.field(default_factory=list)
    """The campaign entries after the change, in the order in which they were named."""
    campaigns: list[models.Campaign] = strawberry.field(default_factory=list)
    """The campaigns whose statistics moved, by id."""
    canceled_interaction_count: int = 0
    """How many entries of the log were canceled with the campaign entries."""


@strawberry.input
class RestoreCampaignEntriesInput(RevisionsCheckedInput):
    """Canceled campaign entries to count again, with the interactions canceled with them, all or nothing."""

    campaign_entry_ids: list[GlobalId[models.CampaignEntry]]
    """The campaign entries, at most 1,000. Refused for one whose segment is canceled."""


@strawberry.type
class RestoreCampaignEntriesPayload(ChangePayload):
    """The restored campaign entries."""

    campaign_entries: list[CampaignEntry] = strawberry.field(default_factory=list)
    """The campaign entries after the change, in the order in which they were named."""
    campaigns: list[models.Campaign] = strawberry.field(default_factory=list)
    """The campaigns whose statistics moved, by id."""
    restored_interaction_count: int = 0
    """How many entries of the log were restored with the campaign entries."""


@strawberry.input
class DeleteCampaignEntriesInput(RevisionsCheckedInput):
    """Canceled campaign entries to delete, all or nothing. Their interactions stay in the log."""

    campaign_entry_ids: list[GlobalId[models.CampaignEntry]]
    """The campaign entries, at most 1,000. One that counts must be canceled first."""


@strawberry.type
class DeleteCampaignEntriesPayload(Payload):
    """What was deleted."""

    deleted_campaign_entry_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    """The ids that are gone, in the order in which they were named."""
    campaigns: list[models.Campaign] = strawberry.field(default_factory=list)
    """The campaigns that the deleted entries counted towards, by id."""
    segments: list[models.Segment] = strawberry.field(default_factory=list)
    """The segments whose logging made the deleted entries, by id."""


@strawberry.type
class ManyCampaignEntriesMutation:
    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def cancel_campaign_entries(
        info: Info, input: CancelCampaignEntriesInput
    ) -> CancelCampaignEntriesPayload:
        """Mark many campaign entries and their interactions as mistakes, all or nothing."""
        marked = await canceling_many.cancel_campaign_entries(
            **input_values_of_many(input, models.CampaignEntry),
            now=info.context.now,
        )
        return CancelCampaignEntriesPayload(
            campaign_entries=marked.campaign_entries,
            campaigns=marked.campaigns,
            canceled_interaction_count=marked.interaction_count,
            changed=marked.changed,
        )

    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def restore_campaign_entries(
        info: Info, input: RestoreCampaignEntriesInput
    ) -> RestoreCampaignEntriesPayload:
        """Take the mark of a mistake away from many campaign entries and the interactions that were canceled with
        them."""
        values = input_values_of_many(input, models.CampaignEntry)
        marked = await canceling_many.restore_campaign_entries(**values, now=info.context.now)
        return RestoreCampaignEntriesPayload(
            campaign_entries=marked.campaign_entries,
            campaigns=marked.campaigns,
            restored_interaction_count=marked.interaction_count,
            changed=marked.changed,
        )

    @mutation(needs=Scope.CAMPAIGNS_WRITE)
    async def delete_campaign_entries(
        info: Info, input: DeleteCampaignEntriesInput
    ) -> DeleteCampaignEntriesPayload:
        """Delete many canceled campaign entries, all or nothing."""
        values = input_values_of_many(input, models.CampaignEntry)
        deleted = await canceling_many.delete_campaign_entries(**values)
        return DeleteCampaignEntriesPayload(
            deleted_campaign_entry_ids=[
                encoded("CampaignEntry", each) for each in deleted.campaign_entry_ids
            ],
            campaigns=deleted.campaigns,
            segments=deleted.segments,
        )
