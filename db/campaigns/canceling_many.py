"""Many campaign entries that were a mistake: canceled with their interactions, restored, deleted; all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.errors import Code, Problems, TransactionOvertaken
from db.interactions.canceling import cancel_entries_of, lock_entries_of, restore_entries_of
from db.models import Campaign, CampaignEntry, Segment, SegmentStatus
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.rows import as_models
from db.writes.authors import author_id
from db.writes.locking import held_rows, no_earlier
from db.writes.many_rows import Fault, Revisions, at_fault, in_order, locked_many, places_of
from db.writes.names_in_messages import called
from db.writes.results import IdOf
from db.writes.transactions import transactional


@dataclass
class CampaignEntriesMarked:
    campaign_entries: list[CampaignEntry]
    campaigns: list[Campaign]
    interaction_count: int
    changed: bool


@dataclass
class CampaignEntriesDeleted:
    campaign_entry_ids: Annotated[list[int], IdOf("CampaignEntry")]
    campaigns: list[Campaign]
    segments: list[Segment]


@transactional
async def cancel_campaign_entries(
    campaign_entry_ids: list[int],
    *,
    revisions: Revisions = (),
    now: datetime,
) -> CampaignEntriesMarked:
    """Cancel entries and their logged interactions; those that are canceled already stay as they are."""
    problems = Problems()
    rows = await locked_many(CampaignEntry, campaign_entry_ids, revisions, problems, "campaign_entry_ids")
    problems.refuse_if_any()
    now = no_earlier(now, *rows.values())
    counting = [row.id for row in rows.values() if not row.is_canceled]
    count = await cancel_entries_of("campaign_entry_id", counting, now=now)
    return await _marked(
        rows, counting, count, "canceled_at = :now, canceled_by_id = :by, takes_more = FALSE",
        now=now, by=await author_id(),
    )  # fmt: skip


TAKES_MORE = """
    is_stand_alone AND id = (
        SELECT max(latest.id) FROM campaign_entry AS latest
        WHERE latest.id {chosen} AND latest.campaign_id = campaign_entry.campaign_id AND latest.is_stand_alone
    ) AND NOT EXISTS (
        SELECT 1 FROM campaign_entry AS taking
        WHERE taking.campaign_id = campaign_entry.campaign_id AND taking.takes_more
    )"""
"""Which of the entries that are restored takes more interactions again: one for each campaign, if no other does."""


@transactional
async def restore_campaign_entries(
    campaign_entry_ids: list[int], *, revisions: Revisions = (), now: datetime
) -> CampaignEntriesMarked:
    """Restore canceled entries with the interactions that were canceled with them, not those canceled before."""
    known = await rows_by_id(CampaignEntry, campaign_entry_ids)
    segments = await held_rows(Segment, [row.segment_id for row in known.values()])
    problems = Problems()
    rows = await locked_many(CampaignEntry, campaign_entry_ids, revisions, problems, "campaign_entry_ids")
    places = places_of(campaign_entry_ids)
    for row in rows.values():
        if row.segment_id is not None and row.segment_id not in segments:
            raise TransactionOvertaken(f"campaign entry {row.id} was made while it was looked for")
        segment = segments.get(row.segment_id or 0)
        if segment and row.is_canceled and segment.status is SegmentStatus.CANCELED:
            message = f"{called(segment)} is canceled. Restore the segment first."
            problems.add(Code.SEGMENT_CANCELED, message, "campaign_entry_ids", places[row.id])
    problems.refuse_if_any()
    canceled = [row.id for row in rows.values() if row.is_canceled]
    count = await restore_entries_of("campaign_entry_id", canceled, now=now)
    takes_more = TAKES_MORE.format(chosen=statements.among("ids"))
    mark = f"canceled_at = NULL, canceled_by_id = NULL, takes_more = ({takes_more})"
    return await _marked(rows, canceled, count, mark, now=no_earlier(now, *rows.values()))


COUNTING: Callable[[CampaignEntry], Fault | None] = at_fault(
    lambda row: not row.is_canceled, Code.MUST_CANCEL_FIRST, "This campaign entry counts. Cancel it first."
)


@transactional
async def delete_campaign_entries(
    campaign_entry_ids: list[int], *, revisions: Revisions = ()
) -> CampaignEntriesDeleted:
    """Delete canceled entries. Their interactions stay in the log, canceled as they are."""
    problems = Problems()
    name = "campaign_entry_ids"
    rows = await locked_many(CampaignEntry, campaign_entry_ids, revisions, problems, name, COUNTING)
    problems.refuse_if_any()
    await lock_entries_of("campaign_entry_id", list(rows))
    await statements.change(f"DELETE FROM campaign_entry WHERE id {statements.among('ids')}", ids=list(rows))
    segments = await rows_by_id(Segment, [row.segment_id for row in rows.values()])
    return CampaignEntriesDeleted(list(rows), await _campaigns(rows.values()), in_order(segments))


async def _marked(
    rows: dict[int, CampaignEntry], ids: list[int], count: int, mark: str, **parameters: object
) -> CampaignEntriesMarked:
    changed = await statements.change_returning(
        f"""
        UPDATE campaign_entry SET {mark}, revision = revision + 1, updated_at = :now
        WHERE id {statements.among("ids")} RETURNING *
        """,
        ids=ids, **parameters,
    )  # fmt: skip
    rows |= {row.id: row for row in as_models(CampaignEntry, changed)}
    campaigns = await _campaigns(rows.values())
    return CampaignEntriesMarked(list(rows.values()), campaigns, count, bool(changed))


async def _campaigns(rows: Iterable[CampaignEntry]) -> list[Campaign]:
    return in_order(await rows_by_id(Campaign, [row.campaign_id for row in rows]))
