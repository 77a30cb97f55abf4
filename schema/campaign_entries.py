"""Campaign entries: the type, its inputs and payloads, and its mutations. They are made by logging."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns import canceling
from db.interactions.finding import find_interactions
from db.loaders import rows_by_id
from db.paging import Link
from schema.actions import offered
from schema.edges import to_many, to_one
from schema.errors import Payload, mutation
from schema.execution.batch import batch
from schema.ids import Node, encoded, node
from schema.inputs import ActionInput, given
from schema.paging import Connection


@strawberry.enum
class CampaignEntryAction(StrEnum):
    """What can be done with a campaign entry."""

    CANCEL = "CANCEL"
    """Mark it and its interactions as a mistake: `cancelCampaignEntry`."""
    RESTORE = "RESTORE"
    """Take that mark away: `restoreCampaignEntry`."""
    DELETE = "DELETE"
    """Delete it; its interactions stay: `deleteCampaignEntry`."""


@node(models.CampaignEntry)
class CampaignEntry(Node):
    """What counts towards a campaign: a logged segment, or the interactions that no segment logged."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    description: str
    """The description of the segment when it was logged, or of the campaign."""
    occurred_at: datetime
    """When it happened, or when the first of its interactions was logged."""
    stand_alone: bool
    """Whether it gathers interactions that were not logged with a segment."""
    canceled_at: datetime | None
    """When it was canceled."""
    canceled_by: str | None
    """Who canceled it."""
    created_at: datetime
    """When it was made."""
    updated_at: datetime
    """When it was last changed."""
    campaign: models.Campaign = to_one("campaign_id")
    """The campaign that it counts towards."""
    segment: models.Segment | None = to_one("segment_id")
    """The segment whose logging made it; null for interactions of their own, and if it was deleted since."""
    salesperson: models.Salesperson | None = to_one("salesperson_id")
    """Who was responsible for the segment, or for the campaign."""
    interactions: Connection[models.Interaction] = to_many(find_interactions, Link("campaign_entry_id"))
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


@strawberry.input
class CancelCampaignEntryInput(ActionInput):
    """A campaign entry to mark as a mistake, with its interactions. No further ones join it."""

    campaign_entry_id: strawberry.ID
    """The campaign entry."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if it is no longer at this revision."""


@strawberry.type
class CancelCampaignEntryPayload(Payload):
    """The canceled campaign entry."""

    campaign_entry: CampaignEntry | None = None
    """The campaign entry after the change."""
    campaign: models.Campaign | None = None
    """The campaign whose statistics moved."""
    interaction_count: int = 0
    """How many entries of the log were canceled with it."""
    changed: bool = False
    """Whether it was not canceled before."""


@strawberry.input
class RestoreCampaignEntryInput(ActionInput):
    """A canceled campaign entry to count again, with the interactions that were canceled with it."""

    campaign_entry_id: strawberry.ID
    """The campaign entry. Refused while its segment is canceled."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if it is no longer at this revision."""


@strawberry.type
class RestoreCampaignEntryPayload(Payload):
    """The restored campaign entry."""

    campaign_entry: CampaignEntry | None = None
    """The campaign entry after the change."""
    campaign: models.Campaign | None = None
    """The campaign whose statistics moved."""
    interaction_count: int = 0
    """How many entries of the log were restored with it."""
    changed: bool = False
    """Whether it was canceled before."""


@strawberry.input
class DeleteCampaignEntryInput(ActionInput):
    """A canceled campaign entry to delete. Its interactions stay in the log."""

    campaign_entry_id: strawberry.ID
    """The campaign entry. One that counts must be canceled first."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if it is no longer at this revision."""


@strawberry.type
class DeleteCampaignEntryPayload(Payload):
    """What was deleted."""

    deleted_campaign_entry_id: strawberry.ID | None = None
    """The id that is gone."""
    campaign: models.Campaign | None = None
    """The campaign that it was of."""
    segment: models.Segment | None = None
    """The segment that it was made of."""


@strawberry.type
class CampaignEntriesMutation:
    @mutation
    async def cancel_campaign_entry(
        info: Info, input: CancelCampaignEntryInput
    ) -> CancelCampaignEntryPayload:
        """Mark a campaign entry and its interactions as a mistake."""
        marked = await canceling.cancel_campaign_entry(
            **given(input), canceled_by=info.context.caller.name, now=info.context.now
        )
        return CancelCampaignEntryPayload(**vars(marked))

    @mutation
    async def restore_campaign_entry(
        info: Info, input: RestoreCampaignEntryInput
    ) -> RestoreCampaignEntryPayload:
        """Take that mark away from a campaign entry and the interactions that were canceled with it."""
        marked = await canceling.restore_campaign_entry(**given(input), now=info.context.now)
        return RestoreCampaignEntryPayload(**vars(marked))

    @mutation
    async def delete_campaign_entry(
        info: Info, input: DeleteCampaignEntryInput
    ) -> DeleteCampaignEntryPayload:
        """Delete a canceled campaign entry."""
        deleted = await canceling.delete_campaign_entry(**given(input))
        return DeleteCampaignEntryPayload(
            deleted_campaign_entry_id=encoded("CampaignEntry", deleted.campaign_entry_id),
            campaign=deleted.campaign,
            segment=deleted.segment,
        )
