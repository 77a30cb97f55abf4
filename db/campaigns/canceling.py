"""Campaign entries that were a mistake: canceled with their interactions, restored, and deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from tortoise.exceptions import IntegrityError

from db.errors import Code, TransactionOvertaken, refuse
from db.interactions.canceling import cancel_entries_of, lock_entries_of, restore_entries_of
from db.models import Campaign, CampaignEntry, Segment, SegmentStatus
from db.sql.loaders import rows_by_id
from db.writes.authors import author_id
from db.writes.locking import held_rows, locked, no_earlier, save_changes
from db.writes.names_in_messages import called
from db.writes.results import IdOf
from db.writes.transactions import transactional


@dataclass
class CampaignEntryMarked:
    campaign_entry: CampaignEntry
    campaign: Campaign
    interaction_count: int
    changed: bool


@dataclass
class CampaignEntryDeleted:
    campaign_entry_id: Annotated[int, IdOf("CampaignEntry")]
    campaign: Campaign
    segment: Segment | None


@transactional
async def cancel_campaign_entry(
    campaign_entry_id: int,
    *,
    expected_revision: int | None = None,
    now: datetime,
) -> CampaignEntryMarked:
    """Cancel an entry and its logged interactions. No further interaction joins it."""
    entry = await locked(CampaignEntry, campaign_entry_id, expected_revision, "campaign_entry_id")
    if entry.is_canceled:
        return await _marked(entry, 0, changed=False)
    now = no_earlier(now, entry)
    count = await cancel_entries_of("campaign_entry_id", [entry.id], now=now)
    marks = {"canceled_at": now, "canceled_by_id": await author_id(), "takes_more": False}
    return await _marked(entry, count, changed=await save_changes(entry, marks, now))


@transactional
async def restore_campaign_entry(
    campaign_entry_id: int, *, expected_revision: int | None = None, now: datetime
) -> CampaignEntryMarked:
    """Restore a canceled entry with the interactions that were canceled with it, not those canceled before.

    One of interactions of their own takes more of them again, unless another entry of the campaign does by now.
    """
    known = await CampaignEntry.get_or_none(id=campaign_entry_id)
    segments = await held_rows(Segment, [known.segment_id if known else None])
    entry = await locked(CampaignEntry, campaign_entry_id, expected_revision, "campaign_entry_id")
    if entry.segment_id is not None and entry.segment_id not in segments:
        raise TransactionOvertaken(f"campaign entry {entry.id} was made while it was looked for")
    if not entry.is_canceled:
        return await _marked(entry, 0, changed=False)
    segment = segments.get(entry.segment_id or 0)
    if segment and segment.status is SegmentStatus.CANCELED:
        message = f"{called(segment)} is canceled. Restore the segment first."
        refuse(Code.SEGMENT_CANCELED, message, "campaign_entry_id")
    count = await restore_entries_of("campaign_entry_id", [entry.id], now=now)
    taken = await CampaignEntry.filter(campaign_id=entry.campaign_id, takes_more=True).exists()
    marks = {"canceled_at": None, "canceled_by_id": None, "takes_more": entry.is_stand_alone and not taken}
    try:
        changed = await save_changes(entry, marks, now)
    except IntegrityError as error:
        raise TransactionOvertaken("another entry of the campaign takes more by now") from error
    return await _marked(entry, count, changed=changed)


@transactional
async def delete_campaign_entry(
    campaign_entry_id: int, *, expected_revision: int | None = None
) -> CampaignEntryDeleted:
    """Delete a canceled entry. Its interactions stay in the log, canceled as they are."""
    entry = await locked(CampaignEntry, campaign_entry_id, expected_revision, "campaign_entry_id")
    if not entry.is_canceled:
        refuse(Code.MUST_CANCEL_FIRST, "This campaign entry counts. Cancel it first.", "campaign_entry_id")
    await lock_entries_of("campaign_entry_id", [entry.id])
    await entry.delete()
    segments = await rows_by_id(Segment, [entry.segment_id])
    return CampaignEntryDeleted(
        entry.id, await Campaign.get(id=entry.campaign_id), segments.get(entry.segment_id or 0)
    )


async def _marked(entry: CampaignEntry, count: int, *, changed: bool) -> CampaignEntryMarked:
    return CampaignEntryMarked(entry, await Campaign.get(id=entry.campaign_id), count, changed)
