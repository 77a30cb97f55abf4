"""Campaign entries of interactions that stand alone: made when the first of them is logged for a campaign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.errors import TransactionOvertaken
from db.sql import statements


async def stand_alone_entries(campaign_ids: Iterable[int | None], now: datetime) -> dict[int, int]:
    """The campaign entry of each campaign that single interactions join, locked so that nobody cancels it meanwhile.

    Nothing joins a canceled entry: the campaign gets a new one.
    """
    wanted = sorted({identity for identity in campaign_ids if identity is not None})
    if not wanted:
        return {}
    found = await _held(wanted)
    if missing := [identity for identity in wanted if identity not in found]:
        await _make_stand_alone(missing, now)
        found |= await _held(missing)
    if len(found) < len(wanted):
        raise TransactionOvertaken("a campaign entry was canceled as soon as it was made")
    return found


async def _held(campaign_ids: list[int]) -> dict[int, int]:
    records = await statements.select_locking(
        "campaign_entry", f"campaign_id {statements.among('campaign_ids')} AND takes_more", "FOR SHARE",
        columns="id, campaign_id", campaign_ids=campaign_ids,
    )  # fmt: skip
    return {record["campaign_id"]: record["id"] for record in records}


async def _make_stand_alone(campaign_ids: list[int], now: datetime) -> None:
    """Insert the entries. If another transaction is inserting the same one, this waits and then inserts nothing."""
    await statements.change(
        f"""
        INSERT INTO campaign_entry (campaign_id, description, salesperson_id, occurred_at,
            is_stand_alone, takes_more, revision, created_at, updated_at)
        SELECT id, description, salesperson_id, :now, TRUE, TRUE, 1, :now, :now
        FROM campaign WHERE id {statements.among("campaign_ids")} ORDER BY id
        ON CONFLICT DO NOTHING
        """,
        campaign_ids=campaign_ids, now=now,
    )  # fmt: skip
