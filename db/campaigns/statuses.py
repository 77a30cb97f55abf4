"""Campaign statuses, which users define themselves, such as "Planned" or "Done"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Code, Problems, refuse
from db.models import Campaign, CampaignStatus
from db.sql.case_folding import upper_case
from db.sql.filters import Where, matching, text
from db.sql.keyset_pages import Listing, Sort
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called_within
from db.writes.transactions import transactional
from db.writes.validation import checked, line, required, upper_line

CHECKS = {"code": required(upper_line(20)), "description": required(line(100))}
CONDITIONS = {"code": text("code", upper_case)}


@dataclass
class CampaignStatusCreated:
    campaign_status: CampaignStatus


@dataclass
class CampaignStatusUpdated:
    campaign_status: CampaignStatus
    changed: bool


def find_campaign_statuses(where: Where | None = None) -> Listing[CampaignStatus]:
    return Listing(CampaignStatus, matching(where, CONDITIONS), (Sort("code"),))


@transactional
async def create_campaign_status(values: dict[str, Any], *, now: datetime) -> CampaignStatusCreated:
    problems = Problems()
    fit = checked(dict.fromkeys(CHECKS) | values, CHECKS, problems)
    await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return CampaignStatusCreated(await CampaignStatus.create(**fit, created_at=now, updated_at=now))


@transactional
async def update_campaign_status(
    campaign_status_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> CampaignStatusUpdated:
    status = await locked(CampaignStatus, campaign_status_id, expected_revision, "campaign_status_id")
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    if fit.get("code") != status.code:
        await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return CampaignStatusUpdated(status, await save_changes(status, fit, now))


@transactional
async def delete_campaign_status(
    campaign_status_id: int, *, expected_revision: int | None = None
) -> CampaignStatus:
    """Refused while a campaign is in this status."""
    status = await locked(CampaignStatus, campaign_status_id, expected_revision, "campaign_status_id")
    if await Campaign.filter(status_id=status.id).exists():
        message = f"Campaigns are in {called_within(status)}. Give them another one first."
        refuse(Code.IN_USE, message, "campaign_status_id")
    await status.delete()
    return status


async def _check_code(code: str | None, problems: Problems) -> None:
    if code and await CampaignStatus.filter(code=code).exists():
        problems.add(Code.NOT_UNIQUE, f"There is a campaign status with the code {code} already.", "code")
