"""Campaign statuses, which users define themselves, such as "Planned" or "Done"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Problems
from db.models import Campaign, CampaignStatus
from db.sql.case_folding import folded, upper_case
from db.sql.filters import Where, text
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.writes.in_the_way import check_free, check_unused
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called_within
from db.writes.transactions import transactional
from db.writes.validation import checked, line, required, upper_line, with_folded

CHECKS = {"code": required(upper_line(20)), "description": required(line(100))}
CONDITIONS = {
    **CREATED_AND_UPDATED,
    "code": text("code", upper_case),
    "description": text("description_folded"),
}
SORTS = {"CODE": Sort("code"), "DESCRIPTION": Sort("description_folded"), **BY_CREATED_AND_UPDATED}
SEARCHED = {"code": upper_case, "description_folded": folded}


@dataclass
class CampaignStatusCreated:
    campaign_status: CampaignStatus


@dataclass
class CampaignStatusUpdated:
    campaign_status: CampaignStatus
    changed: bool


def find_campaign_statuses(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[CampaignStatus]:
    return found(CampaignStatus, where, CONDITIONS, order, SORTS["CODE"], search=search, searched=SEARCHED)


@transactional
async def create_campaign_status(values: dict[str, Any], *, now: datetime) -> CampaignStatusCreated:
    problems = Problems()
    fit = checked(dict.fromkeys(CHECKS) | values, CHECKS, problems)
    await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return CampaignStatusCreated(
        await CampaignStatus.create(**with_folded(fit, "description"), created_at=now, updated_at=now)
    )


@transactional
async def update_campaign_status(
    campaign_status_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> CampaignStatusUpdated:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    status = await locked(
        CampaignStatus, campaign_status_id, expected_revision, "campaign_status_id", problems=problems
    )
    if fit.get("code") != status.code:
        await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return CampaignStatusUpdated(status, await save_changes(status, with_folded(fit, "description"), now))


@transactional
async def delete_campaign_status(
    campaign_status_id: int, *, expected_revision: int | None = None
) -> CampaignStatus:
    """Refused while a campaign is in this status."""
    status = await locked(CampaignStatus, campaign_status_id, expected_revision, "campaign_status_id")
    problems = Problems()
    message = f"Campaigns are in {called_within(status)}. Give them another one first."
    await check_unused(status, {Campaign: "status_id"}, problems, message, "campaign_status_id")
    problems.refuse_if_any()
    await status.delete()
    return status


async def _check_code(code: str | None, problems: Problems) -> None:
    if code:
        message = f"There is a campaign status with the code {code} already."
        await check_free(CampaignStatus, {"code": code}, problems, message, "code")
