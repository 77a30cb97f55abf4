"""Logged interactions that were a mistake: canceled, and restored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.errors import Code, Path, Problems, TransactionOvertaken
from db.models import CampaignEntry, Contact, Interaction, InteractionStatus, Segment, SegmentStatus
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.row_security import seeing_all
from db.sql.rows import as_models
from db.writes.authors import author_id
from db.writes.locking import held_rows, no_earlier
from db.writes.many_rows import Fault, Revisions, at_fault, locked_many, places_of
from db.writes.names_in_messages import called
from db.writes.transactions import transactional


@dataclass
class InteractionsMarked:
    interactions: list[Interaction]
    contacts: list[Contact]
    changed: bool


@transactional
async def cancel_interactions(
    interaction_ids: list[int],
    *,
    revisions: Revisions = (),
    now: datetime,
) -> InteractionsMarked:
    """Mark entries of the log as canceled; those that are already stay as they are. All or nothing."""
    rows = await _locked_entries(interaction_ids, revisions)
    return await _marked(
        [row.id for row in rows if row.status is InteractionStatus.LOGGED],
        rows,
        "status = 'CANCELED', canceled_at = :now, canceled_by_id = :by",
        now=no_earlier(now, *rows),
        by=await author_id(),
    )


@transactional
async def restore_interactions(
    interaction_ids: list[int], *, revisions: Revisions = (), now: datetime
) -> InteractionsMarked:
    """Restore canceled entries of the log. Refused for an entry whose segment or campaign entry is canceled.

    These are held before the entries; an entry that counts for others by then is looked at again.
    """
    before = await rows_by_id(Interaction, interaction_ids)
    segments = await held_rows(Segment, [row.segment_id for row in before.values()])
    campaign_entries = await held_rows(CampaignEntry, [row.campaign_entry_id for row in before.values()])
    rows = await _locked_entries(interaction_ids, revisions)
    _check_held(rows, "segment_id", segments)
    _check_held(rows, "campaign_entry_id", campaign_entries)
    problems = Problems()
    places = places_of(interaction_ids)
    for row in rows:
        path = ("interaction_ids", places[row.id])
        segment = segments.get(row.segment_id or 0)
        campaign_entry = campaign_entries.get(row.campaign_entry_id or 0)
        _check_not_canceled(segment, campaign_entry, problems, path)
    problems.refuse_if_any()
    return await _marked(
        [row.id for row in rows if row.status is InteractionStatus.CANCELED],
        rows,
        "status = 'LOGGED', canceled_at = NULL, canceled_by_id = NULL",
        now=no_earlier(now, *rows),
    )


def _check_held(rows: Iterable[Interaction], column: str, held: Mapping[int, object]) -> None:
    """Try again if a locked entry points at another row than those that were held for it."""
    for row in rows:
        pointed_at = getattr(row, column)
        if pointed_at is not None and pointed_at not in held:
            raise TransactionOvertaken(f"interaction {row.id} has just been logged for another {column}")


def _check_not_canceled(
    segment: Segment | None, campaign_entry: CampaignEntry | None, problems: Problems, path: Path
) -> None:
    """Report an entry whose segment or campaign entry is canceled."""
    if segment and segment.status is SegmentStatus.CANCELED:
        message = f"{called(segment)} is canceled. Restore the segment first."
        problems.add(Code.SEGMENT_CANCELED, message, *path)
    elif campaign_entry and campaign_entry.is_canceled:
        message = f"{called(campaign_entry)} is canceled. Restore it first."
        problems.add(Code.CAMPAIGN_ENTRY_CANCELED, message, *path)


async def cancel_entries_of(parent: str, parent_ids: Sequence[int], *, now: datetime) -> int:
    """Cancel the logged entries whose column points at something that is canceled now; how many."""
    await lock_entries_of(parent, parent_ids)
    return await statements.change(
        f"""
        UPDATE interaction SET status = 'CANCELED', canceled_at = :now, canceled_by_id = :by,
            revision = revision + 1, updated_at = {statements.later("updated_at", ":now")}
        WHERE {parent} {statements.among("parents")} AND status = 'LOGGED'
        """,
        parents=parent_ids, now=now, by=await author_id(),
    )  # fmt: skip


async def restore_entries_of(parent: str, parent_ids: Sequence[int], *, now: datetime) -> int:
    """Restore the entries that were canceled with what their column points at, not those canceled before.

    What it points at is still canceled: the same moment says that both were canceled together.
    """
    await lock_entries_of(parent, parent_ids)
    table = parent.removesuffix("_id")
    return await statements.change(
        f"""
        UPDATE interaction SET status = 'LOGGED', canceled_at = NULL, canceled_by_id = NULL,
            revision = revision + 1, updated_at = {statements.later("updated_at", ":now")}
        WHERE {parent} {statements.among("parents")} AND status = 'CANCELED' AND canceled_at = (
            SELECT pointed_at.canceled_at FROM {table} AS pointed_at WHERE pointed_at.id = interaction.{parent})
        """,
        parents=parent_ids, now=now,
    )  # fmt: skip


async def lock_entries_of(parent: str, parent_ids: Sequence[int]) -> None:
    """Lock the interactions whose column points at rows, before a statement changes them in whatever order."""
    with seeing_all():
        await statements.lock_rows(
            "interaction", f"{parent} {statements.among('parents')}", "FOR NO KEY UPDATE", parents=parent_ids
        )


NOT_LOGGED: Callable[[Interaction], Fault | None] = at_fault(
    lambda row: row.status is InteractionStatus.POSTPONED,
    Code.NOT_LOGGED,
    "This interaction is postponed, not logged. Resume or delete it.",
)


async def _locked_entries(interaction_ids: list[int], revisions: Revisions) -> list[Interaction]:
    problems = Problems()
    found = await locked_many(
        Interaction, interaction_ids, revisions, problems, "interaction_ids", NOT_LOGGED
    )
    problems.refuse_if_any()
    return list(found.values())


async def _marked(
    ids: list[int], rows: list[Interaction], mark: str, **parameters: object
) -> InteractionsMarked:
    if ids:
        changed = await statements.change_returning(
            f"""
            UPDATE interaction SET {mark}, revision = revision + 1, updated_at = :now
            WHERE id {statements.among("ids")} RETURNING *
            """,
            ids=ids, **parameters,
        )  # fmt: skip
        after = {row.id: row for row in as_models(Interaction, changed)}
        rows = [after.get(row.id, row) for row in rows]
    contacts = await rows_by_id(Contact, [row.contact_id for row in rows])
    return InteractionsMarked(rows, list(contacts.values()), bool(ids))
