"""Making, changing and deleting campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Code, Problems
from db.models import (
    Campaign,
    CampaignEntry,
    CampaignStatus,
    Interaction,
    InteractionTemplate,
    Salesperson,
    Segment,
    SegmentLine,
)
from db.numbering import check_manual_number, take_number, the_setup
from db.sql.case_folding import folded
from db.writes.in_the_way import check_unused
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called
from db.writes.references import check_references
from db.writes.transactions import transactional
from db.writes.validation import anything, checked, day, line, optional, required, upper_line

CHECKS = {
    "description": required(line(100)),
    "starts_on": optional(day),
    "ends_on": optional(day),
    "salesperson_id": anything,
    "status_id": anything,
}

NAMED_BY = (CampaignEntry, Segment, SegmentLine, Interaction, InteractionTemplate)
"""What keeps a campaign from being deleted. A refusal does not say which of them: some may be hidden."""


@dataclass
class CampaignCreated:
    campaign: Campaign


@dataclass
class CampaignUpdated:
    campaign: Campaign
    changed: bool


@transactional
async def create_campaign(number: str | None, values: dict[str, Any], *, now: datetime) -> CampaignCreated:
    """A new campaign, numbered from the campaign series unless a number is given."""
    series_id = (await the_setup()).campaign_number_series_id
    problems = Problems()
    fit = checked({"description": None} | values, CHECKS, problems)
    if number is not None:
        fit |= checked({"number": number}, {"number": required(upper_line(20))}, problems)
    if "number" in fit:
        await check_manual_number(series_id, fit["number"], Campaign, problems)
    await _check_chosen(fit, problems)
    _check_days(fit, problems)
    problems.refuse_if_any()
    if "number" not in fit:
        fit["number"] = await take_number(series_id, Campaign)
    campaign = await Campaign.create(
        **fit, description_folded=folded(fit["description"]), created_at=now, updated_at=now
    )
    return CampaignCreated(campaign)


@transactional
async def update_campaign(
    campaign_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> CampaignUpdated:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    campaign = await locked(Campaign, campaign_id, expected_revision, "campaign_id", problems=problems)
    await _check_chosen(fit, problems)
    _check_days({"starts_on": campaign.starts_on, "ends_on": campaign.ends_on} | fit, problems)
    problems.refuse_if_any()
    if "description" in fit:
        fit["description_folded"] = folded(fit["description"])
    return CampaignUpdated(campaign, await save_changes(campaign, fit, now))


@transactional
async def delete_campaign(campaign_id: int, *, expected_revision: int | None = None) -> Campaign:
    """Delete a campaign. Refused while an entry, a segment, a line, an interaction or a template names it."""
    campaign = await locked(Campaign, campaign_id, expected_revision, "campaign_id")
    problems = Problems()
    message = f"{called(campaign)} stays: entries, segments, lines, interactions or interaction templates are for it."
    columns = dict.fromkeys(NAMED_BY, "campaign_id")
    await check_unused(campaign, columns, problems, message, "campaign_id")
    problems.refuse_if_any()
    await campaign.delete()
    return campaign


async def _check_chosen(values: dict[str, Any], problems: Problems) -> None:
    """Report a chosen status or salesperson that does not exist, and a salesperson that is blocked."""
    found = await check_references(
        [
            (("salesperson_id",), Salesperson, values.get("salesperson_id")),
            (("status_id",), CampaignStatus, values.get("status_id")),
        ],
        problems,
    )
    salesperson = found.get(("salesperson_id",))
    if salesperson and salesperson.is_blocked:
        message = f"{called(salesperson)} is blocked. Choose another salesperson."
        problems.add(Code.SALESPERSON_BLOCKED, message, "salesperson_id")


def _check_days(values: dict[str, Any], problems: Problems) -> None:
    first, last = values.get("starts_on"), values.get("ends_on")
    if first is not None and last is not None and first > last:
        message = f"A campaign cannot end on {last} if it starts on {first}. Choose a later end."
        problems.add(Code.ENDS_BEFORE_START, message, "ends_on")
